using System.Collections.Immutable;
using PatchKit.Shared;

namespace PatchKit.Applier.Preflight;

/// <summary>What one preflight check saw.</summary>
/// <param name="Check">Which check.</param>
/// <param name="Level">Pass, warn or stop.</param>
/// <param name="Seen">What was seen, in plain English, for log and receipt.</param>
internal sealed record Finding(CheckId Check, FindingLevel Level, string Seen)
{
    /// <summary>Values for the check's localised sentence.</summary>
    public ImmutableArray<Fact> Facts { get; init; } = [];

    /// <summary>The refusal that a stop becomes; <see cref="RefusalCode.PreflightStop"/> unless the check has its own.</summary>
    public RefusalCode Code { get; init; } = RefusalCode.PreflightStop;

    /// <summary>The finding as the kit's "no": said with the check's own sentence, which says more than the code's.</summary>
    public Refusal Refusal => new(Code, Check.ToString(), Seen) { Facts = Facts, Wording = Sentence };

    /// <summary>The name of its sentence in the texts.</summary>
    public string Sentence => $"Check_{Check}_{Level}";
}

/// <summary>How much a finding weighs.</summary>
internal enum FindingLevel
{
    /// <summary>All is well.</summary>
    Pass = 1,

    /// <summary>The operator should know.</summary>
    Warn,

    /// <summary>Not now, not here.</summary>
    Stop,
}

/// <summary>The preflight checks, in order.</summary>
internal enum CheckId
{
    /// <summary>Windows build.</summary>
    OsBuild = 1,

    /// <summary>Administrator rights.</summary>
    Rights,

    /// <summary>The delivery names this instrument and mode.</summary>
    Address,

    /// <summary>The serial number's usual shape.</summary>
    SerialShape,

    /// <summary>The software version is affected.</summary>
    Version,

    /// <summary>The release counter is not lower than the last one applied.</summary>
    Counter,

    /// <summary>No restart is pending.</summary>
    PendingRestart,

    /// <summary>The other mode does not sleep on the disk; Fast Startup is off.</summary>
    OtherMode,

    /// <summary>Mains, or enough battery.</summary>
    Power,

    /// <summary>The clock.</summary>
    Clock,

    /// <summary>Policies that would block.</summary>
    Policy,

    /// <summary>No run, no analysis, no installer, no service between states.</summary>
    Idle,

    /// <summary>Room for staging, backup, journal, undo data and receipt.</summary>
    Space,

    /// <summary>The instrument's disks confirm that what was written has reached them.</summary>
    Disk,
}
