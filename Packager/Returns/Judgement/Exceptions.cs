using PatchKit.Packager.Returns.Decisions;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns.Judgement;

/// <summary>What people have settled about instruments: the last decision about one or about one boot mode of it holds.</summary>
internal sealed class Exceptions(IReadOnlyList<Decision> decisions, DateTimeOffset now)
{
    private readonly ILookup<SerialNumber, Decision> _decisions = decisions
        .Where(one => one.Kind.IsException())
        .ToLookup(one => one.Serial!.Value);

    /// <summary>What holds for an instrument as a whole and for its boot modes; one that ran out says so.</summary>
    public IEnumerable<ExceptionStatus> Of(SerialNumber serial) => _decisions[serial]
        .GroupBy(one => one.Mode)
        .Select(group => group.Last())
        .OrderBy(one => one.Mode?.Text ?? "", StringComparer.Ordinal)
        .Select(one => new ExceptionStatus(
            one.Kind, one.Mode, one.Until, RanOut: one.Until is { } until && DateOnly.FromDateTime(now.UtcDateTime) > until,
            one.By, one.Note, one.At));
}
