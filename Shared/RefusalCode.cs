namespace PatchKit.Shared;

/// <summary>
/// The closed list of refusals. A code has one exit code (<see cref="ExitCodes"/>) and one pair of sentences (cause, what to do
/// next) in each language; a test holds that neither is missing. Append new ones to their group; a name is never reused.
/// </summary>
public enum RefusalCode
{
    /// <summary>A fault of the program itself. Never expected.</summary>
    Internal,

    // The command line and authored files.

    /// <summary>The command line is wrong.</summary>
    Usage,

    /// <summary>A campaign file does not say what it must; the place is file:line:column.</summary>
    CampaignInvalid,

    /// <summary>A file or folder that the command was given is not there or cannot be read.</summary>
    InputMissing,

    /// <summary>A file or folder that would be written is there already.</summary>
    OutputExists,

    /// <summary>A key file or passphrase does not open.</summary>
    KeyUnusable,

    /// <summary>Root or sources are not fit for an Applier that is shipped.</summary>
    NotPublishable,

    /// <summary>A program that a publication needs failed, or what it made does not read back.</summary>
    PublishFailed,

    // Finding the stick.

    /// <summary>No stick of this kit is plugged in.</summary>
    StickNotFound,

    /// <summary>More than one stick is plugged in.</summary>
    StickAmbiguous,

    /// <summary>The stick cannot be written, so no receipt could be left on it.</summary>
    StickReadOnly,

    /// <summary>The stick went away while it was in use.</summary>
    StickGone,

    // Trust: what the stick holds.

    /// <summary>A file that the metadata name is missing.</summary>
    FileMissing,

    /// <summary>A file is longer or shorter than the metadata say, or longer than any such file may be.</summary>
    FileLength,

    /// <summary>A file's hash is not the one the metadata name.</summary>
    FileAltered,

    /// <summary>A path or name is not allowed on a stick or in a bundle.</summary>
    PathUnsafe,

    /// <summary>Bytes are not the format they should be.</summary>
    FormatInvalid,

    /// <summary>The format's version is not known to this program.</summary>
    FormatUnknownVersion,

    /// <summary>Too few valid signatures.</summary>
    SignatureInvalid,

    /// <summary>A root between the known one and the newest is missing from the chain.</summary>
    RootChainBroken,

    /// <summary>Metadata are older than those seen before.</summary>
    RolledBack,

    /// <summary>Metadata are past their expiry.</summary>
    Expired,

    /// <summary>The bundle stands on the signed list of withdrawn ones.</summary>
    Withdrawn,

    /// <summary>A target is not listed by any role that may list it.</summary>
    TargetUnknown,

    /// <summary>The system clock is absurdly far ahead.</summary>
    ClockAhead,

    /// <summary>This root is accepted with a rehearsal instrument alone.</summary>
    RootNotPinned,

    /// <summary>The root that is kept on this machine did not grow from the one that the program trusts.</summary>
    RootForeign,

    /// <summary>The zip is not one this kit writes: entries, ratios, names or structure.</summary>
    BundleUnsafe,

    // Addressing: is this stick for this instrument?

    /// <summary>The delivery does not name this instrument.</summary>
    NotForThisInstrument,

    /// <summary>The delivery does not expect this boot mode.</summary>
    NotForThisMode,

    /// <summary>Which boot mode runs could not be told.</summary>
    ModeUnknown,

    /// <summary>Product or serial number could not be told.</summary>
    InstrumentUnknown,

    /// <summary>The installed software is not of an affected version.</summary>
    NotAffected,

    /// <summary>A bundle with a higher release counter was applied here before.</summary>
    CounterLower,

    // Preflight and consent.

    /// <summary>A preflight check says stop.</summary>
    PreflightStop,

    /// <summary>The instrument is not idle.</summary>
    NotIdle,

    /// <summary>There is too little room.</summary>
    SpaceLacking,

    /// <summary>Another Applier is at work here.</summary>
    AlreadyRunning,

    /// <summary>The operator said no, or went away, before anything was changed.</summary>
    Declined,

    /// <summary>The operator has to answer a question that the answers file does not answer.</summary>
    AnswerMissing,

    // Backing up.

    /// <summary>The backup could not be taken.</summary>
    BackupFailed,

    /// <summary>The backup could not be restored in the trial.</summary>
    RestoreUnproven,

    /// <summary>The backup is not whole, or does not match its manifest.</summary>
    BackupDamaged,

    // Applying.

    /// <summary>A step failed and everything was undone, proven by read-back.</summary>
    StepFailed,

    /// <summary>The operator cancelled between two steps and everything was undone.</summary>
    Cancelled,

    /// <summary>Undo failed: the instrument is neither old nor new. Call support.</summary>
    Inconsistent,

    /// <summary>Too many starts without an end, and everything was undone. Call support.</summary>
    TriedTooOften,

    /// <summary>There is nothing to undo, or its undo data are gone.</summary>
    NothingToUndo,

    // Receipts and returns.

    /// <summary>The receipt could not be written to the stick; it is kept on the instrument.</summary>
    ReceiptNotWritten,

    /// <summary>A receipt does not verify, or contradicts the ledger.</summary>
    ReceiptInvalid,

    /// <summary>The disk is full.</summary>
    DiskFull,

    /// <summary>Windows or the disk said no.</summary>
    AccessDenied,

    /// <summary>This machine lacks something the program needs.</summary>
    PlatformUnfit,

    /// <summary>The folder for temporary files is not there or cannot be written.</summary>
    TempFolderUnusable,
}
