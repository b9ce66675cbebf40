using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Values;
using Native = PatchKit.Applier.Instruments.Windows.ServiceNativeMethods;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>Windows services by the service manager, read back from the registry as well.</summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsServices(WindowsRegistry registry, TimeProvider time) : IServices
{
    private const string Root = @"HKLM\SYSTEM\CurrentControlSet\Services\";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc/>
    public ServiceFacts? Find(string service) => ServiceManager.Find(service);

    /// <inheritdoc/>
    /// <exception cref="InstrumentFault">The registry and the service manager say two things.</exception>
    public ServiceFacts? ReadBack(string service)
    {
        if (ServiceManager.Find(service) is not { } told)
            return null;
        var key = Root + told.Name;
        var account = registry.Read(key, "ObjectName", RegistryView.Bits64)?.Text is { Length: > 0 } kept
            ? kept
            : LogonAccount.LocalSystem;
        if (!LogonAccount.Same(AccountName.Canonical(account), told.Account))
            throw WindowsFault.Disagreement(told.Name, $"the registry says account {account}",
                $"the service manager says {told.Account}");
        if (registry.Read(key, "Start", RegistryView.Bits64) is { } number
            && uint.TryParse(number.Text, out var start) && ServiceManager.StartOf(start) != told.Start)
        {
            throw WindowsFault.Disagreement(told.Name, $"the registry says start {start}",
                $"the service manager says {told.Start}");
        }

        return told;
    }

    /// <inheritdoc/>
    public bool? RunsAsAdministrator(string service) =>
        ServiceManager.ProcessOf(service) is { } process ? ProcessToken.IsAdministrator(process, service) : null;

    /// <inheritdoc/>
    public void Configure(string service, string? account, string? password, ServiceStart? start)
    {
        using var handle = ServiceManager.Require(service, Native.ChangeConfig | Native.QueryConfig);
        account = account is null ? null : AccountName.Canonical(account);
        if (account is not null && LogonAccount.HasPassword(account))
            LogonRights.GrantServiceLogon(account);
        var type = start switch
        {
            null => Native.NoChange,
            ServiceStart.Automatic => 2u,
            ServiceStart.Manual => 3u,
            _ => 4u,
        };

        // Windows' own accounts take an empty password, virtual and managed ones none. Source: ChangeServiceConfig, lpPassword.
        var secret = account is null ? null : LogonAccount.BuiltIn(account) is not null ? "" : password;
        if (!Native.ChangeServiceConfig(
            handle, Native.NoChange, type, Native.NoChange, null, null, 0, null, account, secret, null))
        {
            throw WindowsFault.OfLastCall(service, "ChangeServiceConfig");
        }
    }

    /// <inheritdoc/>
    public async Task Start(string service, TimeSpan limit, CancellationToken cancel)
    {
        using var handle = ServiceManager.Require(service, Native.StartRight | Native.QueryStatus);
        if (!Native.StartService(handle, 0, 0) && Marshal.GetLastPInvokeError() != Native.ErrorServiceAlreadyRunning)
            throw WindowsFault.OfLastCall(service, "StartService");
        var began = time.GetTimestamp();
        while (true)
        {
            var status = ServiceManager.Status(handle, service);
            switch (ServiceManager.StateOf(status.State))
            {
                case ServiceRunState.Running:
                    return;
                case ServiceRunState.Stopped:
                    throw WindowsFault.Of(service, "the service stopped while it was starting", (int)status.ExitCode);
            }

            await Wait(service, "run", began, limit, cancel).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task Stop(string service, TimeSpan limit, CancellationToken cancel)
    {
        foreach (var dependent in Find(service)?.Dependents ?? [])
            await Stop(dependent, limit, cancel).ConfigureAwait(false);
        using var handle = ServiceManager.Require(service, Native.StopRight | Native.QueryStatus);
        var began = time.GetTimestamp();
        var asked = false;
        while (ServiceManager.StateOf(ServiceManager.Status(handle, service).State) != ServiceRunState.Stopped)
        {
            asked = asked || AskToStop(handle, service);
            await Wait(service, "stop", began, limit, cancel).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public TimeSpan? StartsAgainAfter(string service) => ServiceManager.StartsAgainAfter(service);

    /// <inheritdoc/>
    public string? AnyPending() => ServiceManager.AnyPending();

    /// <summary>Whether the service took the request; one that is just starting takes none yet.</summary>
    private static bool AskToStop(ServiceHandle handle, string service)
    {
        if (Native.ControlService(handle, Native.ControlStop, out _))
            return true;
        return Marshal.GetLastPInvokeError() switch
        {
            Native.ErrorServiceNotActive => true,
            Native.ErrorServiceCannotAcceptControl => false,
            _ => throw WindowsFault.OfLastCall(service, "ControlService"),
        };
    }

    private async Task Wait(string service, string verb, long began, TimeSpan limit, CancellationToken cancel)
    {
        if (time.GetElapsedTime(began) > limit)
            throw new InstrumentFault(service, $"the service did not {verb} within {limit.TotalSeconds:0} seconds");
        await Task.Delay(Pause, time, cancel).ConfigureAwait(false);
    }
}
