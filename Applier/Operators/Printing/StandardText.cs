using PatchKit.Shared;

namespace PatchKit.Applier.Operators.Printing;

/// <summary>Standard output and error, behind the door that lets nothing draw on a terminal: the one place for them.</summary>
/// <remarks>
/// The output may go to a file on a disk that fills up: what is printed never decides what is done, so nothing ends by it. The
/// end of the program says that something was not printed.
/// </remarks>
internal static class StandardText
{
#pragma warning disable RS0030 // The one place that may.
    /// <summary>What was asked for, and with <c>--json</c> objects and nothing else.</summary>
    public static PrintableWriter Out { get; } = new(Console.Out) { Tolerant = true };

    /// <summary>Refusals of commands that have no operator.</summary>
    public static PrintableWriter Error { get; } = new(Console.Error) { Tolerant = true };
#pragma warning restore RS0030

    /// <summary>Says on standard error that part of the output could not be written; nothing when all was.</summary>
    /// <param name="sentence">The sentence, of what the disk said.</param>
    public static void SayLost(Func<string, string> sentence)
    {
        if (Out.Lost is { } fault)
            Error.WriteLine(sentence(Fault.Reason(fault)));
    }
}
