using System.Collections.Immutable;
using System.Globalization;
using PatchKit.Shared.Receipts;

namespace PatchKit.Packager.Returns.Forms;

/// <summary>
/// The record with which an instrument goes back into service: what was expected of each step, what was seen, by whom and when,
/// and the meaning of the signature (21 CFR 11.50). There is one only of an instrument of which every boot mode holds.
/// </summary>
internal sealed class ReturnToService(
    CampaignStatus campaign, CustomerStatus customer, CampaignFacts facts, FormEvidence evidence, FormWords words)
{
    private readonly ImmutableArray<FormBlock>.Builder _record = ImmutableArray.CreateBuilder<FormBlock>();

    /// <summary>The records of a customer's instruments, each on pages of its own; null when no instrument is complete.</summary>
    public FormDocument? Of(bool rehearsal)
    {
        foreach (var instrument in customer.Instruments.Where(one => one.Installed))
        {
            if (_record.Count > 0)
                _record.Add(new FormNewPage());
            Instrument(instrument);
        }

        return _record.Count == 0
            ? null
            : new(Say("Record.Title"), words.Language, rehearsal ? Say("Rehearsal") : "", _record.ToImmutable());
    }

    private void Instrument(InstrumentStatus instrument)
    {
        _record.Add(new FormHeading($"{instrument.ProductName} {instrument.Serial}"));
        _record.Add(new FormLine(
            Say("Form.About", campaign.Campaign.ToUpperInvariant(), facts.Title(words.Language, campaign.Campaign))));
        _record.Add(new FormField(Say("Form.1"), customer.Name));
        foreach (var mode in instrument.Modes)
            Mode(evidence[mode.Receipt!.Value]);
        _record.Add(new FormHeading(Say("Record.Return")));
        _record.Add(new FormLine(Say("Record.Meaning")));
        _record.Add(new FormField(Say("Form.2.Name"), ""));
        _record.Add(new FormField(Say("Form.2.Title"), ""));
        _record.Add(new FormField(Say("Form.2.Date"), ""));
        _record.Add(new FormField(Say("Record.Signature"), ""));
    }

    private void Mode(VerifiedReceipt verified)
    {
        var receipt = verified.Receipt;
        var finished = receipt.Times.Finished.ToOffset(TimeSpan.FromMinutes(receipt.Times.OffsetMinutes));
        _record.Add(new FormHeading(Say("Record.Mode", receipt.Instrument.Mode)));
        if (receipt.Instrument.UdiDi is { } udi)
            _record.Add(new FormField("UDI-DI", udi.ToString()));
        var software = receipt.Instrument.Software;
        _record.Add(new FormField(Say("Record.Software"), $"{software.Name} {software.After ?? software.Before}"));
        _record.Add(new FormTable(
            [Say("Record.Step"), Say("Record.Expected"), Say("Record.Seen"), Say("Record.Result")],
            [1.3, 1.6, 3.2, 1.2],
            [
                .. from phase in receipt.Phases
                   from step in phase.Steps
                   select (ImmutableArray<string>)
                   [
                       $"{phase.Phase}: {step.Step}", Say("Record.AsPlanned", step.Kind, receipt.Bundle.Bundle),
                       ReceiptText.Seen(step.After, words.Language),
                       ReceiptText.Texts.Get($"Outcome.{step.Outcome}", words.Language),
                   ],
            ]));
        var time = finished.ToString("HH:mm zzz", CultureInfo.InvariantCulture);
        if (receipt.Operator is { } person)
            _record.Add(new FormLine(Say("Record.By", person.Name, person.Role, words.Day(finished), time)));
        else
            _record.Add(new FormLine(Say("Record.ByNobody", words.Day(finished), time)));
        _record.Add(new FormLine(Say("Record.Receipt", verified.Code, verified.Digest.Hex, receipt.Bundle.Sha256.Hex)));
    }

    private string Say(string key, params object[] values) => words.Say(key, values);
}
