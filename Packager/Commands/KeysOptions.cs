using System.CommandLine;
using PatchKit.Packager.Host;
using PatchKit.Packager.Releases;

namespace PatchKit.Packager.Commands;

/// <summary>Arguments and options that several of the <c>keys</c> commands have.</summary>
internal static class KeysOptions
{
    /// <summary>The release folder that most of the commands work on.</summary>
    public static Argument<string> Release() => new("RELEASE") { Description = "The release folder" };

    /// <summary>The release folder of what a desk does each day: where its settings say, or else it has to be given.</summary>
    public static Argument<string> Release(PackagerServices services)
    {
        var argument = Release();
        if (services.Settings.Release is { } folder)
            argument.DefaultValueFactory = _ => folder;
        return argument;
    }

    /// <summary>One of the roles of a release.</summary>
    public static Option<string> Role()
    {
        var option = new Option<string>("--role") { Description = "The role", HelpName = "ROLE", Required = true };
        option.AcceptOnlyFromAmong([.. ReleaseRoles.All]);
        return option;
    }

    /// <summary>A file that has to be given.</summary>
    public static Option<string> File(string name, string description) =>
        new(name) { Description = description, HelpName = "FILE", Required = true };

    /// <summary>A key of the release by its id or the first digits.</summary>
    public static Option<string> KeyId(string name, string description) =>
        new(name) { Description = description, HelpName = "KEY-ID", Required = true };

    /// <summary>How many must sign from then on.</summary>
    public static Option<int?> Threshold() => new("--threshold")
    { Description = "How many must sign from then on; unchanged when it is left out", HelpName = "N" };
}
