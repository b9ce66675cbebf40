using System.IO.Abstractions;
using PatchKit.Applier.Backups;
using PatchKit.Applier.Instruments;
using PatchKit.Applier.Operators;

namespace PatchKit.Applier.Sessions;

/// <summary>What a session works on and with.</summary>
/// <param name="Files">The disk.</param>
/// <param name="Clock">The system clock.</param>
/// <param name="Instrument">The machine.</param>
/// <param name="Root">The root that is trusted: compiled in, or a rehearsal's.</param>
/// <param name="RootFingerprint">Its fingerprint in groups, as printed in the letter.</param>
/// <param name="Version">Version of this program.</param>
/// <param name="Who">Process and user, to name to a second Applier.</param>
internal sealed record SessionHost(
    IFileSystem Files,
    TimeProvider Clock,
    IInstrument Instrument,
    ReadOnlyMemory<byte> Root,
    string RootFingerprint,
    string Version,
    string Who)
{
    /// <summary>Sizes and numbers of the backups that the session takes.</summary>
    public BackupOptions Backups { get; init; } = new();

    /// <summary>Why the program runs from the stick itself, which has to stay in; null when it does not.</summary>
    public string? StaysOnStick { get; init; }

    /// <summary>What a person is told first.</summary>
    /// <param name="state">How the instrument stands.</param>
    public Introduced Introduction(InstrumentState state) => new(Version, RootFingerprint, Instrument.IsRehearsal, state);

    /// <summary>The Applier's own folder of this boot mode.</summary>
    public string State => Instrument.Places.State;
}
