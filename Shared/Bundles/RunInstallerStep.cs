using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>Runs an installer of the payload: an MSI or an EXE.</summary>
/// <param name="Id">See <see cref="Step"/>.</param>
/// <param name="Title">See <see cref="Step"/>.</param>
/// <param name="Payload">The installer, in payload/.</param>
public sealed record RunInstallerStep(StepId Id, LocalizedText Title, [property: JsonRequired] MediaPath Payload)
    : Step(Id, Title)
{
    private static readonly string[] InstallerExtensions = [".msi", ".exe"];

    /// <summary>
    /// Arguments of an EXE, or MSI properties (<c>NAME=value</c>); the quiet and log switches of MSI are added by the kit.
    /// </summary>
    [JsonRequired]
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>Arguments that make an EXE remove itself. An MSI knows its own.</summary>
    [JsonRequired]
    public ImmutableArray<string> UndoArguments { get; init; } = [];

    /// <summary>Exit codes that mean success; 0 unless said.</summary>
    [JsonRequired]
    public ImmutableArray<int> DoneCodes { get; init; } = [0];

    /// <summary>Exit codes that mean success and want a restart.</summary>
    [JsonRequired]
    public ImmutableArray<int> RestartCodes { get; init; } = [3010, 1641];

    /// <summary>Exit codes that mean busy, try again.</summary>
    [JsonRequired]
    public ImmutableArray<int> RetryCodes { get; init; } = [1618];

    /// <summary>How long it may take, in minutes.</summary>
    [JsonRequired]
    public int TimeLimitMinutes { get; init; } = 30;

    private protected override bool IsBlind => true;

    internal override void Check(RuleBook book, BundleContents files, string path)
    {
        book.Pass(files.Missing(Payload, "payload"), $"{path}.payload");
        book.Extension(Payload, InstallerExtensions, $"{path}.payload");
        book.Between(TimeLimitMinutes, 1, 240, $"{path}.timeLimitMinutes");
        book.Some(DoneCodes.Length, $"{path}.doneCodes", "exit code");
        var codes = DoneCodes.Concat(RestartCodes).Concat(RetryCodes);
        book.Distinct(codes, _ => path, "exit code");
        book.Require(files.LengthOf(Payload) is not 0, $"{path}.payload", $"'{Payload}' is empty");
        if (RuleBook.HasExtension(Payload, ".msi"))
        {
            Properties(book, Arguments, $"{path}.arguments");
            Properties(book, UndoArguments, $"{path}.undoArguments");
        }
        else
        {
            book.Require(Arguments.IsEmpty || !Arguments.SequenceEqual(UndoArguments), $"{path}.undoArguments",
                "these are the arguments that install; an undo by them would install again");
        }

        book.Require(
            !RuleBook.HasExtension(Payload, ".exe") || UndoArguments.Length > 0,
            $"{path}.undoArguments", "an EXE needs the arguments that make it remove itself: every step can be undone");
    }

    // msiexec takes a switch in the place of a property for an error in the command line, and shows it to nobody.
    private static void Properties(RuleBook book, ImmutableArray<string> arguments, string path)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            var cut = arguments[i].IndexOf('=', StringComparison.Ordinal);
            book.Require(
                cut > 0 && arguments[i][..cut].All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.'),
                $"{path}[{i}]",
                $"'{arguments[i]}' is not a property of an MSI, NAME=value; the switches for a quiet installation and its log " +
                    $"are " +
                "added by the kit");
        }
    }
}
