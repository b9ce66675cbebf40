using System.Collections.Immutable;
using System.IO.Abstractions;
using System.Text.Json.Nodes;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Rehearsal;

/// <summary>
/// A boot mode of a make-believe instrument at one moment: every file of its drives and of its state, without what the Applier
/// keeps for itself. Two moments are compared to see what an application has changed, and what its undo has left.
/// </summary>
internal sealed class InstrumentTree
{
    private static readonly string Own = Path.Combine("C", "ProgramData", "PatchKit") + Path.DirectorySeparatorChar;
    private readonly ImmutableSortedDictionary<string, string> _files;

    private InstrumentTree(ImmutableSortedDictionary<string, string> files) => _files = files;

    /// <summary>Reads it as it is now.</summary>
    public static InstrumentTree Of(IFileSystem files, RehearsedInstrument instrument, ModeId mode)
    {
        var root = Path.Combine(instrument.Folder, "modes", mode.Text);
        return new(files.Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Select(file => (Name: Path.GetRelativePath(root, file), Full: file))
            .Where(file => !file.Name.StartsWith(Own, StringComparison.OrdinalIgnoreCase))
            .Select(file => (file.Name, Content: Content(files.File.ReadAllBytes(file.Full), IsState(file.Name))))
            // Nothing waits, or the file of what waits is not there: that is the same.
            .Where(file => !IsState(file.Name) || file.Content is not ("[]" or "{}"))
            .ToImmutableSortedDictionary(file => file.Name, file => file.Content, StringComparer.Ordinal));
    }

    /// <summary>The files that differ, as paths of the instrument where they lie on a drive.</summary>
    public IEnumerable<string> Differences(InstrumentTree other) => _files.Keys.Union(other._files.Keys)
        .Where(name => _files.GetValueOrDefault(name) != other._files.GetValueOrDefault(name))
        .Select(name => IsState(name) ? name : $@"{name[0]}:\{name[2..].Replace(Path.DirectorySeparatorChar, '\\')}");

    /// <summary>The files on drives that differ and that nobody said would.</summary>
    public IEnumerable<string> Undeclared(InstrumentTree other, IEnumerable<InstrumentPath> declared)
    {
        var known = declared.Select(path => path.Text).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Differences(other).Where(name => name.Contains(':', StringComparison.Ordinal) && !known.Contains(name));
    }

    // C/…, D/… are drives; what lies beside them is the state of services, accounts and so on.
    private static bool IsState(string name) => !(name.Length > 2 && name[1] == Path.DirectorySeparatorChar);

    // How the state is laid out, and in which order its items stand, means nothing.
    private static string Content(byte[] bytes, bool isState) =>
        isState && JsonTree.Read(Utf8Text.WithoutMark(bytes), "", 1 << 20).TryGet(out var json, out _)
            ? Sorted(JsonTree.Node(json))
            : Sha256Digest.Of(bytes).Hex;

    // The Applier writes down what a person may leave out (docs/formats/rehearsal-instrument.md).
    private static bool IsSaid(KeyValuePair<string, JsonNode?> member) => (member.Key, member.Value?.ToJsonString()) is not
        ((_, null or "false" or "[]") or ("view", "\"64\"") or ("enabled", "true"));

    private static string Sorted(JsonNode? node) => node switch
    {
        JsonObject members => $"{{{string.Join(',', members.Where(IsSaid).OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => $"{member.Key}:{Sorted(member.Value)}"))}}}",
        JsonArray items => $"[{string.Join(',', items.Select(Sorted).Order(StringComparer.Ordinal))}]",
        null => "null",
        _ => node.ToJsonString(),
    };
}
