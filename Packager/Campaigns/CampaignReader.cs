using System.Collections.Immutable;
using System.Globalization;
using System.IO.Abstractions;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using PatchKit.Packager.Sboms;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;
using YamlDotNet.Core;

namespace PatchKit.Packager.Campaigns;

/// <summary>
/// Reads a campaign folder: <c>campaign.yaml</c> and the files beside it. Every mistake that can be found is found in one go.
/// Format: docs/formats/campaign.md.
/// </summary>
/// <param name="files">The disk.</param>
/// <param name="clock">The desk's clock; the system's when null.</param>
internal sealed class CampaignReader(IFileSystem files, TimeProvider? clock = null)
{
    private const long LongestFile = 1024 * 1024;
    private static readonly TimeSpan MostAhead = TimeSpan.FromDays(366);

    private static JsonTypeInfo<ImmutableArray<BundleFile>> FilesType =>
        (JsonTypeInfo<ImmutableArray<BundleFile>>)BundleManifest.Format.Type.Options.GetTypeInfo(
            typeof(ImmutableArray<BundleFile>));

    /// <summary>Reads the campaign in a folder.</summary>
    public Result<Campaign> Read(string folder)
    {
        var file = files.Path.Combine(folder, Campaign.FileName);
        try
        {
            if (!files.File.Exists(file))
                return new Refusal(RefusalCode.InputMissing, folder,
                    $"there is no {Campaign.FileName} in this folder{Meant(folder)}");
            if (files.FileInfo.New(file).Length > LongestFile)
                return new Refusal(RefusalCode.CampaignInvalid, file, $"it has more than {LongestFile} bytes");
            var bytes = files.File.ReadAllBytes(file);
            var text = Utf8Text.WithoutMark(bytes);
            return Utf8Text.Fault(text) is { } fault
                ? new Refusal(RefusalCode.CampaignInvalid, FilePosition.Of(text, fault.Offset).In(file), fault.Message)
                : Complete(folder, file, CampaignYaml.Parse(Encoding.UTF8.GetString(text), BundleManifest.Format.Type));
        }
        catch (YamlException wrong)
        {
            return new Refusal(RefusalCode.CampaignInvalid, new FilePosition(wrong.Start.Line, wrong.Start.Column)
                .In(file), wrong.Message);
        }
        catch (Exception wrong) when (Fault.Is(wrong))
        {
            return Fault.Refuse(wrong, folder, RefusalCode.InputMissing, "the campaign cannot be read");
        }
    }

    private string Meant(string folder) => !files.Directory.Exists(folder) ? "" : files.Directory.EnumerateFiles(folder)
        .Select(file => files.Path.GetFileName(file)).FirstOrDefault(name => Spelling.Distance(name, Campaign.FileName) <= 2)
            is { } near ? $"; is it '{near}'?" : "";

    private Result<Campaign> Complete(string folder, string file, CampaignYaml yaml)
    {
        var lookup = new CampaignFiles(files, folder);
        var found = lookup.Find();
        var mistakes = new List<AuthoredMistake>();
        var names = Unknown(yaml).ToList();
        var sbom = Compute(yaml.Json, found);
        var manifest = Manifest(yaml, names, folder, file, mistakes);
        var now = (clock ?? TimeProvider.System).GetUtcNow();
        if (manifest is not null && manifest.Released - now > MostAhead)
            mistakes.Add(new(yaml.Find("$.released").In(file), $"this is more than a year away: today is {now:yyyy-MM-dd}"));
        if (manifest is not null)
            mistakes.AddRange(lookup.Unfit(manifest)
                .Select(fault => new AuthoredMistake(yaml.Find(fault.Path).In(file), fault.Message)).Distinct());
        mistakes.AddRange(lookup.Mistakes);
        return manifest is null || mistakes.Count > 0
            ? AuthoredMistake.Refuse(mistakes, RefusalCode.CampaignInvalid)
            : new Campaign(folder, manifest, [.. sbom])
            {
                Warnings =
                [
                    .. yaml.Doubts.Select(doubt => new AuthoredMistake(doubt.At.In(file), doubt.Message)),
                    .. CampaignWarnings.Of(manifest, now)
                        .Select(doubt => new AuthoredMistake(yaml.Find(doubt.Path, doubt.AtName).In(file), doubt.Message))
                            .Distinct(),
                    .. lookup.Litter, .. lookup.Unused(manifest), .. new CampaignSurroundings(files, folder).Warnings(manifest),
                ],
            };
    }

