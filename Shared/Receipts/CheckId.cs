using System.Text.Json.Serialization;
using PatchKit.Shared.Json;

namespace PatchKit.Shared.Receipts;

/// <summary>The preflight checks, in order.</summary>
[JsonConverter(typeof(StrictEnumConverter<CheckId>))]
public enum CheckId
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

    /// <summary>The mode that has to be done before this one is done.</summary>
    ModeOrder,

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

    /// <summary>What a media gateway's report on the stick says.</summary>
    Kiosk,
}

/// <summary>How much a finding weighs.</summary>
[JsonConverter(typeof(StrictEnumConverter<FindingLevel>))]
public enum FindingLevel
{
    /// <summary>All is well.</summary>
    Pass = 1,

    /// <summary>The operator should know.</summary>
    Warn,

    /// <summary>Not now, not here.</summary>
    Stop,
}
