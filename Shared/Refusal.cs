using System.Collections.Immutable;

namespace PatchKit.Shared;

/// <summary>
/// Why the kit says no: one value for the screen, the exit code, the log and the receipt. Place and reason are cleaned by
/// <see cref="Printable"/>, since they quote what was seen.
/// </summary>
/// <param name="Code">Which refusal it is; decides the exit code and the sentences a person reads.</param>
/// <param name="Place">Where it was seen: a file on the stick, a role, a JSON path, a step. Empty when it has no place.</param>
/// <param name="Reason">What was seen, in plain English, for the log, the receipt and the support desk; may have lines.</param>
public sealed record Refusal(RefusalCode Code, string Place, string Reason)
{
    /// <inheritdoc cref="Refusal(RefusalCode, string, string)" path="/param[@name='Place']"/>
    public string Place { get; init => field = Printable.Line(value); } = Printable.Line(Place);

    /// <inheritdoc cref="Refusal(RefusalCode, string, string)" path="/param[@name='Reason']"/>
    public string Reason { get; init => field = Printable.Lines(value); } = Printable.Lines(Reason);

    /// <summary>What a person reads for the place where that has a name, such as a step's title; null: the place.</summary>
    public Fact? Subject { get; init; }

    /// <summary>Values that the localised sentence of <see cref="Code"/> quotes: {1}, {2}, … ({0} is the place).</summary>
    public ImmutableArray<Fact> Facts { get; init; } = [];

    /// <summary>
    /// The name of a sentence among the program's own texts that says the cause, quoting the facts as {0}, {1}, … (a preflight
    /// check's); null: the sentence of <see cref="Code"/>.
    /// </summary>
    public string? Wording { get; init; }

    /// <summary>The same refusal with the values its localised sentence quotes.</summary>
    public Refusal With(params ReadOnlySpan<Fact> facts) => this with { Facts = [.. facts] };

    /// <summary>The one line that a log shows: code, place, reason.</summary>
    public override string ToString()
    {
        var reason = Printable.Line(Reason, Printable.TextLength);
        return Place.Length == 0 ? $"{Code}: {reason}" : $"{Code}: {Place}: {reason}";
    }
}
