namespace PatchKit.Shared;

/// <summary>The exit codes of both programs: one switch from a refusal to its number. docs/exit-codes.md lists them.</summary>
public static class ExitCodes
{
    /// <summary>Done, and proven.</summary>
    public const int Done = 0;

    /// <summary>Stopped by Ctrl-C before anything was changed.</summary>
    public const int Interrupted = 130;

    /// <summary>All is well so far, and a restart is wanted; start the Applier again afterwards.</summary>
    public const int RestartPending = 3;

    /// <summary>Not everything is done: some mode of some instrument is outstanding.</summary>
    public const int Outstanding = 4;

    /// <summary>
    /// The exit code of <paramref name="code"/>. Ten numbers a group, so that a script can tell the kind from the tens.
    /// </summary>
    public static int Of(RefusalCode code) => code switch
    {
        RefusalCode.Internal => 1,
        RefusalCode.Usage => 2,

        RefusalCode.CampaignInvalid => 10,
        RefusalCode.InputMissing => 11,
        RefusalCode.OutputExists => 12,
        RefusalCode.KeyUnusable => 13,
        RefusalCode.NotPublishable => 14,
        RefusalCode.PublishFailed => 15,

        RefusalCode.StickNotFound => 20,
        RefusalCode.StickAmbiguous => 21,
        RefusalCode.StickReadOnly => 22,
        RefusalCode.StickGone => 23,

        RefusalCode.FileMissing => 30,
        RefusalCode.FileLength => 31,
        RefusalCode.FileAltered => 32,
        RefusalCode.PathUnsafe => 33,
        RefusalCode.FormatInvalid => 34,
        RefusalCode.FormatUnknownVersion => 35,
        RefusalCode.SignatureInvalid => 36,
        RefusalCode.RootChainBroken => 37,
        RefusalCode.RolledBack => 38,
        RefusalCode.Expired => 39,
        RefusalCode.Withdrawn => 40,
        RefusalCode.TargetUnknown => 41,
        RefusalCode.ClockAhead => 42,
        RefusalCode.RootNotPinned => 43,
        RefusalCode.BundleUnsafe => 44,
        RefusalCode.RootForeign => 45,

        RefusalCode.NotForThisInstrument => 50,
        RefusalCode.NotForThisMode => 51,
        RefusalCode.ModeUnknown => 52,
        RefusalCode.InstrumentUnknown => 53,
        RefusalCode.NotAffected => 54,
        RefusalCode.CounterLower => 55,

        RefusalCode.PreflightStop => 60,
        RefusalCode.NotIdle => 61,
        RefusalCode.SpaceLacking => 62,
        RefusalCode.AlreadyRunning => 63,
        RefusalCode.Declined => 64,
        RefusalCode.AnswerMissing => 65,

        RefusalCode.BackupFailed => 70,
        RefusalCode.RestoreUnproven => 71,
        RefusalCode.BackupDamaged => 72,

        RefusalCode.StepFailed => 80,
        RefusalCode.Cancelled => 81,
        RefusalCode.Inconsistent => 82,
        RefusalCode.TriedTooOften => 83,
        RefusalCode.NothingToUndo => 84,

        RefusalCode.ReceiptNotWritten => 90,
        RefusalCode.ReceiptInvalid => 91,
        RefusalCode.DiskFull => 92,
        RefusalCode.AccessDenied => 93,
        RefusalCode.PlatformUnfit => 94,
        RefusalCode.TempFolderUnusable => 95,
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "a refusal without an exit code"),
    };
}
