namespace PatchKit.Shared.Json;

/// <summary>
/// Collects the faults of a document while its rules are gone through, and holds the rules that several formats share.
/// </summary>
public class FaultList
{
    /// <summary>Longest text, in characters.</summary>
    protected const int LongestText = 8000;

    private readonly List<FormatFault> _faults = [];

    /// <summary>What was found so far.</summary>
    public IReadOnlyList<FormatFault> Faults => _faults;

    /// <summary>Notes a fault.</summary>
    public void Say(string path, string message) => _faults.Add(new(path, message));

    /// <summary>Notes a fault unless <paramref name="holds"/>.</summary>
    public void Require(bool holds, string path, string message)
    {
        if (!holds)
            Say(path, message);
    }

    /// <summary>Notes a fault that another rule found, if it did.</summary>
    public void Pass(string? fault, string path)
    {
        if (fault is not null)
            Say(path, fault);
    }

    /// <summary>A number between two others, both included.</summary>
    public void Between(long value, long least, long most, string path) =>
        Require(value >= least && value <= most, path, $"{value} is not allowed; it lies between {least} and {most}");

    /// <summary>A time in UTC.</summary>
    public void Utc(DateTimeOffset time, string path) =>
        Require(time.Offset == TimeSpan.Zero, path, "the time is not in UTC; write it with a Z at the end");

    /// <summary>
    /// A text that is not blank, in one line: a line break or an escape sequence would draw on somebody's screen.
    /// </summary>
    public void Line(string text, string path, int longest = LongestText)
    {
        if (string.IsNullOrWhiteSpace(text))
            Say(path, "the text is blank");
        else if (text.Length > longest)
            Say(path, $"the text has {text.Length} characters; at most {longest} are allowed");
        else if (!Printable.Is(text))
            Say(path, "the text has a line break or another control character");
    }

    /// <summary>Values that all differ.</summary>
    public void Distinct<T>(IEnumerable<T> values, Func<int, string> path, string noun)
        where T : notnull
    {
        var seen = new HashSet<T>();
        foreach (var (value, index) in values.Select((value, index) => (value, index)))
            Require(seen.Add(value), path(index), $"the {noun} '{value}' is there twice");
    }

    /// <summary>A list with at least one item.</summary>
    public void Some(int count, string path, string noun) =>
        Require(count > 0, path, $"the list is empty; at least one {noun} belongs here");

    /// <summary>A list with at least one item, and at most so many.</summary>
    public void Some(int count, int most, string path, string noun)
    {
        Some(count, path, noun);
        Require(count <= most, path, $"the list has {count} items; at most {most} belong here");
    }
}
