using System.CommandLine;

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

    /// <summary>Whether a program reads the answer.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print one JSON object and nothing else" };
}
