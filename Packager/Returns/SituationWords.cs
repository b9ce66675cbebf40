using PatchKit.Shared;
using PatchKit.Shared.Receipts;

namespace PatchKit.Packager.Returns;

/// <summary>
/// What a situation code says, and what to say next to whoever reads it out: for the desk, on the telephone. What the operator
/// reads stands in Shared, what the desk does after a refusal of its own commands in its advice.
/// </summary>
internal static class SituationWords
{
    private const string AnotherStick = "Do not use that stick. Send another one, and ask for this one back as it is.";
    private const string Desk = "This is a refusal of a command, not of an update: ask who gave which command.";

    /// <summary>How it ended, in one sentence.</summary>
    public static string Ended(Situation situation) => situation.Verdict switch
    {
        Verdict.Applied => "applied: every step was read back",
        Verdict.AlreadyApplied => "applied already: every step was read back, and nothing was changed",
        Verdict.RestartPending => "a restart is awaited: nobody uses the instrument before it has ended",
        Verdict.Refused => "refused: nothing was changed",
        Verdict.Undone => "undone: everything was put back, and read back",
        Verdict.Inconsistent => "neither old nor new: the instrument must not be used",
        Verdict.HalfWay => "not finished: between old and new; the next start goes on. Nobody uses the instrument until then",
        Verdict.Declined => "declined: a person there said no, and nothing was changed",
        Verdict.Compromised => "a person there suspects that the instrument was tampered with; nothing was touched",
        Verdict.Holds => "looked at again: everything is still in place",
        Verdict.Regressed => "looked at again: something is no longer in place; nothing was changed",
        _ => throw new ArgumentOutOfRangeException(nameof(situation), situation.Verdict, "a verdict without words"),
    };

    /// <summary>Where the journal stands, in one sentence.</summary>
    public static string Journal(Situation situation) => situation.Journal switch
    {
        JournalPlace.Untouched => "nothing was ever begun in this boot mode, or it ended before its first change",
        JournalPlace.Forward => $"between old and new, at {StepNumber(situation.At)}, on the way forward",
        JournalPlace.Backward => $"between old and new, at {StepNumber(situation.At)}, on the way back",
        JournalPlace.RestartAwaited => $"waits for a restart, at {StepNumber(situation.At)}",
        JournalPlace.Done => "an update is in place",
        JournalPlace.Undone => "what was changed was put back",
        JournalPlace.Inconsistent => "neither old nor new",
        JournalPlace.NotKnown => "not read",
        _ => throw new ArgumentOutOfRangeException(nameof(situation), situation.Journal, "a place without words"),
    };

    /// <summary>A step's number as a person says it.</summary>
    public static string StepNumber(int step) =>
        step == Situation.LastStep ? $"step {step} or a later one" : $"step {step}";

    /// <summary>What to say next.</summary>
    public static string Say(Situation situation) => situation.Verdict switch
    {
        Verdict.Inconsistent => Say(RefusalCode.Inconsistent),
        Verdict.HalfWay when situation.Refusal is not (RefusalCode.DiskFull or RefusalCode.AccessDenied) =>
            "No run until it has ended. Start the program again in the same mode; it goes on by itself. If it stops at the " +
            "same place again, take the log and call the field engineer.",
        Verdict.Compromised => Say(RefusalCode.Compromised),
        Verdict.Regressed => "Ask what was changed since: a new image, an account, the firewall. Send a stick, and have the " +
            "update applied again in that mode.",
        _ when situation.Refusal is { } code => Say(code),
        Verdict.RestartPending => "Restart in the same mode and start the program again. No run until then.",
        Verdict.Declined => "Ask why, and note it: `packager instrument declined`, `not-affected` or `cannot-be-patched`.",
        Verdict.Undone => "The old state is back and the instrument can be used. Ask why it was put back.",
        _ => "All is well. Ask for the other boot modes and for the stick.",
    };

