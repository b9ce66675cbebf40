using System.Collections.Immutable;

namespace PatchKit.Shared;

/// <summary>
/// Why the kit says no: one value for the screen, the exit code, the log and the receipt.
/// </summary>
/// <param name="Code">Which refusal it is; decides the exit code and the sentences a person reads.</param>
/// <param name="Place">Where it was seen: a file on the stick, a role, a JSON path, a step. Empty when it has no place.</param>
/// <param name="Reason">What was seen, in plain English, for the log, the receipt and the support desk.</param>
public sealed record Refusal(RefusalCode Code, string Place, string Reason)
{
    /// <summary>Values that the localised sentence of <see cref="Code"/> quotes: {1}, {2}, … ({0} is the place).</summary>
    public ImmutableArray<string> Facts { get; init; } = [];

    /// <summary>The same refusal with the values its localised sentence quotes.</summary>
    public Refusal With(params ReadOnlySpan<string> facts) => this with { Facts = [.. facts] };

    /// <summary>The line a log shows: code, place, reason.</summary>
    public override string ToString() => Place.Length == 0 ? $"{Code}: {Reason}" : $"{Code}: {Place}: {Reason}";
}
