using System.Collections.Immutable;
using System.Globalization;
using PatchKit.Applier.Operators.Printing;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Operators.PlainText;

/// <summary>
/// Asks a person in plain lines: for terminals that cannot show the wizard, and for those who would rather not have it.
/// </summary>
internal sealed class PlainTextOperator : TypedOperator
{
    private readonly Texts _texts;
    private readonly LinePrinter _printer;
    private readonly LineDialogue _dialogue;
    private Objection? _objection;
    private ReturnAddress? _support;
    private InstrumentState _state = InstrumentState.NotKnown;
    private bool _changing;
    private bool _introduced;

    /// <summary>Makes the operator.</summary>
    /// <param name="input">Where the person types; its end means that they went away.</param>
    /// <param name="output">Where they read.</param>
    /// <param name="language">Their language.</param>
    /// <param name="time">For progress.</param>
    /// <param name="hidden">Reads a line without showing it; null reads it like any other.</param>
    public PlainTextOperator(
        TextReader input,
        TextWriter output,
        string language,
        TimeProvider time,
        Func<CancellationToken, string?>? hidden = null)
    {
        _texts = new(language);
        _printer = new(output, _texts, time);
        _dialogue = new(input, _printer, _texts, hidden) { Help = Help };
    }

    /// <inheritdoc/>
    public override string Language => _texts.Language;

    /// <inheritdoc/>
    public override Objection? Objection => _objection;

    /// <inheritdoc/>
    public override void Tell(SessionEvent happened)
    {
        _changing |= happened is StageStarted { Stage: Stage.Apply };
        if (happened is SupportKnown known)
            _support = known.Support;
        if (happened is Introduced { State: var state })
            _state = state;
        if (happened is not Introduced || !_introduced)
            _printer.Print(happened);
    }

    /// <summary>
    /// What the wizard's first screen asks: the fingerprint is compared with the letter before anything is done. One that
    /// differs is what the person has said of their own accord, and the session makes its receipt.
    /// </summary>
    public async Task Compare(Introduced introduction, CancellationToken cancel)
    {
        Tell(introduction);
        _introduced = true;
        try
        {
            while (!await _dialogue.AskYesNo(_texts[TextKey.PlainFingerprint], cancel))
            {
                _dialogue.SayFolded(_texts[TextKey.DiffersText]);
                if (await _dialogue.AskYesNo(_texts[TextKey.PlainDiffers], cancel))
                    Object(new Objection.NotNow(new(DeclineReason.FingerprintDiffers)));
            }
        }
        catch (OperationCanceledException) when (_objection is not null)
        {
        }
    }

    /// <inheritdoc/>
    protected override async Task<bool> Origin(OriginQuestion question, CancellationToken cancel)
    {
        _dialogue.Say();
        _dialogue.Say($"{_texts[TextKey.FromWhom]}:");
        foreach (var line in OriginText.Of(question.Origin, _texts))
            _dialogue.SayFolded(line);
        _dialogue.Say();
        while (!await _dialogue.AskYesNo(_texts[TextKey.PlainOrigin], cancel))
            await NotNow(cancel);
        return true;
    }

    /// <inheritdoc/>
    protected override Task<bool> Checks(ChecksQuestion question, CancellationToken cancel)
    {
        _dialogue.Say();
        foreach (var line in ChecksText.Of(question, _texts))
            _dialogue.SayFolded(line);
        return _dialogue.AskYesNo(_texts[TextKey.PlainChecksAgain], cancel);
    }

    /// <inheritdoc/>
    protected override async Task<AttestationAnswer> Attestation(AttestationQuestion question, CancellationToken cancel)
    {
        _dialogue.Say();
        _dialogue.Say(_texts[TextKey.PersonTitle]);
        _dialogue.SayFolded(_texts[TextKey.PersonText]);
        var by = new ReceiptOperator(
            await _dialogue.AskLine(_texts[TextKey.YourName], cancel, question.Known.Name),
            await _dialogue.AskLine(_texts[TextKey.YourRole], cancel, question.Known.Role))
        {
            Company = await _dialogue.AskLine(_texts[TextKey.YourCompany], cancel, question.Known.Company ?? ""),
        };
        var given = ImmutableSortedDictionary.CreateBuilder<FormSentence, bool>();
        foreach (var asked in question.Sentences)
        {
            _dialogue.SayFolded(asked.Text);
            given[asked.Sentence] = await _dialogue.AskYesNo(_texts[TextKey.PlainConfirm], cancel);
        }

        return new(by, given.ToImmutable());
    }

