using PatchKit.Shared;

namespace PatchKit.Applier.Operators.Printing;

/// <summary>Standard output and error, behind the door that lets nothing draw on a terminal. The one place that takes them.</summary>
internal static class StandardText
{
#pragma warning disable RS0030 // The one place that may.
    /// <summary>What was asked for, and with <c>--json</c> objects and nothing else.</summary>
    public static TextWriter Out { get; } = new PrintableWriter(Console.Out);

    /// <summary>Refusals of commands that have no operator.</summary>
    public static TextWriter Error { get; } = new PrintableWriter(Console.Error);
#pragma warning restore RS0030
}
