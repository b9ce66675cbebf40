using System.Text.Json.Serialization;
using PatchKit.Shared.Json;

namespace PatchKit.Shared.Receipts;

/// <summary>How a session ended. What each says of the rest of its receipt: <see cref="ReceiptConsistency"/>.</summary>
[JsonConverter(typeof(StrictEnumConverter<Verdict>))]
public enum Verdict
{
    /// <summary>Applied now, every step read back.</summary>
    Applied = 1,

    /// <summary>Everything was so already; nothing was changed.</summary>
    AlreadyApplied,

    /// <summary>Goes on after a restart.</summary>
    RestartPending,

    /// <summary>Refused before the first change.</summary>
    Refused,

    /// <summary>Failed or cancelled, and undone; the read-back shows the old state.</summary>
    Undone,

    /// <summary>Neither old nor new. Never called success.</summary>
    Inconsistent,

    /// <summary>
    /// Neither old nor new, and the next start brings it to its end. Never called success, and never in a receipt: it has not
    /// ended.
    /// </summary>
    HalfWay,

    /// <summary>A person said no before the first change, and why.</summary>
    Declined,

    /// <summary>A person suspects that the instrument was tampered with; nothing was touched.</summary>
    Compromised,

    /// <summary>Looked at again, months later: every step still reads back. Nothing was changed.</summary>
    Holds,

    /// <summary>Looked at again, months later: a step's state is gone. Nothing was changed.</summary>
    Regressed,
}

/// <summary>What verdicts mean.</summary>
public static class Verdicts
{
    /// <summary>Whether a verdict says that the plan is in place.</summary>
    public static bool MeansInstalled(this Verdict verdict) =>
        verdict is Verdict.Applied or Verdict.AlreadyApplied or Verdict.Holds;

    /// <summary>Whether a verdict tells of the plan's state: one that came before anything was looked at does not.</summary>
    public static bool TellsOfState(this Verdict verdict) => verdict is not (Verdict.Refused or Verdict.Declined);
}