    /// <inheritdoc/>
    protected override async Task<LocalItAnswer> LocalIt(LocalItQuestion question, CancellationToken cancel)
    {
        _dialogue.Say();
        _dialogue.Say(_texts[TextKey.LocalItTitle]);
        _dialogue.SayFolded(_texts[TextKey.LocalItText, question.Phase.In(Language)]);
        while (!await _dialogue.AskYesNo(_texts[TextKey.PlainLocalIt], cancel))
        {
            _dialogue.SayFolded(_texts[TextKey.LocalItWarning]);
            if (await _dialogue.AskYesNo(_texts[TextKey.LocalItGoOn], cancel))
                return new(null);
        }

        return new(await _dialogue.AskLine(_texts[TextKey.LocalItName], cancel));
    }

    /// <inheritdoc/>
    protected override async Task<ConsentAnswer> Consent(ConsentQuestion question, CancellationToken cancel)
    {
        _dialogue.Say();
        foreach (var line in ConsentText.Heading(question.Summary, _texts))
            _dialogue.Say(line);
        foreach (var line in ConsentText.Body(question.Summary, _texts))
            _dialogue.SayFolded(line);
        _dialogue.Say();
        while (!await _dialogue.AskYesNo(_texts[TextKey.PlainAgree], cancel))
        {
            _dialogue.SayFolded(_texts[TextKey.DeclineFollows]);
            if (await _dialogue.AskYesNo(_texts[TextKey.DeclineQuestion], cancel))
                return new ConsentAnswer.Declined(await WhyNot(cancel));
        }

        while (true)
        {
            var typed = await _dialogue.AskLine(_texts[TextKey.SerialEnd, Number(ConsentSummary.SerialEndLength)], cancel);
            if (question.Summary.IsSerialEnd(typed))
                return new ConsentAnswer.Agreed(typed.Trim());
            _dialogue.Say(_texts[TextKey.SerialEndWrong]);
        }
    }

    /// <inheritdoc/>
    protected override async Task<BackupAnswer> Backup(BackupQuestion question, CancellationToken cancel)
    {
        _dialogue.Say();
        _dialogue.Say(_texts[TextKey.BackupTitle]);
        _dialogue.SayFolded(_texts[TextKey.BackupText]);
        _dialogue.Say(_texts[TextKey.BackupNeeds, _texts.Format.Bytes(question.MandatoryBytes)]);
        _dialogue.SayFolded(_texts.Duration(question, withOptional: false));
        if (question.Places.IsEmpty)
        {
            _dialogue.Say(_texts[TextKey.BackupNoPlace]);
            throw new OperationCanceledException("no place for the backup");
        }

        while (true)
        {
            var chosen = question.Places[await _dialogue.AskNumber([.. question.Places.Select(PlaceLine)], cancel)];
            var withOptional = question.OptionalBytes > 0
                && await _dialogue.AskYesNo(_texts[TextKey.PlainOptional, _texts.Format.Bytes(question.OptionalBytes)], cancel);
            if (withOptional)
                _dialogue.SayFolded(_texts.Duration(question, withOptional));
            if (question.MandatoryBytes + (withOptional ? question.OptionalBytes : 0) <= chosen.FreeBytes)
                return new(chosen.Folder, withOptional);
            _dialogue.Say(_texts[TextKey.BackupTooSmall]);
        }
    }

    /// <inheritdoc/>
    protected override async Task<ManualStepAnswer> ManualStep(ManualStepQuestion question, CancellationToken cancel)
    {
        _dialogue.Say();
        _dialogue.Say(_texts[TextKey.ManualTitle, question.Title.In(Language)]);
        _dialogue.Say(_texts[TextKey.ManualTry, Number(question.Try), Number(question.Tries)]);
        foreach (var seen in _texts.Of(question))
            _dialogue.SayFolded(seen);
        _dialogue.SayFolded(question.Text.In(Language));
        while (!await _dialogue.AskWords(_texts[TextKey.PlainManual], TextKey.PlainDoneWords, TextKey.PlainCancelWords, cancel))
        {
            _dialogue.SayFolded(_texts[TextKey.StopPutsBack]);
            if (await _dialogue.AskYesNo(_texts[TextKey.UndoQuestion], cancel))
                return ManualStepAnswer.Cancel;
        }

        return ManualStepAnswer.Done;
    }

    /// <inheritdoc/>
    protected override Task<string> Unlock(UnlockQuestion question, CancellationToken cancel)
    {
        _dialogue.Say();
        _dialogue.Say(_texts[TextKey.UnlockTitle, question.Stick.Text]);
        foreach (var line in UnlockText.Of(question, _texts))
            _dialogue.SayFolded(line);
        return _dialogue.AskLine(_texts[TextKey.UnlockField], cancel);
    }

    /// <inheritdoc/>
    protected override Task<string> Password(PasswordQuestion question, CancellationToken cancel)
    {
        _dialogue.Say();
        if (question.WrongBefore)
            _dialogue.Say(_texts[TextKey.PasswordWrong]);
        _dialogue.Say(_texts[TextKey.PasswordTitle, question.Account]);
        _dialogue.Say(_texts[TextKey.PasswordText]);
        return _dialogue.AskHidden(_texts[TextKey.PasswordField], cancel);
    }

