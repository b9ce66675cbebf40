using PatchKit.Applier.Backups;
using PatchKit.Applier.Discovery;
using PatchKit.Applier.Instruments;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Preflight;
using PatchKit.Applier.Receipts;
using PatchKit.Applier.Staging;
using PatchKit.Shared;

namespace PatchKit.Applier.Sessions;

/// <summary>
/// The stages before anybody is asked, the same for an update, a mere look and a look months later: each tells what it does and
/// changes nothing of the instrument.
/// </summary>
internal sealed class FirstStages(SessionHost host, IOperator person)
{
    private readonly ReceiptHistory _history = new(host.Files, host.State);

    /// <summary>Verifies the stick and copies it, and tells whom it names as support.</summary>
    /// <param name="stager">Where to.</param>
    /// <param name="stick">The stick.</param>
    /// <param name="cancel">Ends the question for the code of a stick whose bundle is encrypted.</param>
    public Result<StagedRelease> Staged(Stager stager, FoundStick stick, CancellationToken cancel)
    {
        person.Tell(new StageStarted(Stage.Stage));
        var staged = stager.Stage(stick,
            new Telling<(long Done, long Total)>(bytes => person.Tell(new BytesMoved(Stage.Stage, bytes.Done, bytes.Total))),
            before => Code(stick, before, cancel));
        if (!staged.TryGet(out var release, out var refused))
        {
            if (refused.Code is RefusalCode.FileMissing or RefusalCode.FileAltered or RefusalCode.FileLength)
            {
                foreach (var report in stager.KioskReports(stick).Where(report => !report.Removed.IsEmpty))
                    person.Tell(new Noted(Note.KioskRemoved, report.Name, string.Join(", ", report.Removed)));
            }

            return staged;
        }

        person.Tell(new SupportKnown(release.Delivery.ReturnTo));
        person.Tell(new StageEnded(Stage.Stage, release.Bundle.Bundle.Text, release.Signers.Length));
        if (release.ForeignFiles.Length > 0)
            person.Tell(new Noted(Note.ForeignFiles, string.Join(", ", release.ForeignFiles)));
        if (release.Time.IsBehind)
            person.Tell(new Noted(Note.ClockBehind, release.Time.Clock, release.Time.Floor));
        return staged;
    }

    // Staging is one piece of work on the session's own thread: it waits here.
    private string? Code(FoundStick stick, RefusalCode? before, CancellationToken cancel)
    {
        try
        {
            return person.Ask(new UnlockQuestion(stick.Id, before), cancel).GetAwaiter().GetResult();
        }
        catch (AnswerMissingException)
        {
            return null;
        }
    }

    /// <summary>Tells product, serial number and boot mode.</summary>
    public Result<IdentifiedInstrument> Identified(StagedRelease release)
    {
        person.Tell(new StageStarted(Stage.Identify));
        var identified = new InstrumentIdentifier(
            new ProbeReader(host.Files, host.Instrument), new ValueReader(host.Files, host.Instrument))
            .Identify(release.Manifest);
        if (!identified.TryGet(out var instrument, out _))
            return identified;
        foreach (var found in instrument.Folders)
            person.Tell(new Noted(Note.FolderFound, found.Name, found.Path.Text));
        person.Tell(new StageEnded(Stage.Identify, instrument.Product.Name, instrument.Serial.Text,
            new Fact.Title(instrument.Mode.Called)));
        return identified;
    }

    /// <summary>Makes every check, each of which is told.</summary>
    /// <param name="release">The verified stick.</param>
    /// <param name="identified">The instrument.</param>
    /// <param name="size">What a backup would take.</param>
    /// <param name="stick">The stick, to see what it shows of another mode.</param>
    /// <param name="reserve">Whether the room is proven by really taking it; false writes nothing.</param>
    public PreflightReport Checked(StagedRelease release, IdentifiedInstrument identified, BackupSize size, FoundStick stick,
        bool reserve) =>
        new PreflightChecks(host.Files, host.Instrument, host.Clock).Run(
            new PreflightRequest(identified, release.Delivery, release.Manifest, release.Time,
                new DeviceMemory(host.Files, host.State).HighestCounter(identified.Product.Product),
                [SpaceNeed.Of(host.State, size.Peak, release.Manifest)], reserve)
            {
                KioskReports = release.KioskReports,
                EarlierShown = identified.Earlier is { } earlier && _history.StickShowsDone(stick.Drive.Root, identified.Serial,
                    earlier.Mode, release.Bundle, host.Instrument.IsRehearsal),
            },
            finding => person.Tell(new Checked(finding)));
}
