using PatchKit.Packager.Returns;
using PatchKit.Packager.Returns.Decisions;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Packager.Returns;

public class ReceiptReceiverTests : IDisposable
{
    private readonly Desk _desk;
    private readonly Delivery _delivery;

    public ReceiptReceiverTests()
        : this(null)
    {
    }

    protected ReceiptReceiverTests(string? place)
    {
        _desk = new(place: place);
        _delivery = _desk.Deliver("PK-0001", "a", "M70503", "M70504");
    }

    public void Dispose()
    {
        _desk.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void A_receipt_that_fits_is_accepted_and_its_bytes_are_kept()
    {
        var path = _desk.Write("stick", Applied());

        var received = Assert.Single(_desk.Receive(path));

        Assert.Equal((Arrival.Accepted, ""), (received.Arrival, received.Reason));
        Assert.Equal([File.ReadAllText(path)], _desk.Ledger.Query<string>("SELECT envelope FROM receipts"));
        Assert.Equal(Sha256Digest.Of(File.ReadAllBytes(path)), received.Digest);
    }

    [Fact]
    public void A_stick_is_read_in_its_receipts_folder_alone()
    {
        _desk.Write("stick", Applied());
        _desk.Write("stick", _desk.Receipt(_delivery, "M70503", SampleModes.Ruo));
        File.WriteAllBytes(Path.Combine(_desk.Folder, "stick", "patchkit-stick.json"), StickMarker.Write(_delivery.Stick));
        File.WriteAllText(Path.Combine(_desk.Folder, "stick", "kiosk.dsse.json"), "{}");

        var received = _desk.Receive(Path.Combine(_desk.Folder, "stick"));

        Assert.Equal([Arrival.Accepted, Arrival.Accepted], received.Select(one => one.Arrival));
    }

    [Theory]
    [InlineData("m70503")]
    [InlineData("M70503")]
    public void A_serial_number_is_the_same_however_the_instrument_spells_it(string serial)
    {
        var received = _desk.ReceiveOne(_desk.Receipt(_delivery, serial, SampleModes.Dx));
        _desk.ReceiveOne(_desk.Receipt(_delivery, "M70503", SampleModes.Ruo), keyOf: "the other mode");

        Assert.Equal((Arrival.Accepted, ""), (received.Arrival, received.Reason));
        var instrument = Assert.Single(_desk.Status().Customers[0].Instruments.Where(one => one.Serial.Text == "M70503"));
        Assert.Equal(("M70503", true), (instrument.Serial.Text, instrument.Installed));
    }

    [Fact]
    public void Receiving_twice_is_harmless()
    {
        var path = _desk.Write("stick", Applied());
        _desk.Receive(path);

        Assert.Equal(Arrival.Duplicate, Assert.Single(_desk.Receive(path)).Arrival);
        Assert.Equal([1L], _desk.Ledger.Query<long>("SELECT COUNT(*) FROM receipts"));
        Assert.Single(_desk.Receive(path, path, Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void An_altered_receipt_is_rejected_and_kept_in_quarantine()
    {
        var path = _desk.Write("stick", Applied());
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"sig\":\"", "\"sig\":\"AAAA", StringComparison.Ordinal));

        var received = Assert.Single(_desk.Receive(path));

        Assert.Equal(Arrival.Rejected, received.Arrival);
        Assert.Contains("altered", received.Reason, StringComparison.Ordinal);
        Assert.Empty(_desk.Status().Receipts);
        var refused = Assert.Single(new StatusQuery(_desk.Ledger, _desk.Clock).Ask().Value.Refused);
        Assert.Equal((received.Digest, path), (refused.Digest, refused.Place));
        Assert.Equal([Convert.ToBase64String(File.ReadAllBytes(path))],
            _desk.Ledger.Query<string>("SELECT envelope FROM receipts"));
    }

    [Fact]
    public void One_bad_file_does_not_hold_up_the_good_ones()
    {
        _desk.Write("stick", Applied());
        File.WriteAllText(Path.Combine(_desk.Folder, "stick", "receipts", "a.dsse.json"), "{");
        File.WriteAllBytes(Path.Combine(_desk.Folder, "stick", "receipts", "b.dsse.json"), new byte[DsseEnvelope.MaxLength + 1]);

        var received = _desk.Receive(Path.Combine(_desk.Folder, "stick"));

        Assert.Equal([Arrival.Accepted, Arrival.Rejected, Arrival.Rejected], received.Select(one => one.Arrival));
        Assert.Contains("FileLength", received[2].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Receipts_are_found_however_deep_the_desk_keeps_them_and_what_a_Mac_adds_is_passed_over()
    {
        _desk.Write("returns", Applied());
        var deep = _desk.Write(Path.Combine("returns", "2026", "11", "28", "san-marco", "PK-0042"),
            _desk.Receipt(_delivery, "M70503", SampleModes.Ruo));
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(deep)!, $"._{Path.GetFileName(deep)}"), "Mac OS X");

        var received = _desk.Receive(Path.Combine(_desk.Folder, "returns"));

        Assert.Equal([Arrival.Accepted, Arrival.Accepted], received.Select(one => one.Arrival));
    }

    [Fact]
    public void A_path_without_receipts_is_refused()
    {
        var receiver = new ReceiptReceiver(_desk.Ledger, _desk.Files, _desk.Clock);

        Assert.Equal(RefusalCode.InputMissing, receiver.Receive([Path.Combine(_desk.Folder, "nowhere")]).Refusal?.Code);
        Assert.Equal(RefusalCode.InputMissing, receiver.Receive([_desk.Folder]).Refusal?.Code);
    }

    public static TheoryData<string, Func<Receipt, Receipt>> Contradictions() => new()
    {
        { "nonce", receipt => receipt with { Nonce = new string('0', 32) } },
        { "names stick PK-0009", receipt => receipt with { Stick = Token.Of<StickId>("PK-0009") } },
        { "campaign other", receipt => receipt with { Campaign = Token.Of<CampaignId>("other") } },
        { "was not on stick", receipt => receipt with { Bundle = receipt.Bundle with { Sha256 = Sha256Digest.Of("x"u8) } } },
        { "not sent for M99999", receipt => receipt with
            { Instrument = receipt.Instrument with { Serial = Token.Of<SerialNumber>("M99999") } } },
        { "is a miseqdx in the ledger", receipt => receipt with
            { Instrument = receipt.Instrument with { Product = Token.Of<ProductId>("nextseq") } } },
        { "rehearsal", receipt => receipt with { Rehearsal = true } },
        { "phase user-configuration", receipt => receipt with { Phases = [receipt.Phases[0]] } },
        { "not done", receipt => receipt with { Phases = [receipt.Phases[0] with { Done = false }, receipt.Phases[1]] } },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void A_receipt_that_contradicts_the_ledger_is_kept_apart(string reason, Func<Receipt, Receipt> change)
    {
        var received = _desk.ReceiveOne(change(Applied()));

        Assert.Equal(Arrival.Questioned, received.Arrival);
        Assert.Contains(reason, received.Reason, StringComparison.Ordinal);
        Assert.Equal([1L], _desk.Ledger.Query<long>("SELECT COUNT(*) FROM receipts WHERE standing = 'accepted'"));
        Assert.DoesNotContain(Modes(), mode => mode.State is ModeState.Done);
    }

    [Fact]
    public void A_real_receipt_in_a_rehearsals_ledger_is_kept_apart()
    {
        using var desk = new Desk(rehearsal: true);
        var delivery = desk.Deliver("PK-0001", "a", "M70503");

        Assert.Equal(Arrival.Questioned,
            desk.ReceiveOne(desk.Receipt(delivery, "M70503", SampleModes.Dx) with { Rehearsal = false }).Arrival);
    }

    [Fact]
    public void A_changed_key_is_kept_apart()
    {
        _desk.ReceiveOne(_desk.Receipt(_delivery, "M70503", SampleModes.Dx, 1, Verdict.Refused));

        var received = _desk.ReceiveOne(_desk.Receipt(_delivery, "M70503", SampleModes.Dx, 2), keyOf: "somebody else");

        Assert.Equal(Arrival.Questioned, received.Arrival);
        Assert.Contains("has changed", received.Reason, StringComparison.Ordinal);
        Assert.Equal(ModeState.Questioned, Modes()[0].State);
    }

    [Fact]
    public void A_key_of_another_mode_is_kept_apart()
    {
        _desk.ReceiveOne(Applied());

        var received = _desk.ReceiveOne(_desk.Receipt(_delivery, "M70504", SampleModes.Dx), keyOf: "M70503 Dx");

        Assert.Equal("its key is that of M70503 Dx", received.Reason);
    }

    [Fact]
    public void A_number_that_stands_there_twice_is_kept_apart()
    {
        _desk.ReceiveOne(Applied());

        var received = _desk.ReceiveOne(Applied() with { Applier = "PatchKit Applier 0.2.0" });

        Assert.Contains("have the number 1", received.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_older_stick_may_come_back_after_a_younger_one()
    {
        _desk.ReceiveOne(_desk.Receipt(_delivery, "M70503", SampleModes.Dx, 2));

        Assert.Equal(Arrival.Accepted,
            _desk.ReceiveOne(_desk.Receipt(_delivery, "M70503", SampleModes.Dx, 1, Verdict.Undone)).Arrival);
        Assert.Equal(ModeState.Done, Modes()[0].State);
    }

    [Fact]
    public void A_told_code_is_borne_out_by_its_receipt()
    {
        var path = _desk.Write("stick", Applied());
        var code = ReceiptReader.Read(File.ReadAllBytes(path), path).Value.Code;
        var notes = new DecisionDesk(_desk.Ledger, _desk.Clock, "Anna", "by telephone");
        var (serial, other) = (Token.Of<SerialNumber>("M70503"), Token.Of<SerialNumber>("M70504"));

        Assert.Null(notes.Told(code, serial, "dx").Refusal);
        Assert.Equal(code.Text, Modes()[0].Told);
        Assert.Equal(ModeState.Outstanding, Modes()[0].State);
        Assert.Equal(RefusalCode.ReceiptInvalid, notes.Told(code, other, "Dx").Refusal?.Code);
        Assert.Equal(RefusalCode.InputMissing, notes.Told(code, Token.Of<SerialNumber>("X1"), "Dx").Refusal?.Code);

        Assert.True(Assert.Single(_desk.Receive(path)).ToldBefore);
        Assert.Equal(RefusalCode.ReceiptInvalid, notes.Told(code, other, "Dx").Refusal?.Code);
        Assert.Null(Modes()[0].Told);
    }

    private Receipt Applied() => _desk.Receipt(_delivery, "M70503", SampleModes.Dx);

    private List<ModeStatus> Modes() => [.. _desk.Status().Customers[0].Instruments.SelectMany(instrument => instrument.Modes)];
}