    /// <summary>What to say when something was refused or failed.</summary>
    public static string Say(RefusalCode code) => code switch
    {
        RefusalCode.StickNotFound => "Is the stick plugged in, and at the instrument itself? Wait ten seconds, then again.",
        RefusalCode.StickAmbiguous => "Leave the stick that the letter names, pull every other one, then again.",
        RefusalCode.StickReadOnly =>
            "Slide the write lock open. If it has none, the site's IT forbids writing: they have to allow this stick.",
        RefusalCode.StickGone => "Plug the same stick in again; the program goes on. Nothing on the instrument is lost.",

        RefusalCode.FileMissing or RefusalCode.FileLength or RefusalCode.FileAltered or RefusalCode.PathUnsafe
            or RefusalCode.FormatInvalid or RefusalCode.SignatureInvalid or RefusalCode.RootChainBroken
            or RefusalCode.TargetUnknown or RefusalCode.BundleUnsafe or RefusalCode.FileAdded => AnotherStick,
        RefusalCode.FormatUnknownVersion => "The program on the instrument is older than the stick: start the one on the stick.",
        RefusalCode.RolledBack => "A newer stick was used there before. Use that one.",
        RefusalCode.Expired =>
            "Which date does the instrument show? If it is today's, make the stick anew. Never let anybody set the clock back.",
        RefusalCode.Withdrawn => "This bundle was withdrawn. Send the one that replaces it.",
        RefusalCode.ClockAhead => "The instrument's clock is years ahead: their IT sets it, then again.",
        RefusalCode.RootNotPinned => "It was started with --root: without it, then again.",
        RefusalCode.RootForeign =>
            "Another vendor's or a rehearsal's program was used there. Ask which program it is, and tell the coordinator.",
        RefusalCode.MemoryDamaged =>
            "Their administrator moves the two named files (.a and .b) away. Then send a fresh stick, not an older one.",
        RefusalCode.DateImplausible =>
            "Compare the instrument's date with a calendar. If it is right, the stick's is wrong: make it anew.",

        RefusalCode.NotForThisInstrument =>
            "Have the serial number on the plate read, compare it with the order, send a stick for it.",
        RefusalCode.NotForThisMode => "Restart in the boot mode that the letter names. Otherwise a stick that names this one.",
        RefusalCode.ModeUnknown or RefusalCode.InstrumentUnknown =>
            "Have the line below the code read out, and a diagnosis made: `Applier diagnose`. Tell release engineering.",
        RefusalCode.NotAffected => "This mode needs no action. Note the version, have it confirmed in writing, and settle it.",
        RefusalCode.CounterLower => "A newer bundle is in place. Nothing is to be done with this stick.",

        RefusalCode.PreflightStop => "The screen names the check and who can mend it. Once mended: Check again.",
        RefusalCode.NotIdle => "A run or an analysis is under way, or has not been quiet for long enough. Wait, then again.",
        RefusalCode.SpaceLacking =>
            "The screen says how much is wanted and how much is free. Run data are moved away by who they belong to.",
        RefusalCode.AlreadyRunning => "The program is open already, perhaps behind another window: go on there.",
        RefusalCode.Declined => "Nothing was changed. Ask why, and agree on a day.",
        RefusalCode.Compromised =>
            "Network cable out, nothing touched, nobody uses it. Tell security now, and ask for the stick.",
        RefusalCode.UnlockCodeMistyped =>
            "The code of the letter is mistyped. Have it compared group by group, and typed again.",
        RefusalCode.UnlockCodeWrong =>
            "The code is another stick's. Compare the stick's name with the letter; `packager letter` prints it again.",
        RefusalCode.AnswerMissing => "Their answers file lacks an answer, or a password. The line below the code names it.",

        RefusalCode.BackupFailed => "Nothing was changed. Close other programs; is the disk whole? Another place, then again.",
        RefusalCode.RestoreUnproven => "Nothing was changed. The backup's disk does not give back what it took: another place.",
        RefusalCode.BackupDamaged => "Do not touch the backup's folder. Take the diagnosis; a field engineer looks at the disk.",
        RefusalCode.RestoreUnfinished => "Correct what is named, then the same command again: it goes on from there.",

        RefusalCode.StepFailed =>
            "Everything was put back, the instrument can be used. Take the receipt and a diagnosis before anybody tries again.",
        RefusalCode.Cancelled => "It was stopped there and everything was put back. Agree on a time, then again.",
        RefusalCode.Inconsistent =>
            "Do not use the instrument, leave it switched on. Send a field engineer; RESTORE.txt lies in the backup's folder.",
        RefusalCode.TriedTooOften => "Everything was put back. Do not start again before the cause is known: take a diagnosis.",
        RefusalCode.NothingToUndo => "There is nothing to take back here, or its undo data have run out.",
        RefusalCode.UndoUnfinished => "No run. Start the program again: it goes on taking back.",
        RefusalCode.FilesAltered =>
            "It was taken back; files that the update does not name differ from the backup. No run before somebody has looked.",
        RefusalCode.StepsStay => "It was taken back in part: read the steps in the receipt. No run before somebody has looked.",
        RefusalCode.NoWayBack => "Nothing was changed. The installer of the old version is missing: tell release engineering.",

        RefusalCode.ReceiptNotWritten =>
            "The headline counts; only the receipt is missing. A stick for this instrument, start again in the same mode.",
        RefusalCode.ReceiptInvalid => "A receipt there does not hold. Ask for the stick as it is.",
        RefusalCode.DiskFull => "The disk is full. Room first, then the program again in the same mode.",
        RefusalCode.AccessDenied => "Windows says no. Log in as administrator, then the program again in the same mode.",
        RefusalCode.PlatformUnfit =>
            "The machine lacks what is named (Windows too old, a runtime). Have the line below the code read out.",
        RefusalCode.TempFolderUnusable => "Their administrator makes the folder that is named, then again.",
        RefusalCode.Internal => "A fault of the program. No run until it is known how it stands: `Applier status`; a diagnosis.",

        RefusalCode.Usage or RefusalCode.CampaignInvalid or RefusalCode.InputMissing or RefusalCode.OutputExists
            or RefusalCode.KeyUnusable or RefusalCode.NotPublishable or RefusalCode.PublishFailed
            or RefusalCode.AuthoredInvalid or RefusalCode.RehearsalFailed or RefusalCode.NameTaken
            or RefusalCode.ProofMissing => Desk,
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "a refusal without words"),
    };
}
