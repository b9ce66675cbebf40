namespace PatchKit.Tests.EndToEnd.Directions;

/// <summary>
/// The rooms of a project, a room being a folder directly under it, and which room knows which. Files that stand in no folder
/// (refusals, results, the program itself) are no room: every room may know them.
/// </summary>
internal sealed class Rooms
{
    private readonly SortedDictionary<(string From, string To), Use> _knows = [];

    public Rooms(Sources sources)
    {
        All = [.. sources.Uses.Select(use => RoomOf(use.File)).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        foreach (var use in sources.Uses)
        {
            if (RoomOf(use.File) is { } from && use.Declared is { } declared
                && declared.StartsWith($"{sources.Project}/", StringComparison.Ordinal) && RoomOf(declared) is { } to
                    && to != from)
                _knows.TryAdd((from, to), use);
        }
    }

    /// <summary>Their names.</summary>
    public IReadOnlyList<string> All { get; }

    /// <summary>The rooms that a room knows.</summary>
    public IEnumerable<string> KnownTo(string room) => _knows.Keys.Where(pair => pair.From == room).Select(pair => pair.To);

    /// <summary>
    /// Rooms that know each other, perhaps by way of others: each circle once, with a place for each of its steps.
    /// </summary>
    public IReadOnlyList<string> Circles()
    {
        var circles = new List<string>();
        foreach (var start in All)
        {
            if (Way(start, [start]) is { } way && way.Min(StringComparer.Ordinal) == start)
                circles.Add(string.Join("; ", way.Zip(way.Skip(1), (from, to) => $"{from} -> {to}: {_knows[(from, to)]}")));
        }

        return circles;
    }

    // The shortest way from a room back to it.
    private List<string>? Way(string start, List<string> first)
    {
        var ways = new Queue<List<string>>([first]);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (ways.TryDequeue(out var way))
        {
            foreach (var next in KnownTo(way[^1]))
            {
                if (next == start)
                    return [.. way, next];
                if (seen.Add(next))
                    ways.Enqueue([.. way, next]);
            }
        }

        return null;
    }

    private static string? RoomOf(string file) => file.Split('/') is [_, var room, _, ..] ? room : null;
}
