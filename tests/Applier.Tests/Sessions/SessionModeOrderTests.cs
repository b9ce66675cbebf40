using PatchKit.Applier.Operators;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;
using PatchKit.Tests.Applier.PowerCuts;

namespace PatchKit.Tests.Applier.Sessions;

/// <summary>RUO comes after Dx: the stick shows that Dx is done, or a person says so, or nothing is changed.</summary>
public sealed class SessionModeOrderTests
{
    private readonly SessionWorld _world = SessionWorld.RuoAfterDx();
    private readonly PowerCutDisk _disk;
    private readonly List<EarlierModeQuestion> _asked = [];

    public SessionModeOrderTests() => _disk = PowerCutDisk.Holding(_world.Untouched);

    [Fact]
    public async Task A_no_stops_before_anything_is_changed_and_says_which_mode_comes_first()
    {
        var old = _world.Snapshot(_disk.Inner);
        Says(done: false);

        var outcome = await _world.Start(_disk, 0);

        Assert.Equal((Verdict.Refused, RefusalCode.PreflightStop), (outcome.Verdict, outcome.Refusal!.Code));
        Assert.Equal("Another mode comes first: Dx. Apply the update there, then come back.",
            new Texts("en").Of(outcome.Refusal).Cause);
        Assert.Equal(SampleModes.Dx, Assert.Single(_asked).Mode);
        Assert.Equal(old, _world.Snapshot(_disk.Inner));
        var receipt = Left(outcome);
        Assert.Equal(CheckId.ModeOrder, receipt.Refusal!.Check);
        Assert.Equal(FindingLevel.Stop, Order(receipt).Level);
    }

    [Fact]
    public async Task A_yes_goes_on_and_the_receipt_says_that_a_person_said_so()
    {
        Says(done: true);
        var receipt = Left(await _world.Start(_disk, 0));
        Assert.Equal(Verdict.Applied, receipt.Verdict);
        Assert.Equal((FindingLevel.Warn, "Dx", "said"), Told(receipt));
    }

    [Fact]
    public async Task Nobody_is_asked_what_the_stick_shows_and_the_receipt_says_that_it_did()
    {
        await PutOnTheStick(receipt => receipt);
        Says(done: false);
        var receipt = Left(await _world.Start(_disk, 0));
        Assert.Equal(Verdict.Applied, receipt.Verdict);
        Assert.Empty(_asked);
        Assert.Equal((FindingLevel.Pass, "Dx", "shown"), Told(receipt));
    }

    [Fact]
    public async Task Before_anything_is_attested_the_stick_is_shown_with_its_signers_and_every_mode_as_far_as_it_is_known()
    {
        var others = (await Shown(0)).Others;
        Assert.Equal([(SampleModes.Dx, false)], others.Select(other => (other.Mode.Mode, other.ShownDone)));

        // Declined there: nothing was changed, and Dx has left a receipt on the stick since.
        _world.Consents = () => new ConsentAnswer.Agreed(null);
        await PutOnTheStick(receipt => receipt);
        var origin = await Shown(1);
        Assert.Equal([(SampleModes.Dx, true)], origin.Others.Select(other => (other.Mode.Mode, other.ShownDone)));
        Assert.Equal((Standing.Untouched, "M70503"), (origin.State.Standing, origin.Serial));
        Assert.NotEmpty(origin.Signers);
        Assert.NotEmpty(origin.Notice);

        // Applied and taken back: as the journal says.
        _world.Consents = () => new ConsentAnswer.Agreed(null);
        Assert.Equal(Verdict.Applied, (await _world.Start(_disk, 2)).Verdict);
        Assert.Equal(Verdict.Undone, (await _world.Rollback(new PowerCutFileSystem(_disk), 3,
            _world.Plan.Open(new PowerCutFileSystem(_disk)))).Verdict);
        Assert.Equal(Standing.Undone, (await Shown(4)).State.Standing);
    }

