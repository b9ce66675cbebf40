using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>The rules that several records of a bundle share.</summary>
/// <param name="languages">The languages that every text has; empty asks for none.</param>
internal sealed class RuleBook(ImmutableArray<string> languages) : FaultList
{
    /// <summary>How long a regular expression of a campaign may search, so that a bad one cannot hang an instrument.</summary>
    public static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(1);

    private const int LongestPattern = 400;
    private const string Decimal = "numbers are written in decimal";

    /// <summary>A text in each of the languages and in no other one; line breaks are allowed.</summary>
    public void Text(LocalizedText text, string path)
    {
        SameLanguages(text.Texts.Keys, path);
        foreach (var (language, words) in text.Texts)
            Line(words.Replace("\n", " ", StringComparison.Ordinal), $"{path}.{language}");
    }

    /// <summary>A range in which some version lies.</summary>
    public void Range(VersionRange range, string path) =>
        Require(!range.IsEmpty, path, $"no version lies in '{range}'");

    /// <summary>Each of the languages is there, and no other one.</summary>
    public void SameLanguages(IEnumerable<string> there, string path)
    {
        if (languages.IsEmpty)
            return;
        var all = there.ToList();
        foreach (var missing in languages.Except(all))
            Say(path, $"the text in '{missing}' is missing, which 'languages' names");
        foreach (var other in all.Except(languages))
            Say($"{path}.{other}", $"'{other}' does not stand in 'languages': {string.Join(", ", languages)}");
    }

    /// <summary>A registry key of the machine.</summary>
    public void Key(string key, string path) => Require(
        key.StartsWith(@"HKLM\", StringComparison.Ordinal) && key.Length <= 255
            && !key.Split('\\').Any(string.IsNullOrWhiteSpace),
        path, $@"'{key}' is not a registry key of the machine, written as HKLM\SOFTWARE\Example: HKLM in capitals, " +
            "backslashes, none at the end and no two in a row");

    /// <summary>Security identifiers of groups.</summary>
    public void Sids(IReadOnlyList<string> sids, string path)
    {
        for (var i = 0; i < sids.Count; i++)
        {
            var parts = sids[i].Split('-');
            var good = parts is ["S", "1", _, ..] and { Length: >= 4 and <= 18 }
                && parts.Skip(2).All(part => ulong.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _));
            Require(good, $"{path}[{i}]",
                $"'{sids[i]}' is not a SID such as S-1-5-32-544; group names differ from language to language");
        }
    }

    /// <summary>Groups to belong to and not to belong to.</summary>
    public void Groups(IReadOnlyList<string> memberOf, IReadOnlyList<string> notMemberOf, string path)
    {
        Sids(memberOf, $"{path}.memberOf");
        Sids(notMemberOf, $"{path}.notMemberOf");
        Distinct(memberOf, i => $"{path}.memberOf[{i}]", "group");
        Distinct(notMemberOf, i => $"{path}.notMemberOf[{i}]", "group");
        for (var i = 0; i < notMemberOf.Count; i++)
            Require(!memberOf.Contains(notMemberOf[i]), $"{path}.notMemberOf[{i}]",
                $"the group {notMemberOf[i]} stands under memberOf too");
    }

    /// <summary>The text of a registry value, written as its type wants it.</summary>
    public void RegistryValue(RegistryKind type, string value, string path)
    {
        var (good, how) = type switch
        {
            RegistryKind.Dword => (uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _), Decimal),
            RegistryKind.Qword => (ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _), Decimal),
            RegistryKind.MultiText =>
                (value.Split('\n').All(line => value.Length == 0 || (line.Length > 0 && Printable.Is(line))),
                "one string stands in each line, and none is empty"),
            RegistryKind.Binary => (value.Length % 2 == 0 && value.All(char.IsAsciiHexDigitLower),
                "bytes are written as pairs of the digits 0-9 and a-f"),
            _ => (true, ""),
        };
        Require(good, path, $"'{value}' is not a {JsonNamingPolicy.KebabCaseLower.ConvertName(type.ToString())}; {how}");
        Require(value.Length <= LongestText, path, $"the value has more than {LongestText} characters");
    }

    /// <summary>A file of the bundle with one of some extensions.</summary>
    public void Extension(MediaPath file, string[] allowed, string path) => Require(
        allowed.Any(extension => HasExtension(file, extension)), path,
        $"'{file}' has none of the extensions {string.Join(", ", allowed)}");

    /// <summary>Whether a file of the bundle has an extension, in whichever case.</summary>
    public static bool HasExtension(MediaPath file, string extension) =>
        file.Name.EndsWith(extension, StringComparison.OrdinalIgnoreCase);

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
