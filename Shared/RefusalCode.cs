namespace PatchKit.Shared;

/// <summary>
/// The closed list of refusals. A code's value is its exit code: ten numbers a group, so that a script can tell the kind from the
/// tens. Each has one set of sentences in each language; a test holds that none is missing, and docs/exit-codes.md lists them.
/// Append new ones to their group; a name and a number are never used again.
/// </summary>
public enum RefusalCode
{
    /// <summary>A fault of the program itself. Never expected.</summary>
    Internal = 1,

    // The command line and authored files.

    /// <summary>The command line is wrong.</summary>
    Usage = 2,

    /// <summary>A campaign file does not say what it must; the place is file:line:column.</summary>
    CampaignInvalid = 10,

    /// <summary>A file or folder that the command was given is not there or cannot be read.</summary>
    InputMissing = 11,

    /// <summary>A file or folder that would be written is there already.</summary>
    OutputExists = 12,

    /// <summary>A key file or passphrase does not open.</summary>
    KeyUnusable = 13,

    /// <summary>Root or sources are not fit for an Applier that is shipped.</summary>
    NotPublishable = 14,

    /// <summary>A program that a publication needs failed, or what it made does not read back.</summary>
    PublishFailed = 15,

    /// <summary>A file that somebody writes by hand (order, answers, settings) does not say what it must.</summary>
    AuthoredInvalid = 16,

    /// <summary>A campaign does not do on make-believe instruments what it must; nothing of it may be signed.</summary>
    RehearsalFailed = 17,

    /// <summary>A bundle with other content bears this name already, or this campaign's release counter.</summary>
    NameTaken = 18,

    /// <summary>The release wants a whole proof of a campaign before a stick is made, and there is none.</summary>
    ProofMissing = 19,

    // Finding the stick.

    /// <summary>No stick of this kit is plugged in.</summary>
    StickNotFound = 20,

    /// <summary>More than one stick is plugged in.</summary>
    StickAmbiguous = 21,

    /// <summary>The stick cannot be written, so no receipt could be left on it.</summary>
    StickReadOnly = 22,

    /// <summary>The stick went away while it was in use.</summary>
    StickGone = 23,

    // Trust: what the stick holds.

    /// <summary>A file that the metadata name is missing.</summary>
    FileMissing = 30,

    /// <summary>A file is longer or shorter than the metadata say, or longer than any such file may be.</summary>
    FileLength = 31,

    /// <summary>A file's hash is not the one the metadata name.</summary>
    FileAltered = 32,

    /// <summary>A path or name is not allowed on a stick or in a bundle.</summary>
    PathUnsafe = 33,

    /// <summary>Bytes are not the format they should be.</summary>
    FormatInvalid = 34,

    /// <summary>The format's version is not known to this program.</summary>
    FormatUnknownVersion = 35,

    /// <summary>Too few valid signatures.</summary>
    SignatureInvalid = 36,

    /// <summary>A root between the known one and the newest is missing from the chain.</summary>
    RootChainBroken = 37,

    /// <summary>Metadata are older than those seen before.</summary>
    RolledBack = 38,

    /// <summary>Metadata are past their expiry.</summary>
    Expired = 39,

    /// <summary>The bundle stands on the signed list of withdrawn ones.</summary>
    Withdrawn = 40,

    /// <summary>A target is not listed by any role that may list it.</summary>
    TargetUnknown = 41,

    /// <summary>The system clock is more than a year past everything on the stick.</summary>
    ClockAhead = 42,

    /// <summary>This root is accepted with a rehearsal instrument alone.</summary>
    RootNotPinned = 43,

    /// <summary>The root that is kept on this machine did not grow from the one that the program trusts.</summary>
    RootForeign = 45,

    /// <summary>A file lies among the stick's own that its signed list does not name.</summary>
    FileAdded = 46,

    /// <summary>The zip is not one this kit writes: entries, ratios, names or structure.</summary>
    BundleUnsafe = 44,

