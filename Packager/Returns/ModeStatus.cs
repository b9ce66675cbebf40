using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Packager.Returns.Decisions;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns;

/// <summary>One boot mode of one instrument.</summary>
/// <param name="Mode">The boot mode.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Note">What a person should know; empty when nothing.</param>
/// <param name="Stick">The newest stick that was made for it; empty when none was.</param>
/// <param name="Phases">In order; empty when the phases are not known.</param>
/// <param name="Receipt">Digest of the receipt that decides; null when there is none.</param>
/// <param name="Finished">When that receipt's application ended, by the instrument's clock.</param>
/// <param name="Told">The newest code told by telephone that no receipt has borne out yet; null when there is none.</param>
/// <param name="ToldAt">When it was told.</param>
internal sealed record ModeStatus(
    ModeId Mode,
    ModeState State,
    string Note,
    string Stick,
    ImmutableArray<PhaseStatus> Phases,
    Sha256Digest? Receipt,
    DateTimeOffset? Finished,
    string? Told,
    DateTimeOffset? ToldAt);

/// <summary>One phase in one boot mode.</summary>
internal sealed record PhaseStatus(string Phase, ModeState State);

/// <summary>Where a boot mode, or a phase of it, stands.</summary>
[JsonConverter(typeof(StrictEnumConverter<ModeState>))]
internal enum ModeState
{
    /// <summary>An accepted receipt says that it is in place, and none says otherwise since.</summary>
    Done,

    /// <summary>Nothing yet, or a restart is pending.</summary>
    Outstanding,

    /// <summary>It was stopped before the first change.</summary>
    Refused,

    /// <summary>A person at the instrument said no.</summary>
    Declined,

    /// <summary>The instrument found that its software needs nothing.</summary>
    NotAffected,

    /// <summary>It was tried and taken back, or is there no longer.</summary>
    Failed,

    /// <summary>Neither old nor new: the instrument must not be used.</summary>
    DoNotUse,

    /// <summary>A person at the instrument suspects that it was tampered with.</summary>
    Compromised,

    /// <summary>What is in place is a bundle that was withdrawn.</summary>
    Withdrawn,

    /// <summary>An earlier bundle is in place than the one that was sent for it since.</summary>
    Superseded,

    /// <summary>What there is stands apart: a person has to settle it.</summary>
    Questioned,
}

/// <summary>Why an instrument, or one boot mode of it, is not patched, as a person settled it.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Mode">The boot mode; null for all.</param>
/// <param name="Until">The last day on which it holds; null for good.</param>
/// <param name="RanOut">Whether that day has passed: it is open again.</param>
/// <param name="By">Who settled it.</param>
/// <param name="Note">How it is known.</param>
/// <param name="At">When.</param>
internal sealed record ExceptionStatus(
    DecisionKind Kind, ModeId? Mode, DateOnly? Until, bool RanOut, string By, string Note, DateTimeOffset At)
{
    /// <summary>
    /// Whether nobody has to do anything about a boot mode any more. What must not be used, or is questioned, stays open until
    /// the instrument is gone; a wish for later settles nothing.
    /// </summary>
    public bool Settles(ModeStatus mode) =>
        (Mode is null || Mode == mode.Mode) && !RanOut && Kind switch
        {
            DecisionKind.Scrapped => true,
            DecisionKind.NotAffected or DecisionKind.CannotBePatched => mode.State is not (ModeState.DoNotUse
                or ModeState.Compromised or ModeState.Questioned or ModeState.Withdrawn),
            _ => false,
        };
}
