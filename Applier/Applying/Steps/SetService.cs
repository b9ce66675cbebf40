using System.Collections.Immutable;
using PatchKit.Applier.Instruments;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Applying.Steps;

/// <summary>
/// Sets a service's account, start type or run state. A new account counts from the next start of the service, so a running one
/// is stopped and started, with the services that need it. The new account's password is asked for before the change; the old
/// one's only if it comes to an undo, because most sites could not give it and need not.
/// </summary>
internal sealed class SetService(SetServiceStep step, StepContext context)
    : StepWork<SetServiceStep, ServiceBefore>(step, context)
{
    private IServices Services => Context.Instrument.Services;

    private string? Account => Its.Account is { } account ? Context.Instrument.Accounts.Canonical(account) : null;

    protected override Task<ProbeAnswer> ReadBackOwn(ServiceBefore? before, CancellationToken cancel) =>
        Task.FromResult(Compare(Its.Account, Its.Start, Its.State ?? before?.State));

    protected override async Task<ServiceBefore> CaptureOwn(CancellationToken cancel)
    {
        // Read in every way there is: what could not be proven to be back is not changed.
        var service = Found(Services.ReadBack(Its.Service));
        if (service.State == ServiceRunState.Pending)
            throw new InstrumentFault(Its.Service, "the service is between two states");
        if (Account is { } account && !LogonAccount.Same(account, service.Account))
            await Context.Passwords.Of(account, cancel);

        return new(service.Account, service.Start, service.State, [.. service.Dependents.Where(Runs)]);
    }

    protected override async Task<string?> ApplyOwn(ServiceBefore before, CancellationToken cancel)
    {
        await Bring(Account, Its.Start, Its.State ?? before.State, before.RunningDependents, cancel);
        return null;
    }

    protected override Task UndoOwn(ServiceBefore before, CancellationToken cancel) =>
        Bring(before.Account, before.Start, before.State, before.RunningDependents, cancel);

    protected override ProbeAnswer ReadBackUndoneOwn(ServiceBefore before) => Compare(before.Account, before.Start, before.State);

    private ProbeAnswer Compare(string? account, ServiceStart? start, ServiceRunState? state) =>
        Context.Probes.Ask(new ServiceProbe(Its.Service) { Account = account, Start = start, State = state });

    private async Task Bring(
        string? account, ServiceStart? start, ServiceRunState state, ImmutableArray<string> dependents, CancellationToken cancel)
    {
        var service = Find();
        var newAccount = account is not null && !LogonAccount.Same(account, service.Account) ? account : null;
        var newStart = start != service.Start ? start : null;
        var password = newAccount is null ? null : await Context.Passwords.Of(newAccount, cancel);
        if (service.State != ServiceRunState.Stopped && (newAccount is not null || state == ServiceRunState.Stopped))
            await Stop(service);

        // A disabled service cannot be started: it is disabled last, and enabled first.
        var disables = newStart == ServiceStart.Disabled;
        if (newAccount is not null || (newStart is not null && !disables))
            Services.Configure(service.Name, newAccount, password, disables ? null : newStart);
        if (state == ServiceRunState.Running)
            await StartAll([service.Name, .. dependents]);
        if (disables)
            Services.Configure(service.Name, null, null, newStart);
    }

    // A service that dies instead of stopping is started again by Windows, where its failure actions say so: then it would run in
    // the middle of the plan. What Windows does about it is waited for, and the service stopped once more.
    private async Task Stop(ServiceFacts service)
    {
        for (var attempt = 1; ; attempt++)
        {
            await Services.Stop(service.Name, Context.Patience.ServiceLimit, CancellationToken.None);
            if (service.Dependents.Append(service.Name).Max(name => Services.StartsAgainAfter(name)) is not { } delay)
                return;
            if (attempt >= Context.Patience.UndoTries || delay > Context.Patience.ServiceLimit)
            {
                throw new InstrumentFault(service.Name,
                    $"it dies instead of stopping, and Windows starts it again after {delay.TotalSeconds:0} seconds " +
                        "(failure actions)");
            }

            await Context.Wait(delay + Context.Patience.ReadBackPause, CancellationToken.None);
            if (!service.Dependents.Append(service.Name).Any(Runs))
                return;
        }
    }

    private async Task StartAll(IEnumerable<string> names)
    {
        foreach (var name in names.Where(name => !Runs(name)))
            await Services.Start(name, Context.Patience.ServiceLimit, CancellationToken.None);
    }

    private bool Runs(string name) => Services.Find(name)?.State == ServiceRunState.Running;

    private ServiceFacts Find() => Found(Services.Find(Its.Service));

    private ServiceFacts Found(ServiceFacts? service) =>
        service ?? throw new InstrumentFault(Its.Service, "there is no such service");
}
