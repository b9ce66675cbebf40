using System.Collections.Immutable;
using System.IO.Abstractions;
using PatchKit.Packager.Returns;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Sticks;

/// <summary>
/// Compares a stick that came back with what was sent: the ledger has the digest of the signed list of each stick that was read
/// back, and that list has the digest of each file. Everything that differs is named, not the first alone.
/// </summary>
/// <param name="files">The disk.</param>
/// <param name="ledger">The ledger.</param>
internal sealed class StickComparison(IFileSystem files, Ledger ledger)
{
    private const string ListEnding = ".files.json";

    /// <summary>What differs on a stick; null where the folder is none, or the ledger does not know what was sent.</summary>
    /// <param name="folder">The stick's root.</param>
    public StickDifferences? Of(string folder)
    {
        var stick = new StickFolder(files, folder);
        return files.Directory.Exists(StickLayout.Targets.Under(folder)) && stick.Names().TryGet(out var names, out _)
            && Sent(stick, names) is { } list
            ? Compare(folder, stick, names, list)
            : null;
    }

    // What lies on the stick says nothing; that the ledger has the digest of this list does.
    private SignedList? Sent(StickFolder stick, StickNames names)
    {
        if (!ledger.Ask<HashSet<string>>(() => ledger.Query<string>("SELECT body FROM log WHERE kind = 'ReadBack'")
            .Select(body => body.Split(' ')[0]).ToHashSet()).TryGet(out var sent, out _))
            return null;
        foreach (var name in names.Ours.Where(name => name.EndsWith(ListEnding, StringComparison.Ordinal)))
        {
            if (MediaPath.Parse(name).Then(stick.Open).TryGet(out var stream, out _))
            {
                using (stream)
                {
                    var bytes = new byte[SignedList.Format.Longest + 1];
                    bytes = bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
                    if (sent.Contains(Sha256Digest.Of(bytes).Hex)
                        && SignedList.Format.Read(bytes, name).TryGet(out var list, out _))
                        return list;
                }
            }
        }

        return null;
    }

    private static StickDifferences Compare(string folder, StickFolder stick, StickNames names, SignedList list)
    {
        var seen = ListDifferences.Of(stick, names, list, SignsTheList);
        return new(list.Stick.Text, folder, list.Files.Length,
            seen.Added, seen.Changed, seen.Missing, [.. names.Foreign.Where(one => !one.OfSystem).Select(one => one.Name)]);
    }

    // The few files that no list can name, since they sign it: docs/formats/signed-list.md. 'verify --root' verifies them.
    private static bool SignsTheList(string name) =>
        (name.StartsWith($"{StickLayout.Metadata}/", StringComparison.Ordinal) && name.EndsWith(".json", StringComparison.Ordinal)
            && !name.EndsWith(".root.json", StringComparison.Ordinal))
        || (name.StartsWith($"{StickLayout.Targets}/", StringComparison.Ordinal)
            && name.EndsWith(ListEnding, StringComparison.Ordinal));
}

/// <summary>How a stick that came back differs from what was sent.</summary>
/// <param name="Stick">Its name.</param>
/// <param name="Folder">Where it was looked at.</param>
/// <param name="Files">How many files were sent.</param>
/// <param name="Added">Files among ours that were not sent.</param>
/// <param name="Changed">Files that are not as they were sent, or cannot be read.</param>
/// <param name="Missing">Files that were sent and are not there.</param>
/// <param name="Others">Files and folders beside ours: a kiosk's report. What operating systems leave is not among them.</param>
internal sealed record StickDifferences(string Stick, string Folder, int Files, ImmutableArray<string> Added,
    ImmutableArray<string> Changed, ImmutableArray<string> Missing, ImmutableArray<string> Others)
{
    /// <summary>Whether all that was sent is there as it was sent, and nothing among it that was not.</summary>
    public bool IsAsSent => Added.IsEmpty && Changed.IsEmpty && Missing.IsEmpty;
}
