using System.Collections.Immutable;
using System.Text.Json;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Media;

/// <summary>
/// What a media gateway wrote about a stick when it was checked in: a JSON report at the stick's top. Nobody of ours signs it: it
/// is shown, its digest is kept, and nothing goes by it. Format: docs/formats/kiosk-report.md.
/// </summary>
/// <param name="Name">Its name on the stick.</param>
/// <param name="Sha256">Digest of its bytes.</param>
/// <param name="Removed">Files that it did not let pass and that are not on the stick, by their paths from its root.</param>
public sealed record KioskReport(string Name, Sha256Digest Sha256, ImmutableArray<string> Removed)
{
    /// <summary>The longest report that is read.</summary>
    public const int Longest = 4 << 20;

    /// <summary>The most names that are kept of one.</summary>
    public const int MostNames = 20;

    private const string Paths = "file_paths";
    private const string Mounts = "paths";

    // Report Schema of OPSWAT's MetaDefender Kiosk for Linux and MetaDefender Media Firewall: what passed, and what was cleaned.
    private static readonly string[] Passed = ["allowed", "cdr"];

    /// <summary>Reads a report.</summary>
    /// <param name="name">Its name on the stick.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="isThere">Whether a file is on the stick, by its path from the stick's root.</param>
    /// <returns>The report; null when this is no report of a gateway.</returns>
    public static KioskReport? Of(string name, byte[] bytes, Func<MediaPath, bool> isThere)
    {
        if (!JsonTree.Read(bytes, name, Longest, Depth).TryGet(out var report, out _)
            || report.ValueKind != JsonValueKind.Object)
            return null;
        var kinds = report.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.Object
            && member.Value.TryGetProperty(Paths, out var listed) && listed.ValueKind == JsonValueKind.Array).ToList();
        if (kinds.Count == 0)
            return null;
        var mounts = Texts(report, Mounts).OrderByDescending(mount => mount.Length).ToList();
        var held = kinds.Where(kind => !Passed.Contains(kind.Name, StringComparer.Ordinal))
            .SelectMany(kind => Texts(kind.Value, Paths)).Select(path => FromRoot(path, mounts))
            .Distinct(StringComparer.OrdinalIgnoreCase);
        return new(name, Sha256Digest.Of(bytes),
        [
            .. held.Where(path => !MediaPath.Parse(path).TryGet(out var place, out _) || !isThere(place))
                .Take(MostNames).Select(path => Printable.Line(path)),
        ]);
    }

    // A report has a few levels, of which one object a file.
    private const int Depth = 32;

    private static IEnumerable<string> Texts(JsonElement of, string member) =>
        of.TryGetProperty(member, out var values) && values.ValueKind == JsonValueKind.Array
            ? values.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)
            : [];

    // The gateway names files by where the stick was mounted there.
    private static string FromRoot(string path, List<string> mounts)
    {
        var mount = mounts.Find(one => path.StartsWith(one, StringComparison.OrdinalIgnoreCase)) ?? "";
        return path[mount.Length..].Replace('\\', '/').TrimStart('/');
    }
}
