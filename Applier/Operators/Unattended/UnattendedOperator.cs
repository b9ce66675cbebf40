using System.Collections.Immutable;
using System.Globalization;
using PatchKit.Applier.Operators.Printing;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Operators.Unattended;

/// <summary>
/// An answers file in the place of a person. What it does not answer, nobody answers: <see cref="AnswerMissingException"/>.
/// </summary>
internal sealed class UnattendedOperator(Answers answers, PasswordLines passwords, IPrinter printer, TimeProvider time)
    : TypedOperator
{
    private readonly Dictionary<string, int> _retries = [];

    /// <inheritdoc/>
    public override string Language => answers.Language;

    /// <inheritdoc/>
    public override Refusal? Foresee(Foreseen ahead)
    {
        if (answers.Consent is { Agreed: false })
            return null;
        var missing = ahead.Keys.Where(key => !IsAnswered(key)).ToList();
        if (missing.Count > 0)
            return new(RefusalCode.AnswerMissing, missing[0],
                $"the answers file does not answer {string.Join(", ", missing)}; nothing was begun");
        foreach (var step in (answers.Steps?.Keys ?? []).Where(step => !ahead.ManualSteps.Any(one => one.Text == step)))
            return new(RefusalCode.AuthoredInvalid, $"$.steps.{step}", "the update has no step by hand of this name; it has "
                + (ahead.ManualSteps.IsEmpty ? "none" : string.Join(", ", ahead.ManualSteps)));
        foreach (var mode in (answers.ModesDone ?? []).Where(mode => !ahead.Modes.Contains(mode)))
            return new(RefusalCode.AuthoredInvalid, "$.modesDone",
                $"the update knows no boot mode {mode}; it knows {string.Join(", ", ahead.Modes)}");
        return null;
    }

    private bool IsAnswered(string key) => key.Split('.', 2) switch
    {
        ["attestations", var sentence] => answers.Attestations?.ContainsKey(sentence) is true,
        ["consent"] => answers.Consent is not null,
        ["local-it"] => answers.LocalIt is not null || answers.LocalItNotTold is true,
        ["backup"] => answers.Backup is not null,
        ["broken-runs"] => answers.BrokenRuns is not null,
        ["step", var step] => answers.Steps?.ContainsKey(step) is true,
        ["password", var account] => passwords.Of(account) is not null,
        _ => true,
    };

    /// <inheritdoc/>
    public override void Tell(SessionEvent happened) => printer.Print(happened);

    /// <inheritdoc/>
    public override Objection? Objection => answers.Compromised == true ? new Objection.Compromised() : null;

    /// <inheritdoc/>
    protected override Task<bool> Origin(OriginQuestion question, CancellationToken cancel)
    {
        // Whoever wrote the answers is not here to look: the record says what there was to be seen.
        var (origin, texts) = (question.Origin, new Texts("en"));
        var until = new Fact.Moment(origin.Until).In(texts.Format);
        printer.Answered(question.Key, $"{origin.Stick} for {origin.Customer}, valid until {until}, "
            + $"signed by {string.Join("; ", origin.Signers.Select(texts.Of))}");
        return Task.FromResult(true);
    }

    /// <inheritdoc/>
    protected override Task<bool> Checks(ChecksQuestion question, CancellationToken cancel) =>
        Again($"{question.Key}.{question.Stop.Code}", question.Stop.Code, cancel);

    /// <inheritdoc/>
    protected override Task<AttestationAnswer> Attestation(AttestationQuestion question, CancellationToken cancel)
    {
        // Who it is stands where the consent stands.
        var consent = answers.Consent ?? throw new AnswerMissingException("consent");
        var given = question.Sentences.Where(asked => answers.Attestations?.ContainsKey(asked.Sentence.Id()) is true)
            .ToImmutableSortedDictionary(asked => asked.Sentence, asked => answers.Attestations![asked.Sentence.Id()]);
        printer.Answered(question.Key, $"{consent.Name}, {consent.Role}{string.Concat(given.Select(one =>
            $"; {one.Key.Id()}: {(one.Value ? "yes" : "no")}"))}");
        return Task.FromResult(new AttestationAnswer(
            new(consent.Name, consent.Role) { Company = consent.Company ?? question.Known.Company }, given));
    }

    /// <inheritdoc/>
    protected override Task<LocalItAnswer> LocalIt(LocalItQuestion question, CancellationToken cancel)
    {
        // Who declines has nothing to tell them.
        if (answers is { LocalIt: null, LocalItNotTold: not true, Consent: not { Agreed: false } })
            throw new AnswerMissingException(question.Key);
        printer.Answered(question.Key, answers.LocalIt is { } name ? $"told ({name})" : "nobody told");
        return Task.FromResult(new LocalItAnswer(answers.LocalIt));
    }

    /// <inheritdoc/>
    protected override Task<ConsentAnswer> Consent(ConsentQuestion question, CancellationToken cancel)
    {
        var consent = answers.Consent ?? throw new AnswerMissingException(question.Key);
        if (consent.SerialEnd is { } typed && !question.Summary.IsSerialEnd(typed))
            throw new AnswerMissingException($"{question.Key}.serialEnd");
        printer.Answered(question.Key, consent.Decline is { } why
            ? $"no ({why.Reason}{(why.Text is { } text ? $": {text}" : "")})"
            : $"yes ({consent.Name}, {consent.Role})");
        return Task.FromResult<ConsentAnswer>(consent.Decline is { } decline
            ? new ConsentAnswer.Declined(decline)
            : new ConsentAnswer.Agreed(consent.SerialEnd));
    }

    /// <inheritdoc/>
    protected override Task<BackupAnswer> Backup(BackupQuestion question, CancellationToken cancel)
    {
        var backup = answers.Backup ?? throw new AnswerMissingException(question.Key);
        var place = backup.Place is { } name
            ? question.Places.FirstOrDefault(place => string.Equals(place.Name, name, StringComparison.OrdinalIgnoreCase))
            : question.Places.FirstOrDefault();
        var folder = backup.Folder ?? place?.Folder ?? throw new AnswerMissingException($"{question.Key}.place");
        printer.Answered(question.Key, $"{folder}{(backup.WithOptional ? " (with optional data)" : "")}");
        return Task.FromResult(new BackupAnswer(folder, backup.WithOptional));
    }

    /// <inheritdoc/>
    protected override Task<ManualStepAnswer> ManualStep(ManualStepQuestion question, CancellationToken cancel)
    {
        if (answers.Steps?.TryGetValue(question.Step.Text, out var answer) is not true)
            throw new AnswerMissingException(question.Key);
        printer.Answered(question.Key, answer == ManualStepAnswer.Done ? "done" : "cancel");
        return Task.FromResult(answer);
    }

    /// <inheritdoc/>
    protected override Task<string> Password(PasswordQuestion question, CancellationToken cancel)
    {
        // The same wrong password again would only lock the account.
        if (question.WrongBefore || passwords.Of(question.Account) is not { } password)
            throw new AnswerMissingException(question.Key);
        printer.Answered(question.Key, "given");
        return Task.FromResult(password);
    }

    /// <inheritdoc/>
    protected override Task<string> Unlock(UnlockQuestion question, CancellationToken cancel)
    {
        // The same code again would open nothing.
        if (question.Before is not null || answers.UnlockCode is not { } code)
            throw new AnswerMissingException(question.Key);
        printer.Answered(question.Key, "given");
        return Task.FromResult(code);
    }

    /// <inheritdoc/>
    protected override Task<bool> Retry(RetryQuestion question, CancellationToken cancel) =>
        Again(question.Key, question.Refusal.Code, cancel);

    /// <inheritdoc/>
    protected override Task<bool> RestoreAltered(RestoreAlteredQuestion question, CancellationToken cancel)
    {
        var wanted = answers.RestoreAltered == true;
        printer.Answered(question.Key, wanted ? "yes" : "no");
        return Task.FromResult(wanted);
    }

    /// <inheritdoc/>
    protected override Task<bool> BrokenRuns(BrokenRunsQuestion question, CancellationToken cancel)
    {
        var brokenOff = answers.BrokenRuns ?? throw new AnswerMissingException(question.Key);
        printer.Answered(question.Key, $"{(brokenOff ? "yes" : "no")} ({string.Join("; ", question.Runs)})");
        return Task.FromResult(brokenOff);
    }

    /// <inheritdoc/>
    protected override Task<bool> EarlierMode(EarlierModeQuestion question, CancellationToken cancel)
    {
        var done = answers.ModesDone?.Contains(question.Mode) == true;
        printer.Answered(question.Key, done ? "yes" : "no");
        return Task.FromResult(done);
    }

    private async Task<bool> Again(string key, RefusalCode code, CancellationToken cancel)
    {
        var done = _retries.GetValueOrDefault(key);
        if (answers.Retry?.GetValueOrDefault(code.ToString()) is not { } rule || done >= rule.Times)
        {
            printer.Answered(key, "no");
            return false;
        }

        _retries[key] = done + 1;
        printer.Answered(key,
            $"yes ({(done + 1).ToString(CultureInfo.InvariantCulture)} of {rule.Times.ToString(CultureInfo.InvariantCulture)})");
        await Task.Delay(TimeSpan.FromSeconds(rule.WaitSeconds), time, cancel);
        return true;
    }
}
