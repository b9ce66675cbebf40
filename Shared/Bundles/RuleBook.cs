using System.Text.RegularExpressions;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>
/// Collects the faults of a document while its rules are gone through, and holds the rules that several records share.
/// </summary>
internal sealed class RuleBook
{
    /// <summary>How long a regular expression of a campaign may search, so that a bad one cannot hang an instrument.</summary>
    public static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(1);

    private const int LongestText = 8000;
    private const int LongestPattern = 400;
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

    /// <summary>A text that is not blank, in one line.</summary>
    public void Line(string text, string path)
    {
        if (string.IsNullOrWhiteSpace(text))
            Say(path, "the text is blank");
        else if (text.Length > LongestText || text.Any(char.IsControl))
            Say(path, $"the text has a line break or another control character, or more than {LongestText} characters");
    }

    /// <summary>A text in every language; line breaks are allowed.</summary>
    public void Text(LocalizedText text, string path)
    {
        Line(text.En.Replace("\n", " ", StringComparison.Ordinal), $"{path}.en");
        Line(text.It.Replace("\n", " ", StringComparison.Ordinal), $"{path}.it");
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

    /// <summary>A registry key of the machine.</summary>
    public void Key(string key, string path) => Require(
        key.StartsWith(@"HKLM\", StringComparison.Ordinal) && key.Length <= 255
            && !key.Split('\\').Any(string.IsNullOrWhiteSpace),
        path, $@"'{key}' is not a registry key; it begins with HKLM\ and has no empty part");

    /// <summary>Security identifiers of groups.</summary>
    public void Sids(IReadOnlyList<string> sids, string path)
    {
        for (var i = 0; i < sids.Count; i++)
        {
            var parts = sids[i].Split('-');
            var good = parts is ["S", "1", _, ..] and { Length: >= 4 and <= 18 }
                && parts.Skip(2).All(part => ulong.TryParse(part, out _));
            Require(good, $"{path}[{i}]",
                $"'{sids[i]}' is not a SID such as S-1-5-32-544; group names differ from language to language");
        }
    }

    /// <summary>The text of a registry value, which for numbers is decimal and in range.</summary>
    public void RegistryValue(RegistryKind type, string value, string path) => Require(
        type switch
        {
            RegistryKind.Dword => uint.TryParse(value, out _),
            RegistryKind.Qword => ulong.TryParse(value, out _),
            _ => value.Length <= LongestText,
        },
        path, $"'{value}' is not a {type.ToString().ToLowerInvariant()}; numbers are written in decimal");

    /// <summary>A regular expression that compiles, with at least so many groups.</summary>
    public void Pattern(string pattern, string path, int groups)
    {
        try
        {
            var expression = new Regex(pattern, RegexOptions.CultureInvariant, MatchTimeout);
            Require(pattern.Length is > 0 and <= LongestPattern, path,
                $"a regular expression has 1 to {LongestPattern} characters");
            Require(expression.GetGroupNumbers().Length > groups, path,
                "the regular expression has no group (…) to take the value from");
        }
        catch (ArgumentException wrong)
        {
            Say(path, $"the regular expression does not compile: {wrong.Message}");
        }
    }
}
