using System.Text;

namespace PatchKit.Qualification;

/// <summary>
/// What this program has made, each thing written down and on the disk before it is made, so that a start after a kill finds it.
/// </summary>
/// <param name="folder">The journal's own folder.</param>
/// <param name="pause">After this many things it waits to be killed; for the tests.</param>
internal sealed class Journal(string folder, int? pause)
{
    private readonly string _file = Path.Combine(folder, "journal.txt");
    private int _made;

    /// <summary>Whether there is one.</summary>
    public bool IsThere => Directory.Exists(folder);

    /// <summary>Writes the thing down, then makes it.</summary>
    public void Make(ThingKind kind, string name, Action make)
    {
        Note(new(kind, name));
        make();
        if (++_made != pause)
            return;
        Console.WriteLine($"paused after {kind} {name}");
        Thread.Sleep(Timeout.Infinite);
    }

    /// <summary>Removes everything that stands in it, the last first, then itself.</summary>
    /// <param name="keep">Whether a thing stays, for the phase after the restart.</param>
    /// <returns>What could not be removed.</returns>
    public IReadOnlyList<string> RemoveAll(Func<Thing, bool> keep)
    {
        var things = Read();
        var (left, kept) = (new List<string>(), things.Where(keep).ToList());
        foreach (var thing in things.Where(thing => !keep(thing)).Reverse())
        {
            try
            {
                Removal.Remove(thing);
                if (Removal.IsThere(thing))
                    left.Add($"{thing} is still there");
            }
            catch (Exception fault)
            {
                left.Add($"{thing}: {fault.Message}");
            }
        }

        // What could not be removed stays written down, with all the rest: to remove a thing twice does no harm.
        if (IsThere && left.Count == 0)
        {
            if (kept.Count == 0)
                Directory.Delete(folder, recursive: true);
            else
                File.WriteAllLines(_file, kept.Select(Line));
        }

        return left;
    }

    private void Note(Thing thing)
    {
        Directory.CreateDirectory(folder);
        using var stream = new FileStream(_file, FileMode.Append, FileAccess.Write, FileShare.Read);
        stream.Write(Encoding.UTF8.GetBytes(Line(thing) + "\n"));
        stream.Flush(flushToDisk: true);
    }

    private static string Line(Thing thing) => $"{thing.Kind}\t{thing.Name}";

    // A line that a kill has cut short was never acted upon.
    private List<Thing> Read() => !File.Exists(_file) ? [] : [.. File.ReadAllLines(_file)
        .Select(line => line.Split('\t'))
        .Where(parts => parts.Length == 2)
        .Select(parts => new Thing(Enum.Parse<ThingKind>(parts[0]), parts[1]))];
}