    /// <summary>What this boot mode remembers of earlier sticks is damaged on its disk.</summary>
    MemoryDamaged = 47,

    /// <summary>A date, of the stick or of the desk's clock, is too far from everything else that is known.</summary>
    DateImplausible = 48,

    // Addressing: is this stick for this instrument?

    /// <summary>The delivery does not name this instrument.</summary>
    NotForThisInstrument = 50,

    /// <summary>The delivery does not expect this boot mode.</summary>
    NotForThisMode = 51,

    /// <summary>Which boot mode runs could not be told.</summary>
    ModeUnknown = 52,

    /// <summary>Product or serial number could not be told.</summary>
    InstrumentUnknown = 53,

    /// <summary>The installed software is not of an affected version.</summary>
    NotAffected = 54,

    /// <summary>A bundle with a higher release counter was applied here before.</summary>
    CounterLower = 55,

    // Preflight and consent.

    /// <summary>A preflight check says stop.</summary>
    PreflightStop = 60,

    /// <summary>The instrument is not idle.</summary>
    NotIdle = 61,

    /// <summary>There is too little room.</summary>
    SpaceLacking = 62,

    /// <summary>Another Applier is at work here.</summary>
    AlreadyRunning = 63,

    /// <summary>The operator said no, or went away.</summary>
    Declined = 64,

    /// <summary>The operator has to answer a question that the answers file does not answer.</summary>
    AnswerMissing = 65,

    /// <summary>The operator suspects that the instrument was tampered with; nothing was touched.</summary>
    Compromised = 66,

    /// <summary>An unlock code has a typing error.</summary>
    UnlockCodeMistyped = 67,

    /// <summary>An unlock code is well typed, and another delivery's.</summary>
    UnlockCodeWrong = 68,

    // Backing up.

    /// <summary>The backup could not be taken.</summary>
    BackupFailed = 70,

    /// <summary>The backup could not be restored in the trial.</summary>
    RestoreUnproven = 71,

    /// <summary>The backup is not whole, or does not match its manifest.</summary>
    BackupDamaged = 72,

    /// <summary>Files of a backup could not all be put back.</summary>
    RestoreUnfinished = 73,

    // Applying.

    /// <summary>A step failed and everything was undone, proven by read-back.</summary>
    StepFailed = 80,

    /// <summary>The operator cancelled between two steps and everything was undone.</summary>
    Cancelled = 81,

    /// <summary>Undo failed: the instrument is neither old nor new. Call support.</summary>
    Inconsistent = 82,

    /// <summary>Too many starts without an end, and everything was undone. Call support.</summary>
    TriedTooOften = 83,

    /// <summary>There is nothing to undo, or its undo data are gone.</summary>
    NothingToUndo = 84,

    /// <summary>Taking back has begun and could not be finished yet: the next start goes on with it.</summary>
    UndoUnfinished = 85,

    /// <summary>An update was taken back, and files that it does not name are not as in the backup.</summary>
    FilesAltered = 86,

    /// <summary>A rollback took back what it could; steps of an earlier application stay, whose undo data are gone.</summary>
    StepsStay = 87,

    /// <summary>A step would change what nothing could bring back: it was not begun.</summary>
    NoWayBack = 88,

    // Receipts and returns.

    /// <summary>The receipt could not be written to the stick; it is kept on the instrument.</summary>
    ReceiptNotWritten = 90,

    /// <summary>A receipt does not verify, or contradicts the ledger.</summary>
    ReceiptInvalid = 91,

    /// <summary>The disk is full.</summary>
    DiskFull = 92,

    /// <summary>Windows or the disk said no.</summary>
    AccessDenied = 93,

    /// <summary>This machine lacks something the program needs.</summary>
    PlatformUnfit = 94,

    /// <summary>The folder for temporary files is not there or cannot be written.</summary>
    TempFolderUnusable = 95,
}
