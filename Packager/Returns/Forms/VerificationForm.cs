using System.Collections.Immutable;
using PatchKit.Packager.Returns.Decisions;
using PatchKit.Shared.Receipts;

namespace PatchKit.Packager.Returns.Forms;

/// <summary>
/// The notice's verification form of one customer, field for field, and behind it the kit's own sheet. A serial number stands
/// under "installed" only when every boot mode has a verified receipt; a box is ticked only where a person at an instrument gave
/// that answer, and nobody another one.
/// </summary>
internal sealed class VerificationForm(
    CampaignStatus campaign, CustomerStatus customer, CampaignFacts facts, FormEvidence evidence, FormWords words)
{
    private readonly ImmutableArray<FormBlock>.Builder _form = ImmutableArray.CreateBuilder<FormBlock>();

    /// <summary>Fills it in.</summary>
    public FormDocument Of(bool rehearsal)
    {
        var notice = campaign.Campaign.ToUpperInvariant();
        _form.Add(new FormLine(Say("Form.About", notice, facts.Title(words.Language, campaign.Campaign))));
        _form.Add(new FormField(Say("Form.1"), customer.Name));
        Person();
        var own = customer.Instruments.Select(one => one.ProductName).ToHashSet(StringComparer.Ordinal);
        _form.Add(new FormHeading(Say("Form.3")));
        _form.Add(new FormTicks(
            [.. facts.Products.Union(own).Order(StringComparer.Ordinal).Select(one => (one, own.Contains(one)))]));
        Attested("Form.4", FormSentence.ReceivedAndUnderstood.Id(), true, notice);
        Attested("Form.5", FormSentence.UsersInformed.Id(), true);
        var modes = customer.Instruments.SelectMany(one => one.Modes).Select(one => one.Mode.Text).Distinct();
        Attested("Form.6", FormSentence.EachModeUnderstood.Id(), false, string.Join(", ", modes));
        Installed();
        OwnSheet();
        return new(Say("Form.Title"), words.Language, rehearsal ? Say("Rehearsal") : "", _form.ToImmutable());
    }

    // Who completes it: named where every answer at the instruments is of one and the same person.
    private void Person()
    {
        var people = FormSentences.All.SelectMany(sentence => evidence.Attested(customer, sentence.Id())).ToList();
        var one = people.Select(person => person.Said.By).Distinct().ToList() is [var only] ? only : null;
        var last = people.Select(person => Local(person.Receipt, person.Said.At)).DefaultIfEmpty().Max();
        _form.Add(new FormHeading(Say("Form.2")));
        _form.Add(new FormField(Say("Form.2.Name"), one?.Name ?? ""));
        _form.Add(new FormField(Say("Form.2.Title"), one?.Role ?? ""));
        _form.Add(new FormField(Say("Form.2.Date"), one is null ? "" : words.Day(last)));
    }

    private void Attested(string key, string sentence, bool hasNo, params object[] values)
    {
        var said = evidence.Attested(customer, sentence);
        var agreed = said.Select(one => one.Said.Agreed).Distinct().ToList();
        _form.Add(new FormHeading(Say(key, values)));
        ImmutableArray<(string, bool)> boxes = [(Say("Yes"), agreed is [true])];
        _form.Add(new FormTicks(hasNo ? boxes.Add((Say("No"), agreed is [false])) : boxes));
        if (agreed.Count > 1)
            _form.Add(new FormLine(Say("Form.Differ")));
        foreach (var (receipt, answer) in said)
        {
            _form.Add(new FormLine(Say("Form.Said", Say(answer.Agreed ? "Yes" : "No"), answer.By.Name, answer.By.Role,
                words.Day(Local(receipt, answer.At)), receipt.Receipt.Instrument.Serial, receipt.Receipt.Instrument.Mode)));
        }
    }

    private void Installed()
    {
        var installed = Serials(one => one.Installed);
        _form.Add(new FormHeading(Say("Form.7")));
        _form.Add(new FormTicks([(Say("Form.7.Yes"), installed.Length > 0)]));
        _form.Add(new FormField(Say("Form.Serials"), installed));
        _form.Add(new FormLine(Say("Form.7.Not")));
        foreach (var (key, reason) in new[] { ("Form.7.a", NotInstalled.NotNeeded), ("Form.7.b", NotInstalled.NotWished) })
        {
            var serials = Serials(one => ReasonOf(one) == reason);
            _form.Add(new FormTicks([(Say(key), serials.Length > 0)]));
            _form.Add(new FormField(Say("Form.Serials"), serials));
        }
    }

    private void OwnSheet()
    {
        _form.Add(new FormNewPage());
        _form.Add(new FormHeading(Say("Own.Title")));
        _form.Add(new FormLine(Say("Own.About")));
        _form.Add(new FormTable(
            [Say("Own.Instrument"), Say("Own.Mode"), Say("Own.Phases"), Say("Own.State"), Say("Own.Receipt")],
            [1.5, 0.7, 2.2, 1.2, 1.6],
            [
                .. from instrument in customer.Instruments
                   from mode in instrument.Modes
                   select (ImmutableArray<string>)
                   [
                       $"{instrument.ProductName} {instrument.Serial}", mode.Mode.Text,
                       string.Join("; ", mode.Phases.Select(one => $"{one.Phase}: {words.State(one.State)}")),
                       words.State(mode.State),
                       mode.Receipt is { } digest ? $"{evidence[digest].Code} {words.Day(mode.Finished!.Value)}" : "",
                   ],
            ]));
        _form.Add(new FormHeading(Say("Own.Outstanding")));
        var open = customer.Instruments.Where(one => !one.Installed && ReasonOf(one) is null).ToList();
        if (open.Count == 0)
            _form.Add(new FormLine(Say("Own.Nothing")));
        foreach (var instrument in open)
        {
            var kept = instrument.Exceptions.Where(one => one is { RanOut: false, Kind: not DecisionKind.Declined })
                .Select(one => $"; {Say($"Decision.{one.Kind}")}: {one.Note} ({words.Day(one.At)})");
            _form.Add(new FormLine($"{instrument.ProductName} {instrument.Serial}: "
                + string.Join(", ", instrument.Modes.Where(one => one.State is not ModeState.Done)
                    .Select(one => $"{one.Mode} {words.State(one.State)}")) + string.Concat(kept)));
        }

        _form.Add(new FormLine(Say("Own.Proof")));
    }

    // The form has two reasons. What was tried and failed, or has half been done, has none of them.
    private NotInstalled? ReasonOf(InstrumentStatus instrument)
    {
        if (instrument.Installed)
            return null;
        var open = instrument.Modes.Where(one => one.State is not ModeState.Done).ToList();
        if (open.TrueForAll(mode => instrument.Exceptions.Any(one => one.Kind is DecisionKind.NotAffected && one.Settles(mode))))
            return NotInstalled.NotNeeded;
        var wishes = open.TrueForAll(mode => mode.State is ModeState.Outstanding or ModeState.Refused or ModeState.Declined);
        var declined = instrument.Exceptions.Any(one => one is { Kind: DecisionKind.Declined, RanOut: false, Mode: null });
        return wishes && (declined || open.TrueForAll(mode => Declined(mode) is DeclineReason.NoInterruption))
            ? NotInstalled.NotWished
            : wishes && open.TrueForAll(mode => Declined(mode) is DeclineReason.NoProductNeedsIt) ? NotInstalled.NotNeeded : null;
    }

    private DeclineReason? Declined(ModeStatus mode) => mode is { State: ModeState.Declined, Receipt: { } digest }
        ? evidence[digest].Receipt.Decline?.Reason
        : null;

    private string Serials(Func<InstrumentStatus, bool> which) =>
        string.Join(", ", customer.Instruments.Where(which).Select(one => one.Serial.Text));

    private static DateTimeOffset Local(VerifiedReceipt receipt, DateTimeOffset time) =>
        time.ToOffset(TimeSpan.FromMinutes(receipt.Receipt.Times.OffsetMinutes));

    private string Say(string key, params object[] values) => words.Say(key, values);

    private enum NotInstalled
    {
        NotNeeded,
        NotWished,
    }
}
