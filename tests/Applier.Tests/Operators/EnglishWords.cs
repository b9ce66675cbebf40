using System.Text.RegularExpressions;

namespace PatchKit.Tests.Applier.Operators;

/// <summary>Words that no Italian text of ours wants, among them all that an English sentence can hardly do without.</summary>
internal static partial class EnglishWords
{
    /// <summary>Those in a text.</summary>
    public static IEnumerable<string> In(string text) => English().Matches(text).Select(match => match.Value);

    /// <summary>A line without what programs, folders and companies are called.</summary>
    public static string WithoutNames(string line) => Names().Replace(line, "");

    [GeneratedRegex(@"Local Run Manager|Tools > System Settings > Service Accounts|PatchKit Support|[A-Z]:\\\S+|"
        + @"MiSeq Operating Software|Fast Startup|FSN2023-1338|Ada Rossi, release engineering")]
    private static partial Regex Names();

    [GeneratedRegex(@"\b(?:the|and|is|are|was|were|not|of|to|with|from|for|this|that|it|be|has|have|in the|on the|by|at|or|"
        + @"if|then|when|which|who|what|where|stick|step|steps|update|updated|receipt|instrument|mode|run|runs|failed|done|wait|"
        + @"restart|check|checks|checked|disk|key|keys|room|serial|device|drive|folder|written|read|seen|before|after|again|"
        + @"please|press|button|stopped|undone|signed|call|support|user|process|service|present|"
        + @"running|automatic|administrator)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex English();
}
