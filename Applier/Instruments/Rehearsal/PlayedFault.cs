using System.Globalization;
using PatchKit.Shared;

namespace PatchKit.Applier.Instruments.Rehearsal;

/// <summary>
/// A fault that a rehearsal plays at a record of the journal: the power goes when the record stands on the disk (<c>cut:7</c>) or
/// while it is written (<c>torn:7</c>), or the instrument's disks are full from it on (<c>full:7</c>).
/// </summary>
/// <param name="Kind">What happens.</param>
/// <param name="Record">At which record of the journal's file, from 1.</param>
internal sealed record PlayedFault(PlayedFaultKind Kind, int Record)
{
    /// <summary>How a fault is written on the command line.</summary>
    public const string Form = "cut:N, torn:N or full:N, with N from 1";

    /// <summary>Reads it as it stands on the command line.</summary>
    public static Result<PlayedFault> Parse(string text, string option) => text.Split(':') is [var kind, var number]
        && Known(kind) is { } known
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var record) && record > 0
            ? new PlayedFault(known, record)
            : new Refusal(RefusalCode.Usage, option, $"'{text}' is no fault: {Form}");

    private static PlayedFaultKind? Known(string kind) => kind switch
    {
        "cut" => PlayedFaultKind.Cut,
        "torn" => PlayedFaultKind.Torn,
        "full" => PlayedFaultKind.Full,
        _ => null,
    };
}

/// <summary>What happens at the record.</summary>
internal enum PlayedFaultKind
{
    /// <summary>The power goes when it stands on the disk.</summary>
    Cut,

    /// <summary>The power goes while it is written: half of it stands there.</summary>
    Torn,

    /// <summary>The disks are full: neither it nor anything else can be written from then on.</summary>
    Full,
}
