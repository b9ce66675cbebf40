using System.Text;
using PatchKit.Applier.Applying;
using PatchKit.Applier.Discovery;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Preflight;
using PatchKit.Applier.Receipts;
using PatchKit.Applier.Staging;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Sessions;

/// <summary>
/// What a person is asked between the checks and the backup, on the right instrument: what only they can know, who they are and
/// what they attest, whether local IT was told, and whether they agree.
/// </summary>
/// <param name="host">The machine, the disk, the clock.</param>
/// <param name="person">Who is asked.</param>
/// <param name="history">Receipts, here and on the stick.</param>
/// <param name="states">How the instrument stands.</param>
internal sealed class Interview(SessionHost host, IOperator person, ReceiptHistory history, InstrumentStateReader states)
{
    private readonly Expectations _expectations = new(history, host.Instrument.IsRehearsal);

    /// <summary>Asks all of it, in order; stops asking at the first answer that is in the way.</summary>
    /// <param name="release">The staged stick.</param>
    /// <param name="identified">The instrument.</param>
    /// <param name="report">What the checks found.</param>
    /// <param name="plan">The plan as it would be carried out.</param>
    /// <param name="facts">What the receipt says so far.</param>
    /// <param name="attestations">Who stands there, and what they are asked to attest.</param>
    /// <param name="stickRoot">The stick.</param>
    /// <param name="cancel">Stops asking.</param>
    public async Task<Interviewed> Run(StagedRelease release, IdentifiedInstrument identified, PreflightReport report,
        CheckedPlan plan, ReceiptFacts facts, AttestationQuestion attestations, string stickRoot, CancellationToken cancel)
    {
        await person.Ask(new OriginQuestion(Origin(release, identified, facts, stickRoot)), cancel).ConfigureAwait(false);
        if (report.Left is [var run, ..] left && !await person.Ask(new BrokenRunsQuestion(left), cancel).ConfigureAwait(false))
            return new(facts)
            {
                Stop = new Refusal(RefusalCode.Declined, run.Name, "the operator waits for a run that has not ended"),
            };
        if (report.AsksOfEarlier && identified.Earlier is { } earlier)
        {
            var order = ModeOrderCheck.Said(earlier,
                await person.Ask(new EarlierModeQuestion(earlier.Mode, earlier.Called), cancel).ConfigureAwait(false));
            report = report.With(order);
            facts = facts.With(report);
            if (report.Stop is not null)
                return new(facts) { Stop = order.Refusal };
        }

        facts = await Attested(attestations, facts, cancel).ConfigureAwait(false);
        facts = await ItTold(identified, facts, cancel).ConfigureAwait(false);
        return await Consented(release, identified, report, plan, facts, cancel).ConfigureAwait(false);
    }

    private Origin Origin(StagedRelease release, IdentifiedInstrument identified, ReceiptFacts facts, string stickRoot) => new(
        release.Manifest.Title,
        release.Delivery.Stick.Text,
        release.Delivery.Customer.Name,
        release.Until,
        release.Signers,
        identified.Product.Name,
        identified.Serial.Text,
        identified.Mode.Called,
        states.Read(),
        _expectations.Others(facts.Instrument, facts.Bundle, facts, stickRoot),
        release.Manifest.Summary,
        release.Notice(host.Files, person.Language));

    /// <summary>
    /// What will be asked of the notice's form. Once for a customer: what a receipt on the stick shows as attested is not asked
    /// again, and who it was stands there already.
    /// </summary>
    /// <param name="release">The staged stick.</param>
    /// <param name="identified">The instrument.</param>
    /// <param name="facts">What the receipt says so far.</param>
    /// <param name="stickRoot">The stick.</param>
    public AttestationQuestion Attestations(StagedRelease release, IdentifiedInstrument identified, ReceiptFacts facts,
        string stickRoot)
    {
        var (known, attested) = history.PersonOn(stickRoot, facts.Delivery, host.Instrument.IsRehearsal);
        string[] modes = [.. identified.Product.Modes.Select(mode => mode.Called.In(person.Language))];
        return new(
            [
                .. FormSentences.All.Where(sentence => !attested.Contains(sentence))
                    .Select(sentence => new AskedSentence(sentence, sentence.In(facts.Campaign, modes, person.Language))),
            ],
            known ?? new("", "") { Company = release.Delivery.Customer.Name });
    }

    private async Task<ReceiptFacts> Attested(AttestationQuestion question, ReceiptFacts facts, CancellationToken cancel)
    {
        var answer = await person.Ask(question, cancel).ConfigureAwait(false);
        return facts with
        {
            Operator = answer.By,
            Attestations =
            [
                .. from one in question.Sentences
                   where answer.Given.ContainsKey(one.Sentence)
                   select new Attestation(one.Sentence.Id(), person.Language,
                       Sha256Digest.Of(Encoding.UTF8.GetBytes(one.Text)), answer.Given[one.Sentence], answer.By,
                       host.Clock.GetUtcNow()),
            ],
        };
    }

    /// <summary>
    /// Whether it is asked if local IT was told: the phases behind the first change accounts and permissions, which the site's IT
    /// has given, and shares may stop working.
    /// </summary>
    public static bool AsksLocalIt(IdentifiedInstrument identified) => identified.Mode.Phases.Length > 1;

    private async Task<ReceiptFacts> ItTold(IdentifiedInstrument identified, ReceiptFacts facts, CancellationToken cancel)
    {
        if (!AsksLocalIt(identified))
            return facts;
        var told = await person.Ask(new LocalItQuestion(identified.Mode.Phases[1].Title), cancel).ConfigureAwait(false);
        return facts with { LocalIt = new(host.Clock.GetUtcNow()) { Name = told.Name } };
    }

    private async Task<Interviewed> Consented(StagedRelease release, IdentifiedInstrument identified, PreflightReport report,
        CheckedPlan plan, ReceiptFacts facts, CancellationToken cancel)
    {
        person.Tell(new StageStarted(Stage.Consent));
        var summary = ConsentSummary.Of(release, identified, report, plan.NotNeeded, person.Language);
        var answer = await person.Ask(new ConsentQuestion(summary), cancel).ConfigureAwait(false);
        if (answer is ConsentAnswer.Declined { Why: var why })
            return new(facts with { Decline = why });
        person.Tell(new StageEnded(Stage.Consent, facts.Operator?.Name ?? ""));
        return new(facts with
        {
            Instrument = facts.Instrument with { SerialTyped = ((ConsentAnswer.Agreed)answer).SerialTyped },
        });
    }
}

/// <summary>What came of it.</summary>
/// <param name="Facts">What the receipt will say; with a decline when the person said no to the update.</param>
internal sealed record Interviewed(ReceiptFacts Facts)
{
    /// <summary>What an answer has put in the way; null when nothing.</summary>
    public Refusal? Stop { get; init; }
}
