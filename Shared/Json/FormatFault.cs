using System.Collections.Immutable;

namespace PatchKit.Shared.Json;

/// <summary>One thing that is wrong in a file, where it stands and what is allowed instead.</summary>
/// <param name="Path">JSON path, for example <c>$.products[0].modes[1]</c>; <c>$</c> is the whole file.</param>
/// <param name="Message">What was seen and what is allowed, in plain English.</param>
public sealed record FormatFault(string Path, string Message)
{
    /// <summary>True when the member's name is the mistake, not its value.</summary>
    public bool AtName { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Message}";

    /// <summary>The refusal that names the first fault and counts the others.</summary>
    /// <param name="faults">At least one.</param>
    /// <param name="file">The file they stand in.</param>
    internal static Refusal Refuse(IReadOnlyList<FormatFault> faults, string file)
    {
        var others = faults.Count > 1 ? $" (and {faults.Count - 1} more)" : "";
        return new Refusal(RefusalCode.FormatInvalid, $"{file} {faults[0].Path}", faults[0].Message + others)
        {
            Facts = [.. ImmutableArray.CreateRange(faults.Select(fault => fault.ToString()))],
        };
    }
}
