using System.Collections.Immutable;
using PatchKit.Applier.Instruments;
using PatchKit.Shared.Bundles;

namespace PatchKit.Applier.Applying.Steps;

/// <summary>
/// One step at work: check, capture, apply, read back, undo, read back. Every member may be called again after a power cut, so
/// each must be safe to repeat. A closed set, one class a kind. They throw <see cref="InstrumentFault"/> or an IO exception when
/// the machine says no, and <see cref="OperationCanceledException"/> when the operator stops.
/// </summary>
internal abstract class StepWork
{
    /// <summary>The step.</summary>
    public abstract Step Step { get; }

    /// <summary>Whether the step's new state is there, by an independent read-back.</summary>
    /// <param name="before">What stood before the change; null when the step has not begun.</param>
    /// <param name="cancel">The operator's cancel.</param>
    public abstract Task<ProbeAnswer> ReadBack(BeforeState? before, CancellationToken cancel);

    /// <summary>
    /// Whether <see cref="ReadBack"/> may hold on a change that a power cut has left in part. Such a change is made again, from
    /// what stood before.
    /// </summary>
    public virtual bool MayBeTorn => false;

    /// <summary>
    /// Why nothing could bring back what stands now, so that the step may not begin; null when something could.
    /// </summary>
    public virtual string? Irreversible() => null;

    /// <summary>Captures what stands now, and keeps on the disk, flushed, what an undo needs.</summary>
    public abstract Task<BeforeState> Capture(CancellationToken cancel);

    /// <summary>Makes the change.</summary>
    /// <returns>Null, or why a restart is wanted.</returns>
    public abstract Task<string?> Apply(BeforeState before, CancellationToken cancel);

    /// <summary>Brings back what stood before; harmless when nothing was changed.</summary>
    public abstract Task Undo(BeforeState before, CancellationToken cancel);

    /// <summary>Whether what stood before stands again, by an independent read-back.</summary>
    public abstract ProbeAnswer ReadBackUndone(BeforeState before);

    /// <summary>Whether the step is needed as the instrument stands now; one without a condition always is.</summary>
    public abstract ProbeAnswer Condition();

    /// <summary>Whether the step's declared proof holds; a step without one holds.</summary>
    public abstract ProbeAnswer ReadProof();

    /// <summary>The work of a step.</summary>
    public static StepWork Of(Step step, StepContext context) => step switch
    {
        RunInstallerStep installer => new RunInstaller(installer, context),
        UninstallStep product => new Uninstall(product, context),
        RunScriptStep script => new RunScript(script, context),
        ReplaceFileStep file => new ReplaceFile(file, context),
        DeleteFileStep file => new DeleteFile(file, context),
        EditConfigStep edit => new EditConfig(edit, context),
        SetServiceStep service => new SetService(service, context),
        SetAccountStep account => new SetAccount(account, context),
        EnableFirewallStep firewall => new EnableFirewall(firewall, context),
        SetRegistryValueStep value => new SetRegistryValue(value, value, new(value.Type, value.Value), context),
        DeleteRegistryValueStep value => new SetRegistryValue(value, value, null, context),
        AskOperatorStep manual => new AskOperator(manual, context),
        _ => throw new InvalidOperationException($"a step of no kind: {step.GetType()}"),
    };
}

/// <summary>The work of one kind of step, with its own kind of before-state.</summary>
internal abstract class StepWork<TStep, TBefore>(TStep step, StepContext context) : StepWork
    where TStep : Step
    where TBefore : BeforeState
{
    /// <inheritdoc/>
    public sealed override Step Step => Its;

    /// <summary>The step.</summary>
    protected TStep Its { get; } = step;

    /// <summary>What it works with.</summary>
    protected StepContext Context { get; } = context;

    /// <inheritdoc/>
    public sealed override async Task<ProbeAnswer> ReadBack(BeforeState? before, CancellationToken cancel)
    {
        var own = await ReadBackOwn((TBefore?)before, cancel);
        if (!own.Holds || Its.Proof.IsDefaultOrEmpty)
            return own;
        var proof = Context.Probes.AskAll(Its.Proof);
        return new(proof.Holds, own.Seen.Length == 0 ? proof.Seen : $"{own.Seen}; {proof.Seen}")
        {
            Observed = [.. own.Observed, .. proof.Observed],
        };
    }

    /// <inheritdoc/>
    public sealed override async Task<BeforeState> Capture(CancellationToken cancel)
    {
        Context.KeepScripts(Its.Proof);
        return await CaptureOwn(cancel);
    }

    /// <inheritdoc/>
    public sealed override Task<string?> Apply(BeforeState before, CancellationToken cancel) => ApplyOwn((TBefore)before, cancel);

    /// <inheritdoc/>
    public sealed override Task Undo(BeforeState before, CancellationToken cancel) => UndoOwn((TBefore)before, cancel);

    /// <inheritdoc/>
    public sealed override ProbeAnswer ReadBackUndone(BeforeState before) => ReadBackUndoneOwn((TBefore)before);

    /// <inheritdoc/>
    public sealed override ProbeAnswer ReadProof() =>
        Its.Proof.IsDefaultOrEmpty ? new(true, "") : Context.Probes.AskAll(Its.Proof);

    /// <inheritdoc/>
    public sealed override ProbeAnswer Condition() =>
        Its.When.IsDefaultOrEmpty ? new(true, "") : Context.Probes.AskAll(Its.When);

    /// <summary>The kind's own part of <see cref="ReadBack"/>; the step's proof is asked on top of it.</summary>
    protected abstract Task<ProbeAnswer> ReadBackOwn(TBefore? before, CancellationToken cancel);

    /// <summary>See <see cref="Capture"/>.</summary>
    protected abstract Task<TBefore> CaptureOwn(CancellationToken cancel);

    /// <summary>See <see cref="Apply"/>.</summary>
    protected abstract Task<string?> ApplyOwn(TBefore before, CancellationToken cancel);

    /// <summary>See <see cref="Undo"/>.</summary>
    protected abstract Task UndoOwn(TBefore before, CancellationToken cancel);

    /// <summary>See <see cref="ReadBackUndone"/>.</summary>
    protected abstract ProbeAnswer ReadBackUndoneOwn(TBefore before);

    /// <summary>What the proof's probes see now, one answer a probe.</summary>
    protected virtual ImmutableArray<ProbeAnswer> AskProof() => [.. Its.Proof.Select(Context.Probes.Ask)];

    /// <summary>Whether the proof's probes see what they saw before, word for word.</summary>
    protected ProbeAnswer SameAsBefore(ImmutableArray<ProbeAnswer> before)
    {
        var now = AskProof();
        return new(now.SequenceEqual(before), string.Join("; ", now.Select(answer => answer.Seen)))
        {
            Observed = [.. now.SelectMany(answer => answer.Observed)],
        };
    }

    /// <summary>For the kinds whose effect only the proof can tell: without one nothing is ever proven.</summary>
    protected ProbeAnswer OnlyProof() => Its.Proof.IsDefaultOrEmpty ? new(false, "the step has no proof") : new(true, "");
}
