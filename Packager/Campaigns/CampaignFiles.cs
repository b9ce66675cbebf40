using System.Collections.Immutable;
using System.IO.Abstractions;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Campaigns;

/// <summary>
/// Finds and hashes the files of a campaign folder, and looks at those whose mistakes would otherwise show on an instrument.
/// </summary>
internal sealed class CampaignFiles(IFileSystem files, string folder)
{
    private readonly List<AuthoredMistake> _mistakes = [];

    /// <summary>What is wrong with the files.</summary>
    public IReadOnlyList<AuthoredMistake> Mistakes => _mistakes;

    /// <summary>Every file of notices/, payload/ and scripts/, in ordinal order of path.</summary>
    public ImmutableArray<BundleFile> Find()
    {
        var paths = new List<MediaPath>();
        foreach (var name in Campaign.Folders)
        {
            var place = files.Path.Combine(folder, name);
            if (files.Directory.Exists(place))
                paths.AddRange(files.Directory.EnumerateFiles(place, "*", SearchOption.AllDirectories).Select(Look)
                    .OfType<MediaPath>());
        }

        // On all cores: the hashing is the longest part of reading a campaign.
        var found = Task.WhenAll(paths.Select(path => Task.Run(() => Hash(path)))).GetAwaiter().GetResult();
        foreach (var package in found.Where(file => file.Path.Text.EndsWith(StandInPackage.Extension, StringComparison.Ordinal)))
            LookIntoPackage(package.Path, found);
        return [.. found.OrderBy(file => file.Path.Text, StringComparer.Ordinal)];
    }

    private MediaPath? Look(string file)
    {
        var relative = files.Path.GetRelativePath(folder, file).Replace(files.Path.DirectorySeparatorChar, '/');
        var place = files.Path.Combine(folder, relative);
        if (!MediaPath.Parse(relative).TryGet(out var path, out var refusal))
        {
            _mistakes.Add(new(place, $"this name cannot stand in a bundle: {refusal.Reason}"));
            return null;
        }

        if (path.Name[0] == '.')
            _mistakes.Add(new(place, "a hidden file would go into the bundle; remove it"));
        if (files.FileInfo.New(file) is { LinkTarget: not null })
        {
            _mistakes.Add(new(place, "a link cannot stand in a bundle; put the file itself there"));
            return null;
        }

        if (path.Text.StartsWith("scripts/", StringComparison.Ordinal))
            LookIntoScript(place, path, files.File.ReadAllText(file));
        return path;
    }

    private BundleFile Hash(MediaPath path)
    {
        using var content = files.File.OpenRead(path.Under(folder));
        return new(path, content.Length, Sha256Digest.Of(content));
    }

    private void LookIntoScript(string place, MediaPath path, string text)
    {
        if (path.Name.EndsWith(".sh", StringComparison.Ordinal)
            && (text.Contains('\r', StringComparison.Ordinal) || !text.StartsWith("#!/bin/sh\n", StringComparison.Ordinal)))
            _mistakes.Add(new($"{place}:1:1", "a .sh script begins with '#!/bin/sh' and ends its lines with LF alone"));
        if (path.Name.EndsWith(".cmd", StringComparison.Ordinal)
            && text.Split('\n').SkipLast(1).Any(line => !line.EndsWith('\r')))
            _mistakes.Add(
                new($"{place}:1:1", "a .cmd script ends every line with CR LF; with LF alone Windows loses its labels"));
        if (text.Any(c => c > '~'))
            _mistakes.Add(new($"{place}:1:1", "a script is plain ASCII: the code page of the instrument is not known"));
    }

    private void LookIntoPackage(MediaPath path, BundleFile[] found)
    {
        var place = files.Path.Combine(folder, path.Text);
        if (!StandInPackage.Format.Read(files.File.ReadAllBytes(path.Under(folder)), place)
            .TryGet(out var package, out var refusal))
        {
            _mistakes.Add(new(refusal.Place, refusal.Reason));
            return;
        }

        foreach (var source in package.Files.Where(file => file.Source is not null).Select(file => file.Source!.Value))
        {
            if (found.All(file => file.Path != source))
                _mistakes.Add(new(place, $"there is no file '{source}'; a source is given from the bundle's root"));
        }
    }
}
