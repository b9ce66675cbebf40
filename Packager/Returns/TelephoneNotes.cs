using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns;

/// <summary>
/// Notes codes that technicians read out before the stick is back. A note never counts as done: it says what was told, and
/// whether the receipt that arrived bears it out.
/// </summary>
internal sealed class TelephoneNotes(Ledger ledger, TimeProvider clock)
{
    /// <summary>Notes a code; a refusal when the instrument is expected nowhere, or the code cannot be its own.</summary>
    /// <param name="code">The code.</param>
    /// <param name="serial">The instrument.</param>
    /// <param name="heard">The mode as it was heard: capital and small letters are the same on the telephone.</param>
    /// <param name="toldBy">Who read it out.</param>
    public Result<ToldOutcome> Note(SituationCode code, SerialNumber serial, string heard, string toldBy) =>
        ledger.Transact<ToldOutcome>(() =>
    {
        var expected = ledger.Query<ModeId>("SELECT DISTINCT mode FROM expected_modes WHERE serial_key = @Key ORDER BY mode",
            new { serial.Key });
        if (expected.Where(one => one.Text.Equals(heard, StringComparison.OrdinalIgnoreCase)).ToList() is not [var mode, ..])
            return new Refusal(RefusalCode.InputMissing, ledger.Place, expected.Count == 0
                ? $"no delivery expects {serial}"
                : $"no delivery expects {serial} in {heard} mode; it is expected in {string.Join(", ", expected)}");
        if (!ledger.Query<string>("SELECT nonce FROM expected_modes WHERE serial_key = @Key AND mode = @Mode",
            new { serial.Key, Mode = mode.Text }).Any(nonce => code.IsBoundTo(nonce, serial, mode)))
            return new Refusal(RefusalCode.ReceiptInvalid, ledger.Place, $"the code {code} was not made by {serial} in {mode} "
                + "mode with a stick of this ledger: have serial number and mode read from the plate and the screen");
        var values = new
        { Code = code.Text, serial.Key, Mode = mode.Text, toldBy, At = clock.GetUtcNow() };
        if (ledger.Execute(
            "INSERT INTO told (code, serial_key, mode, told_by, noted_at) VALUES (@Code, @Key, @Mode, @toldBy, @At) " +
                "ON CONFLICT (code) DO NOTHING", values) > 0)
        {
            new LedgerLog(ledger, clock).Append(
                LogKind.Told, code.Text, EvidenceRows.HashOf(ledger, LogKind.Told, code.Text));
        }

        if (ledger.Query<string>("SELECT code FROM told WHERE code = @Code AND serial_key = @Key AND mode = @Mode",
            values).Count == 0)
            return new Refusal(RefusalCode.ReceiptInvalid, ledger.Place,
                $"the code {code} was told for another instrument or mode before");
        var arrived = ledger.Query<Owner>("SELECT serial, mode FROM receipts WHERE code = @Code", values);
        return arrived switch
        {
            [] => ToldOutcome.Noted,
            [var one] when one.Serial == serial && one.Mode == mode => ToldOutcome.Confirmed,
            _ => new Refusal(RefusalCode.ReceiptInvalid, ledger.Place,
                $"the code {code} is that of a receipt of {arrived[0].Serial} " +
                $"{arrived[0].Mode.Text}"),
        };
    });

    private sealed record Owner(SerialNumber Serial, ModeId Mode);
}

/// <summary>What a told code is worth.</summary>
internal enum ToldOutcome
{
    /// <summary>No receipt with this code has arrived yet.</summary>
    Noted,

    /// <summary>The receipt with this code is there, of the same instrument and mode.</summary>
    Confirmed,
}
