namespace PatchKit.Applier.Commands;

/// <summary>
/// The sentences of the commands that have no operator: the names in CommandTexts.resx and CommandTexts.it.resx. What operators
/// say stands in <see cref="PatchKit.Applier.Operators.TextKey"/>.
/// </summary>
internal enum CommandKey
{
    Unchanged,
    NotKnown,

    /// <summary>The output could not be written: {0} is what the disk said.</summary>
    OutputLost,
    VersionCommit,
    VersionCommitUnknown,
    VersionRehearsal,
    StatusNoReceipt,

    /// <summary>Product, serial number, mode, bundle, moment.</summary>
    StatusInstrument,
    StatusPlugIn,

    /// <summary>Product, serial number, mode.</summary>
    StatusMissing,
    StatusMissingElsewhere,

    /// <summary>Size, folder.</summary>
    StatusKeptBackup,
    StatusKeptProgram,
    StatusKeptUndo,
    StandsUntouched,
    StandsBetween,
    StandsRestartAwaited,
    StandsHalfDone,
    StandsDone,
    StandsUndone,
    StandsInconsistent,
    StandsNotKnown,
    StandsRegressed,
    VerifyGenuine,
    VerifyTrusted,
    VerifyBundle,
    VerifySha256,
    VerifySigners,
    VerifyInstrument,
    VerifyIgnored,
    VerifyAdded,
    VerifyChanged,
    VerifyMissing,
    DiagnoseHolds,

    /// <summary>File, bytes, what it is.</summary>
    DiagnoseFile,
    DiagnoseLook,
    DiagnoseLog,
    DiagnosePrivate,
    DiagnoseWritten,
    RestoreNoBackup,

    /// <summary>Moment, files, size, folder.</summary>
    RestoreListed,
    RestoreListedLatest,
    RestoreTakenBack,

    /// <summary>Folder, files written, files that were so.</summary>
    RestoreDone,
    RestoreNotCompared,
    RestoreUpdateStays,
    RestoreLeftChanged,
    RestoreKeptNewer,
    RestoreNotPutBack,

    /// <summary>Path, and what the disk said.</summary>
    RestoreProblem,
    RestoreMore,
    RestoreTakeBack,
    RestoreReceiptWritten,
    RestoreReceiptWaits,
    RestoreChangedOne,

    /// <summary>Files, the last of them.</summary>
    RestoreChangedSome,
}
