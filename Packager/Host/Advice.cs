using PatchKit.Shared;

namespace PatchKit.Packager.Host;

/// <summary>
/// What a person at the support desk does next after a refusal. The Applier has its own sentences, for the operator.
/// </summary>
internal static class Advice
{
    /// <summary>The next step, as one or two sentences.</summary>
    public static string For(RefusalCode code) => code switch
    {
        RefusalCode.Usage => "Run the command with --help and correct the command line.",
        RefusalCode.CampaignInvalid => "Correct the places named above and build again.",
        RefusalCode.InputMissing => "Check the path and the rights to read it, then run the command again.",
        RefusalCode.OutputExists => "Choose another name, or remove what is there yourself.",
        RefusalCode.KeyUnusable => "Check that this is the right key file and its passphrase.",
        RefusalCode.AuthoredInvalid => "Correct the file at the place named above, then run the command again.",
        RefusalCode.RehearsalFailed => "Correct the campaign, then rehearse it again. Nothing of it may be signed before.",
        RefusalCode.NameTaken =>
            "Give the campaign a new version and a higher counter, build and rehearse it, and sign that bundle.",
        RefusalCode.ProofMissing =>
            "Run 'packager prove' on the campaign, with a key of bundles, then make the stick again.",
        RefusalCode.NotPublishable =>
            "Give the vendor's own root, and commit every change. --rehearsal takes a rehearsal's root instead, for an Applier " +
            "that is never shipped.",
        RefusalCode.PublishFailed => "Correct what was named and publish again; nothing of the failed publication may be used.",

        RefusalCode.StickNotFound => "Plug the stick in, or give its folder on the command line.",
        RefusalCode.StickAmbiguous => "Leave one stick plugged in, or give its folder on the command line.",
        RefusalCode.StickReadOnly => "Slide the stick's lock open or use another stick.",
        RefusalCode.StickGone => "Plug the stick in again and run the command again from the start.",

        RefusalCode.FileMissing or RefusalCode.FileLength or RefusalCode.FileAltered =>
            "Do not use this copy. Write it again from the release; if it happens again, replace the medium.",
        RefusalCode.FileAdded =>
            "Do not use this copy before it is known who put the file there. Write it again to an empty medium.",
        RefusalCode.PathUnsafe => "Rename the file: plain ASCII letters, digits, dots, hyphens, and no reserved names.",
        RefusalCode.FormatInvalid => "Do not use this file. Make it again with this program, or ask whoever sent it.",
        RefusalCode.FormatUnknownVersion => "Use the Packager that belongs to this file's version.",
        RefusalCode.SignatureInvalid =>
            "Do not use it. Have it signed by the keys that the root names, as many as its threshold says.",
        RefusalCode.RootChainBroken => "Put every root from the first to the newest into the release and sign again.",
        RefusalCode.RolledBack => "Use the newest release; if this is the newest, tell the holder of the signing keys.",
        RefusalCode.Expired => "Sign a fresh timestamp (and whatever else has expired) and write the stick again.",
        RefusalCode.Withdrawn => "Do not ship it. Use the bundle that replaces it.",
        RefusalCode.TargetUnknown => "Sign the file into the release before it is delivered.",
        RefusalCode.ClockAhead => "Set this computer's clock and run the command again.",
        RefusalCode.RootNotPinned => "Use the root that the Applier was built with; another serves rehearsals alone.",
        RefusalCode.RootForeign => "Give the root that this folder was begun with, or look into a fresh one.",
        RefusalCode.MemoryDamaged =>
            "On the instrument an administrator moves the named files (.a and .b) away; the next stick has to be a fresh one.",
        RefusalCode.DateImplausible =>
            "Compare this computer's date with a calendar and set its clock. If it is right, run the command again with " +
                "--today and " +
            "the date.",
        RefusalCode.BundleUnsafe => "Do not use this zip. Build the campaign again with this program.",

        RefusalCode.NotForThisInstrument or RefusalCode.NotForThisMode =>
            "Compare the delivery with the instrument's label, and write a delivery that names it.",
        RefusalCode.ModeUnknown or RefusalCode.InstrumentUnknown => "Correct the campaign's probes for this instrument.",
        RefusalCode.NotAffected => "Record that this instrument needs no action.",
        RefusalCode.CounterLower => "Use the release with the higher counter.",

        RefusalCode.PreflightStop or RefusalCode.NotIdle or RefusalCode.AlreadyRunning =>
            "Wait until what was named is over, then run the command again.",
        RefusalCode.SpaceLacking or RefusalCode.DiskFull => "Make room on the disk, then run the command again.",
        RefusalCode.Declined => "Run the command again when you want to go on.",
        RefusalCode.Compromised =>
            "Call the site: the instrument stays unplugged from the network and out of use until somebody has looked at it.",
        RefusalCode.UnlockCodeMistyped => "Type the code again as the letter has it: 26 characters.",
        RefusalCode.UnlockCodeWrong => "Take the letter of this very stick; 'packager letter' prints it again.",
        RefusalCode.AnswerMissing => "Add the answer that was named, then run the command again.",

        RefusalCode.BackupFailed or RefusalCode.RestoreUnproven or RefusalCode.BackupDamaged =>
            "Read the Applier's log and correct the cause before anything is applied.",
        RefusalCode.RestoreUnfinished => "Correct the cause, then restore again.",
        RefusalCode.StepFailed or RefusalCode.Cancelled or RefusalCode.TriedTooOften =>
            "Read the Applier's log, then try again.",
        RefusalCode.Inconsistent => "Take the instrument out of use and send a field engineer.",
        RefusalCode.UndoUnfinished => "Start the Applier again on the instrument: it goes on where it stopped.",
        RefusalCode.FilesAltered =>
            "Ask who altered them; `applier restore` puts them back from the backup.",
        RefusalCode.StepsStay =>
            "Read the steps in the receipt: what stays can only be restored from the backup.",
        RefusalCode.NoWayBack => "Give the campaign the installer of the version that is there (undoPayloads).",
        RefusalCode.NothingToUndo => "Nothing is left to do.",

        RefusalCode.ReceiptNotWritten => "Take the receipt from the instrument's disk.",
        RefusalCode.ReceiptInvalid => "Do not count it. Ask the site for the stick, or look at the instrument.",
        RefusalCode.AccessDenied => "Run the command as somebody who may read and write there.",
        RefusalCode.PlatformUnfit => "Use a machine that has what was named.",
        RefusalCode.TempFolderUnusable => "Make this folder, or name another in TMP (Linux: TMPDIR), and run the command again.",
        RefusalCode.Internal => "Report it with the text above: this is a fault of the program.",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "a refusal without advice"),
    };
}