    /// <inheritdoc/>
    protected override Task<bool> Retry(RetryQuestion question, CancellationToken cancel)
    {
        var refusal = _texts.Of(question);
        _dialogue.Say();
        if (question.Stands is { } state)
            _dialogue.SayFolded(_texts.Of(state));
        _dialogue.Say($"*** {refusal.Title} ***");
        _dialogue.SayFolded(refusal.Cause);
        _dialogue.SayFolded(refusal.Next);
        _dialogue.Say(_texts[TextKey.EndCode, question.Code.Text]);
        return _dialogue.AskYesNo(_texts[TextKey.PlainRetry], cancel);
    }

    /// <inheritdoc/>
    protected override Task<bool> RestoreAltered(RestoreAlteredQuestion question, CancellationToken cancel)
    {
        _dialogue.Say();
        _dialogue.Say($"*** {_texts[TextKey.AlteredTitle]} ***");
        _dialogue.SayFolded(_texts[TextKey.AlteredText, Number(question.Files)]);
        foreach (var name in question.Names)
            _dialogue.Say($"  {Printable.Line(name)}");
        if (question.More > 0)
            _dialogue.Say($"  {_texts[TextKey.AlteredMore, Number(question.More)]}");
        return _dialogue.AskYesNo(_texts[TextKey.AlteredQuestion], cancel);
    }

    /// <inheritdoc/>
    protected override Task<bool> BrokenRuns(BrokenRunsQuestion question, CancellationToken cancel)
    {
        _dialogue.Say();
        _dialogue.Say($"*** {_texts[TextKey.BrokenRunsTitle]} ***");
        _dialogue.SayFolded(_texts[TextKey.BrokenRunsText]);
        foreach (var run in question.Runs)
            _dialogue.SayFolded($"  {_texts.Of(run)}");
        return _dialogue.AskYesNo(_texts[TextKey.BrokenRunsQuestion], cancel);
    }

    /// <inheritdoc/>
    protected override Task<bool> EarlierMode(EarlierModeQuestion question, CancellationToken cancel)
    {
        var called = question.Called.In(Language);
        _dialogue.Say();
        _dialogue.Say($"*** {_texts[TextKey.EarlierModeTitle, called]} ***");
        _dialogue.SayFolded(_texts[TextKey.EarlierModeText, called]);
        return _dialogue.AskYesNo(_texts[TextKey.EarlierModeQuestion, called], cancel);
    }

    // What the wizard's help offers; until the first change also what a person says of their own accord.
    private async Task Help(CancellationToken cancel)
    {
        _dialogue.Say();
        _dialogue.SayFolded(_texts[TextKey.HelpKeysPlain]);
        if (_support is { } support)
            _dialogue.SayFolded(_texts.Of(support));
        string[] choices =
            [_texts[TextKey.HelpBack], _texts[TextKey.AdverseTitle], _texts[TextKey.SuspectTitle], _texts[TextKey.NotNow]];
        switch (await _dialogue.AskNumber(_changing ? choices[..3] : choices, cancel))
        {
            case 1:
                _dialogue.SayFolded(_texts.AdverseEvent(_support));
                break;
            case 2:
                _dialogue.SayFolded(_texts[TextKey.SuspectText]);
                _dialogue.SayFolded(_texts[_changing ? TextKey.SuspectLater : _state.SuspicionFollows]);
                if (!_changing && await _dialogue.AskYesNo(_texts[TextKey.SuspectQuestion], cancel))
                    Object(new Objection.Compromised());
                break;
            case 3:
                await NotNow(cancel);
                break;
            default:
                break;
        }
    }

    private async Task NotNow(CancellationToken cancel)
    {
        _dialogue.SayFolded(_texts[TextKey.DeclineFollows]);
        if (await _dialogue.AskYesNo(_texts[TextKey.DeclineQuestion], cancel))
            Object(new Objection.NotNow(await WhyNot(cancel)));
    }

    private void Object(Objection objection)
    {
        _objection = objection;
        throw new OperationCanceledException("the operator objects");
    }

    private async Task<ReceiptDecline> WhyNot(CancellationToken cancel)
    {
        _dialogue.Say(_texts[TextKey.DeclineReason]);
        var reasons = ReceiptDecline.Offered;
        var reason = reasons[await _dialogue.AskNumber([.. reasons.Select(_texts.Of)], cancel)];
        return new(reason)
        {
            Text = reason == DeclineReason.Other ? await _dialogue.AskLine(_texts[TextKey.DeclineWords], cancel) : null,
        };
    }

    private string PlaceLine(BackupPlace place) =>
        _texts[TextKey.BackupPlaceLine, place.Name, _texts.Format.Bytes(place.FreeBytes)];

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
