using System.Collections.Immutable;
using System.IO.Abstractions;
using System.Text.Json;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Campaigns;

/// <summary>
/// Finds and hashes the files of a campaign folder, and looks at those whose mistakes would otherwise show on an instrument.
/// </summary>
internal sealed class CampaignFiles(IFileSystem files, string folder)
{
    // What a probe reads at most.
    private const long OneMebibyte = 1024 * 1024;

    private readonly List<AuthoredMistake> _mistakes = [];
    private readonly List<AuthoredMistake> _litter = [];

    /// <summary>What is wrong with the files.</summary>
    public IReadOnlyList<AuthoredMistake> Mistakes => _mistakes;

    /// <summary>What an operating system or a word processor left behind; it does not go into the bundle.</summary>
    public IReadOnlyList<AuthoredMistake> Litter => _litter;

    /// <summary>The files of the bundle that no plan or notice names.</summary>
    public IEnumerable<AuthoredMistake> Unused(BundleManifest manifest)
    {
        var named = Texts(JsonSerializer.SerializeToElement(manifest with { Files = [] }, BundleManifest.Format.Type))
            .ToHashSet();
        return manifest.Files
            .Where(file => file.Path != ManifestRules.Sbom && !named.Contains(file.Path.Text))
            .Select(file => new AuthoredMistake(file.Path.Under(folder),
                $"{Campaign.FileName} names this file nowhere, and it goes into the bundle all the same; "
                    + "remove it if that was not meant"));
    }

    /// <summary>What a step wants of its files that no instrument could do with them.</summary>
    public IEnumerable<FormatFault> Unfit(BundleManifest manifest)
    {
        foreach (var (step, path) in PlannedStep.Of(manifest))
        {
            var scripts = PlannedStep.ScriptProbes(step, path).Select(one => (one.Probe.Scripts, one.Path));
            if (step is RunScriptStep script)
                scripts = scripts.Prepend((script.Scripts, path));
            foreach (var (_, place) in scripts.Where(one =>
                one.Scripts.All(file => file.Name.EndsWith(".sh", StringComparison.OrdinalIgnoreCase))))
            {
                yield return new($"{place}.scripts",
                    "an instrument runs Windows, which runs no .sh; add the same script as .cmd or .ps1");
            }

            if (step is ReplaceFileStep replace)
            {
                foreach (var fault in Missing(replace, path))
                    yield return fault;
            }

            foreach (var (payload, place) in PlannedStep.Installers(step, path))
            {
                if (Signature(payload) is { } wanted)
                    yield return new(place, $"'{payload}' is not {wanted}, by its first bytes");
            }
        }
    }

    /// <summary>Every file of notices/, payload/ and scripts/, in ordinal order of path.</summary>
    public ImmutableArray<BundleFile> Find()
    {
        var paths = new List<MediaPath>();
        foreach (var name in Campaign.Folders)
        {
            var place = files.Path.Combine(folder, name);
            if (files.Directory.Exists(place))
                paths.AddRange(files.Directory.EnumerateFiles(place, "*", SearchOption.AllDirectories)
                    .Order(StringComparer.Ordinal).Select(Look).OfType<MediaPath>());
        }

        // On all cores: the hashing is the longest part of reading a campaign.
        var found = Task.WhenAll(paths.Select(path => Task.Run(() => Hash(path)))).GetAwaiter().GetResult();
        return [.. found.OrderBy(file => file.Path.Text, StringComparer.Ordinal)];
    }

    private MediaPath? Look(string file)
    {
        var relative = files.Path.GetRelativePath(folder, file).Replace(files.Path.DirectorySeparatorChar, '/');
        var place = files.Path.Combine(folder, relative);
        if (relative.Split('/').Any(CampaignTexts.IsLitter))
        {
            _litter.Add(new(place, "left out of the bundle: an operating system or a program left it behind"));
            return null;
        }

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
            _mistakes.AddRange(CampaignTexts.InScript(files.File.ReadAllBytes(file), place));
        if (path.Text.StartsWith("notices/", StringComparison.Ordinal) && path.Text.EndsWith(".md", StringComparison.Ordinal))
            _mistakes.AddRange(CampaignTexts.InNotice(files.File.ReadAllBytes(file), place));
        return path;
    }

    // The new file is here, so that what its proof looks for can be looked for now.
    private IEnumerable<FormatFault> Missing(ReplaceFileStep step, string path)
    {
        for (var i = 0; i < step.Proof.Length; i++)
        {
            if (step.Proof[i] is FileProbe { Contains: { } wanted } probe && probe.Path.CollisionKey == step.Target.CollisionKey
                && !wanted.Contains("${", StringComparison.Ordinal)
                    && files.FileInfo.New(step.Payload.Under(folder)).Length <= OneMebibyte
                && !files.File.ReadAllText(step.Payload.Under(folder)).Contains(wanted, StringComparison.Ordinal))
            {
                yield return new($"{path}.proof[{i}].contains",
                    $"'{step.Payload}' does not contain this, so that the step would fail on every instrument");
            }
        }
    }

    // MSI and MSP are OLE compound files ([MS-CFB] 2.2), an MSU is a cabinet ([MS-CAB] 2.1), a Windows program begins with MZ (PE
    // format, MS-DOS stub).
    private string? Signature(MediaPath installer)
    {
        ReadOnlySpan<byte> compound = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        var kind = InstallerKinds.Of(installer.Name);
        var wanted = kind switch
        {
            InstallerKind.Package or InstallerKind.Patch => compound,
            InstallerKind.Update => "MSCF"u8,
            _ => "MZ"u8,
        };
        var seen = new byte[wanted.Length];
        using var content = files.File.OpenRead(installer.Under(folder));
        var read = content.ReadAtLeast(seen, seen.Length, throwOnEndOfStream: false);
        return seen.AsSpan(0, read).SequenceEqual(wanted) ? null : kind switch
        {
            InstallerKind.Package => "an MSI",
            InstallerKind.Patch => "an MSP",
            InstallerKind.Update => "an MSU",
            _ => "a Windows program",
        };
    }

    private BundleFile Hash(MediaPath path)
    {
        using var content = files.File.OpenRead(path.Under(folder));
        return new(path, content.Length, Sha256Digest.Of(content));
    }

    private static IEnumerable<string> Texts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Texts(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
        JsonValueKind.String => [element.GetString()!],
        _ => [],
    };
}