    private static byte[] Compute(JsonObject json, ImmutableArray<BundleFile> found)
    {
        var (campaign, version) = (Text(json, "campaign"), Text(json, "version"));
        var bundle = $"{campaign}-{version}";
        var sbom = BundleSbom.Write(bundle, version, found);
        var all = found.Add(new(ManifestRules.Sbom, sbom.Length, Sha256Digest.Of(sbom)))
            .OrderBy(item => item.Path.Text, StringComparer.Ordinal);
        json.Insert(0, "schema", BundleManifest.SchemaVersion);
        json.Add("bundle", bundle);
        json.Add("files", JsonSerializer.SerializeToNode([.. all], FilesType));
        return sbom;
    }

    private static BundleManifest? Manifest(CampaignYaml yaml, IEnumerable<(FilePosition At, string Message)> names,
        string folder,
        string file, List<AuthoredMistake> mistakes)
    {
        var (manifest, found) = BundleManifest.Format.Judge(JsonTree.Of(yaml.Json));

        // The bundle's name is made of campaign and version: their own mistakes say it better.
        var faults = found.Count > 1 ? found.Where(fault => fault.Path != "$.bundle") : found;
        mistakes.AddRange(faults
            .Where(fault => !fault.Path.StartsWith("$.files[", StringComparison.Ordinal))
            .Select(fault => (At: yaml.Find(fault.Path, fault.AtName), Message: Named(yaml, fault)))
            .Concat(names)
            .Distinct()
            .OrderBy(mistake => mistake.At.Line).ThenBy(mistake => mistake.At.Column)
            .Select(mistake => new AuthoredMistake(mistake.At.In(file), mistake.Message)));
        // No author writes the list of files: its mistakes are those of the files themselves.
        mistakes.AddRange(faults.Where(fault => fault.Path.StartsWith("$.files[", StringComparison.Ordinal))
            .Select(fault => new AuthoredMistake(FileAt(yaml.Json, folder, fault.Path), fault.Message)).Distinct());
        return manifest;
    }

    private static string FileAt(JsonObject json, string folder, string path)
    {
        var index = int.Parse(path["$.files[".Length..path.IndexOf(']', StringComparison.Ordinal)], CultureInfo.InvariantCulture);
        return Path.Combine(folder, (string)json["files"]![index]!["path"]!);
    }

    // What an author may write at the top: what is worked out is none of it, and what nobody knows was perhaps meant for a
    // fragment.
    private static IEnumerable<(FilePosition At, string Message)> Unknown(CampaignYaml yaml)
    {
        var allowed = JsonShape.Members(BundleManifest.Format.Type).Select(member => member.Name)
            .Except(Campaign.Computed).ToList();
        foreach (var name in yaml.Json.Select(member => member.Key).Where(name => !allowed.Contains(name)).ToList())
        {
            yaml.Json.Remove(name);
            yield return (yaml.Find($"$.{name}", atName: true), Campaign.Computed.Contains(name)
                ? $"'{name}' is worked out when the bundle is built; leave it out"
                : $"{JsonShape.Unknown(name, allowed)}. The name of fragments begins with 'x-', as in " +
                    $"'x-{JsonLeaf.Short(name.TrimStart('x', 'X').TrimStart('_', '-'))}'");
        }
    }

    // What was left out has no place of its own, so that its name is said.
    private static string Named(CampaignYaml yaml, FormatFault fault)
    {
        var dot = fault.Path.LastIndexOf('.');
        return dot < 0 || yaml.Has(fault.Path) || fault.AtName || fault.Path.EndsWith(']')
            || fault.Message.Contains(fault.Path[(dot + 1)..], StringComparison.Ordinal)
                ? fault.Message
                : $"{fault.Path[(dot + 1)..]}: {fault.Message}";
    }

    private static string Text(JsonObject json, string name) =>
        json[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
