using System.CommandLine;
using System.Globalization;

namespace PatchKit.Packager.Commands;

/// <summary>The options that several commands have.</summary>
internal static class CommonOptions
{
    /// <summary>The ledger's file.</summary>
    public static Option<string> Ledger() => new("--ledger")
    {
        Description = "The ledger's file",
        HelpName = "FILE",
        DefaultValueFactory = _ => "ledger.db",
    };

    /// <summary>What day it is, as a person says it.</summary>
    public static Option<DateOnly?> Today() =>
        Day("--today", "Today's date, where the clock is right and the release has rested for long");

    /// <summary>A day.</summary>
    public static Option<DateOnly?> Day(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "YYYY-MM-DD",
        CustomParser = given =>
        {
            if (DateOnly.TryParseExact(given.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None,
                out var date))
                return date;
            given.AddError($"'{given.Tokens[0].Value}' is not a date such as 2026-01-31.");
            return null;
        },
    };

    /// <summary>The unlock code of a restricted stick.</summary>
    public static Option<string?> UnlockCode() => new("--unlock-code")
    { Description = "The code of the letter, for a stick whose bundle is encrypted", HelpName = "CODE" };

    /// <summary>Whether a program reads the answer.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print one JSON object and nothing else" };
}
