using PatchKit.Shared;

namespace PatchKit.Applier.Operators;

/// <summary>
/// Sorts the questions by their kind, so that an operator answers each in a method of its own and the compiler sees to none being
/// forgotten.
/// </summary>
internal abstract class TypedOperator : IOperator
{
    /// <inheritdoc/>
    public abstract string Language { get; }

    /// <inheritdoc/>
    public virtual Objection? Objection => null;

    /// <inheritdoc/>
    public async Task<TAnswer> Ask<TAnswer>(Question<TAnswer> question, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        object answer = question switch
        {
            OriginQuestion origin => await Origin(origin, cancel),
            ChecksQuestion checks => await Checks(checks, cancel),
            AttestationQuestion attestation => await Attestation(attestation, cancel),
            LocalItQuestion told => await LocalIt(told, cancel),
            ConsentQuestion consent => await Consent(consent, cancel),
            BackupQuestion backup => await Backup(backup, cancel),
            ManualStepQuestion step => await ManualStep(step, cancel),
            PasswordQuestion password => await Password(password, cancel),
            RetryQuestion retry => await Retry(retry, cancel),
            RestoreAlteredQuestion altered => await RestoreAltered(altered, cancel),
            BrokenRunsQuestion runs => await BrokenRuns(runs, cancel),
            EarlierModeQuestion earlier => await EarlierMode(earlier, cancel),
            UnlockQuestion locked => await Unlock(locked, cancel),
            _ => throw new ArgumentOutOfRangeException(nameof(question), question, "a question of no known kind"),
        };
        return (TAnswer)answer;
    }

    /// <inheritdoc/>
    public virtual Refusal? Foresee(Foreseen ahead) => null;

    /// <inheritdoc/>
    public virtual Task Held(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public abstract void Tell(SessionEvent happened);

    /// <summary>Go on with it?</summary>
    protected abstract Task<bool> Origin(OriginQuestion question, CancellationToken cancel);

    /// <summary>Check again?</summary>
    protected abstract Task<bool> Checks(ChecksQuestion question, CancellationToken cancel);

    /// <summary>Who, and what do they attest?</summary>
    protected abstract Task<AttestationAnswer> Attestation(AttestationQuestion question, CancellationToken cancel);

    /// <summary>Was local IT told?</summary>
    protected abstract Task<LocalItAnswer> LocalIt(LocalItQuestion question, CancellationToken cancel);

    /// <summary>May we?</summary>
    protected abstract Task<ConsentAnswer> Consent(ConsentQuestion question, CancellationToken cancel);

    /// <summary>Where to?</summary>
    protected abstract Task<BackupAnswer> Backup(BackupQuestion question, CancellationToken cancel);

    /// <summary>Done by hand?</summary>
    protected abstract Task<ManualStepAnswer> ManualStep(ManualStepQuestion question, CancellationToken cancel);

    /// <summary>Which password?</summary>
    protected abstract Task<string> Password(PasswordQuestion question, CancellationToken cancel);

    /// <summary>Again?</summary>
    protected abstract Task<bool> Retry(RetryQuestion question, CancellationToken cancel);

    /// <summary>Put back what differs?</summary>
    protected abstract Task<bool> RestoreAltered(RestoreAlteredQuestion question, CancellationToken cancel);

    /// <summary>Broken off?</summary>
    protected abstract Task<bool> BrokenRuns(BrokenRunsQuestion question, CancellationToken cancel);

    /// <summary>Done there already?</summary>
    protected abstract Task<bool> EarlierMode(EarlierModeQuestion question, CancellationToken cancel);

    /// <summary>Which code?</summary>
    protected abstract Task<string> Unlock(UnlockQuestion question, CancellationToken cancel);
}