    private async Task<Origin> Shown(int hour)
    {
        _world.Asked.Clear();
        _world.Consents = () => new ConsentAnswer.Declined(new(DeclineReason.NoInterruption));
        await _world.Start(_disk, hour);
        Assert.IsType<OriginQuestion>(_world.Asked[0]);
        return Assert.Single(_world.Asked.OfType<OriginQuestion>()).Origin;
    }

    public static TheoryData<string> Others => [.. Strangers.Keys];

    [Theory, MemberData(nameof(Others))]
    public async Task What_is_no_success_of_that_mode_of_this_instrument_by_this_bundle_shows_nothing(string other)
    {
        await PutOnTheStick(Strangers[other]);
        Says(done: false);
        Assert.Equal(Verdict.Refused, (await _world.Start(_disk, 0)).Verdict);
        Assert.Single(_asked);
    }

    [Fact]
    public async Task A_receipt_whose_signature_does_not_hold_shows_nothing()
    {
        await PutOnTheStick(receipt => receipt, bytes => [.. bytes[..^20], (byte)(bytes[^20] ^ 1), .. bytes[^19..]]);
        Says(done: false);
        Assert.Equal(Verdict.Refused, (await _world.Start(_disk, 0)).Verdict);
        Assert.Single(_asked);
    }

    private static IReadOnlyDictionary<string, Func<Receipt, Receipt>> Strangers { get; } =
        new Dictionary<string, Func<Receipt, Receipt>>
        {
            ["another instrument"] = receipt => receipt with
            { Instrument = receipt.Instrument with { Serial = Token.Of<SerialNumber>("M99999") } },
            ["another mode"] = receipt => receipt with
            { Instrument = receipt.Instrument with { Mode = SampleModes.Ruo } },
            ["another bundle"] = receipt => receipt with { Bundle = receipt.Bundle with { Sha256 = Sha256Digest.Of([1]) } },
            ["no rehearsal's"] = receipt => receipt with { Rehearsal = !receipt.Rehearsal },
            ["undone"] = receipt => receipt with
            {
                Verdict = Verdict.Undone,
                Phases = [.. receipt.Phases.Select(phase => phase with { Done = false, Steps = [] })],
            },
        };

    // The receipt that Dx would have left: that of this mode, signed anew with another name.
    private async Task PutOnTheStick(Func<Receipt, Receipt> change, Func<byte[], byte[]>? spoil = null)
    {
        var elsewhere = PowerCutDisk.Holding(_world.Untouched);
        var own = Left(await _world.Start(elsewhere, 0), elsewhere);
        using var key = NSec.Cryptography.Key.Create(NSec.Cryptography.SignatureAlgorithm.Ed25519);
        var bytes = ReceiptWriter.Write(
            change(own with { Instrument = own.Instrument with { Mode = SampleModes.Dx } }), key);
        var path = Path.Combine(StickLayout.Receipts.Under(_world.Stick), "of-dx.dsse.json");
        _disk.Inner.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _disk.Inner.File.WriteAllBytes(path, spoil is null ? bytes : spoil(bytes));
    }

    private void Says(bool done) => _world.SaysDone = question =>
    {
        _asked.Add(question);
        return done;
    };

    private Receipt Left(SessionOutcome outcome, PowerCutDisk? disk = null)
    {
        var place = Path.Combine(_world.Stick, outcome.Receipt.Place);
        return ReceiptReader.Read((disk ?? _disk).Inner.File.ReadAllBytes(place), place).Value.Receipt;
    }

    private static ReceiptFinding Order(Receipt receipt) =>
        Assert.Single(receipt.Preflight, finding => finding.Check == CheckId.ModeOrder);

    private static (FindingLevel, string?, string?) Told(Receipt receipt) =>
        (Order(receipt).Level, Order(receipt).Facts[0].Name, Order(receipt).Facts[1].Name);
}
