using System.Globalization;
using System.Text;

namespace PatchKit.Shared;

/// <summary>
/// A stream for people and terminals that lets nothing through but what <see cref="Printable"/> allows, and line ends: the last
/// door, behind the refusals, facts and printers that clean what they show where they know it.
/// </summary>
/// <param name="to">Where it goes: the terminal, or a file that the output is redirected to.</param>
public sealed class PrintableWriter(TextWriter to) : TextWriter(CultureInfo.InvariantCulture)
{
    private char? _half;

    /// <summary>
    /// Whether a fault of the stream is noted in <see cref="Lost"/> and not thrown: what is printed never decides what is done.
    /// </summary>
    public bool Tolerant { get; init; }

    /// <summary>The first fault by which something was not printed; null when all was.</summary>
    public Exception? Lost { get; private set; }

    /// <inheritdoc/>
    public override Encoding Encoding => to.Encoding;

    /// <summary>The stream behind, for a library that draws with escapes of its own and is given clean texts.</summary>
    public static TextWriter Behind(TextWriter writer) => writer is PrintableWriter { To: var to } ? to : writer;

    private TextWriter To => to;

    /// <inheritdoc/>
    public override void Write(char value)
    {
        if (char.IsHighSurrogate(value) && _half is null)
            _half = value;
        else
            Guarded(Clean([value]), line: false);
    }

    /// <inheritdoc/>
    public override void Write(string? value) => Write(value.AsSpan());

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer) => Guarded(Clean(buffer), line: false);

    /// <inheritdoc/>
    public override void WriteLine() => WriteLine("");

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Guarded(Clean(value), line: true);

    /// <inheritdoc/>
    public override void Flush() => to.Flush();

    private void Guarded(string text, bool line)
    {
        try
        {
            if (line)
                to.WriteLine(text);
            else
                to.Write(text);
        }
        catch (Exception e) when (Tolerant && Fault.Is(e))
        {
            Lost ??= e;
        }
    }

    private string Clean(ReadOnlySpan<char> text)
    {
        var whole = _half is { } half ? $"{half}{text}" : text.ToString();
        _half = null;
        return Printable.Lines(whole, int.MaxValue).ReplaceLineEndings(to.NewLine);
    }
}
