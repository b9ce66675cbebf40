using System.IO.Compression;
using System.Text.Json.Nodes;
using PatchKit.Applier.Operators;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Tests.Applier.PowerCuts;

namespace PatchKit.Tests.Applier.Sessions;

/// <summary>
/// What a person says of their own accord before the first change: nothing of the instrument is touched, and a receipt says why.
/// </summary>
public sealed class SessionObjectionTests
{
    private readonly SessionWorld _world = SessionWorld.WithEveryKind();
    private readonly PowerCutDisk _disk;

    public SessionObjectionTests() => _disk = PowerCutDisk.Holding(_world.Untouched);

    [Fact]
    public async Task A_suspicion_before_the_start_makes_no_check_and_leaves_a_receipt()
    {
        var (old, told) = (_world.Snapshot(_disk.Inner), new List<SessionEvent>());
        _world.Objects = () => new Objection.Compromised();

        var outcome = await _world.Start(_disk, 0, told.Add);

        Assert.Equal((Verdict.Compromised, (int)RefusalCode.Compromised), (outcome.Verdict, outcome.ExitCode));
        Assert.Equal(Standing.Untouched, outcome.State.Standing);
        Assert.Equal(old, _world.Snapshot(_disk.Inner));
        Assert.Empty(told.OfType<Checked>());
        var receipt = Left(outcome);
        Assert.Equal(Verdict.Compromised, receipt.Verdict);
        Assert.Null(receipt.Refusal);
        Assert.Null(receipt.Contradiction());
    }

    [Fact]
    public async Task A_suspicion_leaves_a_diagnosis_that_asked_the_instrument_nothing_and_its_receipt_does_without()
    {
        var told = new List<SessionEvent>();
        _world.Objects = () => new Objection.Compromised();
        await _world.Start(_disk, 0, told.Add);
        var written = Assert.Single(told.OfType<Noted>(), noted => noted.Note == Note.DiagnosisWritten);
        var bytes = _disk.Inner.File.ReadAllBytes(Path.Combine(_world.Stick, "receipts", written.Facts[0].Plain));
        using var zip = new ZipArchive(new MemoryStream(bytes));
        var seen = JsonNode.Parse(zip.GetEntry("diagnosis.json")!.Open())!;
        Assert.Equal("M70503", (string?)seen["instrument"]!["serial"]);
        Assert.Empty(seen["preflight"]!.AsArray());
        Assert.Empty(seen["seen"]!.AsArray());

        // Within the same second there is one of this name already.
        told.Clear();
        var again = await _world.Start(_disk, 0, told.Add);
        Assert.Single(told.OfType<Noted>(), noted => noted.Note == Note.DiagnosisNotWritten);
        Assert.Equal(Verdict.Compromised, Left(again).Verdict);
    }

    [Theory]
    [InlineData(typeof(OriginQuestion))]
    [InlineData(typeof(AttestationQuestion))]
    [InlineData(typeof(LocalItQuestion))]
    [InlineData(typeof(ConsentQuestion))]
    [InlineData(typeof(BackupQuestion))]
    public async Task A_suspicion_at_any_question_ends_it_and_leaves_a_receipt(Type question)
    {
        var (old, objection) = (_world.Snapshot(_disk.Inner), (Objection?)null);
        _world.Objects = () => objection;
        _world.Answers = asked =>
        {
            if (asked.GetType() != question)
                return;
            objection = new Objection.Compromised();
            throw new OperationCanceledException();
        };

        var outcome = await _world.Start(_disk, 0);

        Assert.Equal(Verdict.Compromised, outcome.Verdict);
        Assert.Equal(old, _world.Snapshot(_disk.Inner));
        Assert.Equal(Verdict.Compromised, Left(outcome).Verdict);
    }

    [Fact]
    public async Task A_fingerprint_that_differs_leaves_a_receipt_that_says_so()
    {
        _world.Objects = () => new Objection.NotNow(new(DeclineReason.FingerprintDiffers));
        var receipt = Left(await _world.Start(_disk, 0));
        Assert.Equal((Verdict.Declined, DeclineReason.FingerprintDiffers), (receipt.Verdict, receipt.Decline?.Reason));
        Assert.Null(receipt.Contradiction());
    }

    [Fact]
    public async Task A_suspicion_goes_on_with_nothing_that_was_begun_and_later_starts_do()
    {
        var (steps, suspects) = (0, false);
        _world.Objects = () => suspects ? new Objection.Compromised() : null;
        await Assert.ThrowsAsync<PowerCutException>(() => _world.Start(_disk, 0, happened =>
        {
            if (happened is StepStarted && ++steps == 3)
                _disk.CutAt = _disk.Operations + 1;
        }));
        var cut = PowerCutDisk.Holding(_disk.Survivors(Loss.Nothing, new Random(0)));
        var between = _world.Snapshot(cut.Inner);
        suspects = true;

        var told = new List<SessionEvent>();
        var outcome = await _world.Start(cut, 1, told.Add);

        Assert.Equal((Verdict.HalfWay, RefusalCode.Compromised), (outcome.Verdict, outcome.Refusal?.Code));
        Assert.Equal(between, _world.Snapshot(cut.Inner));
        // Support sees how far it had come.
        var written = Assert.Single(told.OfType<Noted>(), noted => noted.Note == Note.DiagnosisWritten);
        using var zip = new ZipArchive(new MemoryStream(
            cut.Inner.File.ReadAllBytes(Path.Combine(_world.Stick, "receipts", written.Facts[0].Plain))));
        var seen = JsonNode.Parse(zip.GetEntry("diagnosis.json")!.Open())!;
        Assert.Equal(("M70503", "forward"), ((string?)seen["instrument"]!["serial"], (string?)seen["journal"]));
        Assert.Equal("forward", (string?)seen["applications"]![0]!["stands"]);
        suspects = false;
        Assert.Equal(Verdict.Applied, (await _world.Start(cut, 2)).Verdict);
    }

    [Fact]
    public async Task After_a_suspicion_the_instrument_is_still_known_as_untouched()
    {
        _world.Objects = () => new Objection.Compromised();
        await _world.Start(_disk, 0);
        Assert.Equal(Standing.Untouched, _world.StateOn(_disk.Inner).Standing);
        _world.Objects = () => null;
        Assert.Equal(Verdict.Applied, (await _world.Start(_disk, 1)).Verdict);
    }

    private Receipt Left(SessionOutcome outcome)
    {
        var place = Path.Combine(_world.Stick, outcome.Receipt.Place);
        return ReceiptReader.Read(_disk.Inner.File.ReadAllBytes(place), place).Value.Receipt;
    }
}
