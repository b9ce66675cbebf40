using PatchKit.Applier.Discovery;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Preflight;

/// <summary>Whether the software is affected, and whether the bundle is not older than what was applied before.</summary>
internal static class VersionCheck
{
    /// <summary>
    /// One of the mode's affected ranges holds. A mode that has the plan's end state already is the session's to tell.
    /// </summary>
    public static Finding Version(IdentifiedInstrument instrument)
    {
        var (software, version) = (instrument.Mode.Software, instrument.SoftwareVersion);
        if (instrument.Mode.Affected.FirstOrDefault(range => range.Contains(version)) is { } holds)
        {
            return new(CheckId.Version, FindingLevel.Pass, $"{software} {version} is affected ({holds})")
            {
                Facts = [software, new Fact.Version(version), holds.Text],
            };
        }

        var affected = string.Join(" or ", instrument.Mode.Affected.Select(range => range.Text));
        return new(CheckId.Version, FindingLevel.Stop, $"{software} {version} is not affected ({affected})")
        {
            Facts = [software, new Fact.Version(version), affected],
            Code = RefusalCode.NotAffected,
        };
    }

    /// <summary>The release counter is not lower than the highest applied here: the same one may come again.</summary>
    public static Finding Counter(long counter, long? highest)
    {
        Fact[] facts = [counter, highest is { } known ? known : "-"];
        return highest is null || counter >= highest
            ? new(CheckId.Counter, FindingLevel.Pass, $"release counter {facts[0]}, highest applied here {facts[1]}")
            { Facts = [.. facts] }
            : new(CheckId.Counter, FindingLevel.Stop,
                $"release counter {facts[0]} is lower than {facts[1]}, which was applied here")
            {
                Facts = [.. facts],
                Code = RefusalCode.CounterLower,
            };
    }
}
