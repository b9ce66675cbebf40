using System.Collections.Immutable;

namespace PatchKit.Shared.Media;

/// <summary>
/// How a stick differs from its signed list: all that differs, where a check stops at the first. For people; what counts is the
/// check.
/// </summary>
/// <param name="Added">Files among ours that the list does not name.</param>
/// <param name="Changed">Files with another length or other bytes, or that cannot be read.</param>
/// <param name="Missing">Files that the list names and that are not there.</param>
public sealed record ListDifferences(
    ImmutableArray<string> Added, ImmutableArray<string> Changed, ImmutableArray<string> Missing)
{
    /// <summary>Whether all that is listed is there as it is listed, and nothing among it that is not.</summary>
    public bool None => Added.IsEmpty && Changed.IsEmpty && Missing.IsEmpty;

    /// <summary>One line a file: <c>missing: START-HERE.en.txt</c>.</summary>
    public IEnumerable<string> Lines => new[] { ("added", Added), ("changed", Changed), ("missing", Missing) }
        .SelectMany(kind => kind.Item2.Select(name => $"{kind.Item1}: {name}"));

    /// <summary>Compares them. Every listed file is read.</summary>
    /// <param name="stick">The stick.</param>
    /// <param name="names">The names on it.</param>
    /// <param name="list">Its list, trusted by whoever asks.</param>
    /// <param name="signs">Whether a file is one of the few that no list can name, since they sign it.</param>
    public static ListDifferences Of(IStick stick, StickNames names, SignedList list, Func<string, bool> signs)
    {
        var there = names.Ours.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var listed = list.Files.Select(file => file.Path.Text).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var (missing, changed) = (ImmutableArray.CreateBuilder<string>(), ImmutableArray.CreateBuilder<string>());
        foreach (var file in list.Files)
        {
            if (!there.Contains(file.Path.Text))
                missing.Add(file.Path.Text);
            else if (!stick.Measure(file.Path, file.Length + 1).TryGet(out var seen, out _)
                || seen != (file.Length, file.Sha256))
                changed.Add(file.Path.Text);
        }

        // The same name twice, case aside, is one file for Windows: the second one was added.
        var once = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return new(
            [.. names.Ours.Where(name => !once.Add(name) || (!listed.Contains(name) && !signs(name)))
                .Select(name => Printable.Line(name))],
            changed.ToImmutable(), missing.ToImmutable());
    }
}
