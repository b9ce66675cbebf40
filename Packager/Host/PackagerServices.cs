using System.IO.Abstractions;

namespace PatchKit.Packager.Host;

/// <summary>What every command takes from its host, so that a test can hold the disk, the clock and the terminal.</summary>
/// <param name="Files">The disk.</param>
/// <param name="Clock">The clock.</param>
/// <param name="Out">Standard output: what was asked for, and with <c>--json</c> one JSON object and nothing else.</param>
/// <param name="Error">Standard error: progress, and refusals in plain English.</param>
/// <param name="Interactive">Whether a person sits at a terminal: decides on colour, progress and questions.</param>
internal sealed record PackagerServices(IFileSystem Files, TimeProvider Clock, TextWriter Out, TextWriter Error,
    bool Interactive)
{
    /// <summary>The file of this desk's settings; empty where there is to be none.</summary>
    public string SettingsFile { get; init; } = "";

    /// <summary>What this desk has said once.</summary>
    public DeskSettings Settings { get; init; } = DeskSettings.None;

    /// <summary>What this command has written so far.</summary>
    public Changes Changes { get; } = new();
}
