using PatchKit.Applier.Preflight;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Operators;

/// <summary>
/// What the session tells while it works. A closed set: <see cref="Introduced"/>, <see cref="StageStarted"/>,
/// <see cref="StageEnded"/>, <see cref="BytesMoved"/>, <see cref="Checked"/>, <see cref="StepStarted"/>, <see cref="StepEnded"/>,
/// <see cref="Noted"/>, <see cref="SupportKnown"/>, <see cref="Faulted"/>, <see cref="SessionEnded"/>.
/// </summary>
internal abstract record SessionEvent;

/// <summary>
/// First of all: which program this is and which root it trusts, so that the printed fingerprint can be compared.
/// </summary>
/// <param name="Version">Version of the Applier.</param>
/// <param name="RootFingerprint">The root's fingerprint in groups.</param>
/// <param name="Rehearsal">Whether the instrument is make-believe.</param>
/// <param name="State">How the instrument stands before anything is done.</param>
internal sealed record Introduced(string Version, string RootFingerprint, bool Rehearsal, InstrumentState State) : SessionEvent;

/// <summary>The stages, in the order in which data flows.</summary>
internal enum Stage
{
    /// <summary>Find the stick.</summary>
    Discover = 1,

    /// <summary>Copy once, hash, verify.</summary>
    Stage,

    /// <summary>Product, serial number, boot mode.</summary>
    Identify,

    /// <summary>May we, now, here?</summary>
    Preflight,

    /// <summary>The operator agrees.</summary>
    Consent,

    /// <summary>Take the backup.</summary>
    Backup,

    /// <summary>Restore it for trial.</summary>
    ProveRestore,

    /// <summary>Carry out the plan.</summary>
    Apply,

    /// <summary>Write the receipt.</summary>
    Receipt,
}

/// <summary>A stage began.</summary>
internal sealed record StageStarted(Stage Stage) : SessionEvent;

/// <summary>A stage ended well.</summary>
/// <param name="Stage">Which.</param>
/// <param name="Facts">Values for its sentence in the texts: for example the stick's name, the number of files.</param>
internal sealed record StageEnded(Stage Stage, params Fact[] Facts) : SessionEvent;

/// <summary>Bytes moved in a stage.</summary>
internal sealed record BytesMoved(Stage Stage, long Done, long Total) : SessionEvent;

/// <summary>A preflight check was made.</summary>
internal sealed record Checked(Finding Finding) : SessionEvent;

/// <summary>A step of the plan began.</summary>
/// <param name="Phase">Its phase.</param>
/// <param name="Title">What it does.</param>
/// <param name="Index">From 1.</param>
/// <param name="Count">Of how many.</param>
/// <param name="Undoing">Whether it is being undone.</param>
internal sealed record StepStarted(LocalizedText Phase, LocalizedText Title, int Index, int Count, bool Undoing) : SessionEvent;

/// <summary>A step of the plan ended.</summary>
/// <param name="Title">What it does.</param>
/// <param name="Outcome">How.</param>
/// <param name="Seen">What the read-back saw.</param>
internal sealed record StepEnded(LocalizedText Title, StepOutcome Outcome, string Seen) : SessionEvent;

/// <summary>Something worth knowing that stops nothing: a foreign file on the stick, a clock that is behind.</summary>
/// <param name="Note">Which sentence of the texts.</param>
/// <param name="Facts">Its values.</param>
internal sealed record Noted(Note Note, params Fact[] Facts) : SessionEvent;

/// <summary>Notes.</summary>
internal enum Note
{
    /// <summary>The stick holds files that are none of ours; they are ignored. {0} names them.</summary>
    ForeignFiles = 1,

    /// <summary>The clock is behind: {0} is the clock, {1} the signed time used instead.</summary>
    ClockBehind,

    /// <summary>The serial number has an unusual shape: {0}.</summary>
    SerialShape,

    /// <summary>A folder that the campaign lets the instrument tell: {0} is its name, {1} its path.</summary>
    FolderFound,

    /// <summary>An application that was cut off is taken up again.</summary>
    Resuming,

    /// <summary>A receipt kept on the instrument was written to the stick: {0}.</summary>
    KeptReceiptWritten,

    /// <summary>What a backup would leave out, before consent: {0} is how many, {1} the first of them.</summary>
    LeftOut,

    /// <summary>Files that Windows encrypts or compresses come back plain: {0} is how many, {1} the first.</summary>
    SavedPlain,

    /// <summary>Names with a short one beside, which Windows makes anew: {0} is how many, {1} the first.</summary>
    ShortNames,

    /// <summary>What the backup left out: {0} is how many, {1} the sheet that lists them.</summary>
    LeftOutOfBackup,

    /// <summary>The disk of the backup keeps no rights, so that anybody at the machine can read it: {0} is its folder.</summary>
    BackupOpen,

    /// <summary>Files have dates beyond the year 9999, which a disk may not take back: {0} is how many.</summary>
    UntoldDates,

    /// <summary>Files of the run data could not be put back in the trial: {0} is how many, {1} the first with why.</summary>
    NotRestorable,

    /// <summary>All checks passed: an update could begin.</summary>
    Ready,

    /// <summary>All checks passed, and an update that was begun earlier will be gone on with.</summary>
    ReadyToGoOn,

    /// <summary>After an undo the backup could not be read any more: nothing was compared with it. {0} says why.</summary>
    BackupNotCompared,

    /// <summary>Programs that the update has started are still at work after it was waited for them: {0}.</summary>
    ProcessesLeft,

    /// <summary>What passes by itself is waited for: {0} is the service or program, {1} the most minutes.</summary>
    WaitingForIdle,

    /// <summary>The program could not leave the stick, which has to stay in until it has ended: {0} says why.</summary>
    StaysOnStick,

    /// <summary>Files that the plan replaces by plain ones are encrypted or compressed: {0} is how many, {1} the first.</summary>
    ReplacedPlain,

    /// <summary>Files of the plan with further names, which keep the old content: {0} is how many, {1} the first.</summary>
    ReplacedLinked,

    /// <summary>After a suspicion a diagnosis for support was written to the stick: {0} is the file's name.</summary>
    DiagnosisWritten,

    /// <summary>It could not be written: {0} says why.</summary>
    DiagnosisNotWritten,

    /// <summary>A media gateway's report on a stick that was refused: {0} is its name, {1} what it did not let pass.</summary>
    KioskRemoved,
}

/// <summary>Whom to call, as the delivery says: told as soon as its signature holds.</summary>
/// <param name="Support">Telephone and address.</param>
internal sealed record SupportKnown(ReturnAddress Support) : SessionEvent;

/// <summary>The program itself failed: for the log, not for the screen.</summary>
/// <param name="Detail">The exception with its stack.</param>
internal sealed record Faulted(string Detail) : SessionEvent;

/// <summary>The end: the one verdict.</summary>
internal sealed record SessionEnded(SessionOutcome Outcome) : SessionEvent;
