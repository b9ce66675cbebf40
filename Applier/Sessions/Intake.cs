using PatchKit.Applier.Backups;
using PatchKit.Applier.Discovery;
using PatchKit.Applier.Instruments;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Preflight;
using PatchKit.Applier.Receipts;
using PatchKit.Applier.Staging;
using PatchKit.Shared;

namespace PatchKit.Applier.Sessions;

/// <summary>What is found out before anybody is asked: the stick is staged, the instrument identified, the checks made.</summary>
/// <param name="host">The machine, the disk, the clock.</param>
/// <param name="person">Who is told.</param>
/// <param name="history">Receipts, here and on the stick.</param>
internal sealed class Intake(SessionHost host, IOperator person, ReceiptHistory history)
{
    /// <summary>Copies the stick once and verifies the copy.</summary>
    public Result<StagedRelease> Staged(Stager stager, FoundStick stick)
    {
        person.Tell(new StageStarted(Stage.Stage));
        var staged = stager.Stage(stick,
            new Telling<(long Done, long Total)>(bytes => person.Tell(new BytesMoved(Stage.Stage, bytes.Done, bytes.Total))));
        if (!staged.TryGet(out var release, out _))
            return staged;
        person.Tell(new SupportKnown(release.Delivery.ReturnTo));
        person.Tell(new StageEnded(Stage.Stage, release.Bundle.Bundle.Text, release.Signers.Length));
        if (release.ForeignFiles.Length > 0)
            person.Tell(new Noted(Note.ForeignFiles, string.Join(", ", release.ForeignFiles)));
        if (release.Time.IsBehind)
            person.Tell(new Noted(Note.ClockBehind, release.Time.Clock, release.Time.Floor));
        return staged;
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

    /// <summary>Makes all checks, and tells of each.</summary>
    /// <param name="release">The staged stick.</param>
    /// <param name="identified">The instrument.</param>
    /// <param name="size">What the backup takes.</param>
    /// <param name="stick">The stick, for the receipts on it.</param>
    /// <param name="reserve">Whether the room is proven by really taking it.</param>
    public PreflightReport Checked(StagedRelease release, IdentifiedInstrument identified, BackupSize size, FoundStick stick,
        bool reserve) =>
        new PreflightChecks(host.Files, host.Instrument, host.Clock).Run(
            new PreflightRequest(identified, release.Delivery, release.Manifest, release.Time,
                new DeviceMemory(host.Files, host.State).HighestCounter(identified.Product.Product),
                [SpaceNeed.Of(host.State, size.Peak, release.Manifest)], reserve)
            {
                EarlierShown = identified.Earlier is { } earlier && history.StickShowsDone(stick.Drive.Root, identified.Serial,
                    earlier.Mode, release.Bundle, host.Instrument.IsRehearsal),
            },
            finding => person.Tell(new Checked(finding)));
}
