using System.CommandLine;
using System.Globalization;
using PatchKit.Packager.Host;

namespace PatchKit.Packager.Commands;

/// <summary>The options that several commands have.</summary>
internal static class CommonOptions
{
    /// <summary>The ledger: where the desk's settings say, or else beside whoever asks.</summary>
    public static Option<string> Ledger(PackagerServices services) => new("--ledger")
    {
        Description = "The ledger's file",
        HelpName = "FILE",
        DefaultValueFactory = _ => services.Settings.Ledger ?? "ledger.db",
    };

    /// <summary>The release folder: where the desk's settings say, or else it has to be given.</summary>
    public static Option<string> Release(PackagerServices services)
    {
        var option = new Option<string>("--release")
        { Description = "The release folder", HelpName = "FOLDER", Required = services.Settings.Release is null };
        if (services.Settings.Release is { } folder)
            option.DefaultValueFactory = _ => folder;
        return option;
    }

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
