using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Values;
using Native = PatchKit.Applier.Instruments.Windows.ServiceNativeMethods;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>What the service manager says of services, each time by fresh handles.</summary>
[SupportedOSPlatform("windows")]
internal static unsafe class ServiceManager
{
    private const uint Stopped = 1;
    private const uint Running = 4;
    private const uint Paused = 7;
    private const int BufferBytes = 8 * 1024; // The largest that QueryServiceConfig asks for.

    /// <summary>Opens a service by its short or display name, or null when there is none.</summary>
    public static ServiceHandle? Open(string service, uint access, out string name)
    {
        using var manager = Manager();
        name = service;
        if (TryOpen(manager, service, access) is { } byName)
            return byName;
        var buffer = new char[257];
        var length = (uint)buffer.Length;
        fixed (char* start = buffer)
        {
            if (!Native.GetServiceKeyName(manager, service, start, ref length))
                return null;
            name = new string(start);
        }

        return TryOpen(manager, name, access);
    }

    /// <summary>The same; a service that is not there is a fault.</summary>
    public static ServiceHandle Require(string service, uint access) =>
        Open(service, access, out _) ?? throw WindowsFault.Of(service, "OpenService", Native.ErrorServiceDoesNotExist);

    /// <summary>The service as the manager tells it, or null.</summary>
    public static ServiceFacts? Find(string service)
    {
        const uint access = Native.QueryConfig | Native.QueryStatus | Native.EnumerateDependents;
        using var handle = Open(service, access, out var name);
        if (handle is null)
            return null;
        var buffer = new byte[BufferBytes];
        fixed (byte* start = buffer)
        {
            if (!Native.QueryServiceConfig(handle, start, BufferBytes, out _))
                throw WindowsFault.OfLastCall(name, "QueryServiceConfig");
            var config = (Native.ServiceConfig*)start;
            return new(
                name,
                Text(config->DisplayName),
                Text(config->Account) is { Length: > 0 } account ? AccountName.Canonical(account) : LogonAccount.LocalSystem,
                StartOf(config->Start),
                StateOf(Status(handle, name).State),
                Dependents(handle, name));
        }
    }

    /// <summary>The state of a service.</summary>
    public static Native.ServiceStatus Status(ServiceHandle handle, string service) =>
        Native.QueryServiceStatus(handle, out var status) ? status : throw WindowsFault.OfLastCall(service, "QueryServiceStatus");

    /// <summary>The process in which a service is; null when it is in none.</summary>
    public static uint? ProcessOf(string service)
    {
        using var handle = Require(service, Native.QueryStatus);
        return Native.QueryServiceStatusEx(
            handle, Native.ProcessInfo, out var status, (uint)sizeof(Native.ServiceStatusProcess), out _)
                ? status.ProcessId is not 0 and var process ? process : null
                : throw WindowsFault.OfLastCall(service, "QueryServiceStatusEx");
    }

    /// <summary>
    /// How long the manager waits before it starts a service again that ended otherwise than it should; null when it does not.
    /// Of several delays the longest: which of them is next is not told. Source: SERVICE_FAILURE_ACTIONS.
    /// </summary>
    public static TimeSpan? StartsAgainAfter(string service)
    {
        using var handle = Require(service, Native.QueryConfig | Native.QueryStatus);
        var status = Status(handle, service);
        if (StateOf(status.State) != ServiceRunState.Stopped || status.ExitCode is 0 or Native.ErrorServiceNeverStarted)
            return null;
        var buffer = new byte[BufferBytes];
        fixed (byte* start = buffer)
        {
            if (!Native.QueryServiceConfig2(handle, Native.ConfigFailureActions, start, BufferBytes, out _))
                throw WindowsFault.OfLastCall(service, "QueryServiceConfig2");
            var actions = (Native.FailureActions*)start;
            uint? longest = null;
            foreach (ref readonly var action in new ReadOnlySpan<Native.FailureAction>(actions->Actions, (int)actions->Count))
                longest = action.Kind == Native.ActionRestart ? Math.Max(action.Delay, longest ?? 0) : longest;
            return longest is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;
        }
    }

    /// <summary>The first service between two states, or null.</summary>
    public static string? AnyPending()
    {
        using var manager = Manager();
        uint resume = 0;
        Native.EnumServicesStatusEx(manager, 0, Native.Win32Services, Native.StateAll, null, 0, out var needed, out _, ref resume,
            null);
        var buffer = new byte[needed + BufferBytes];
        resume = 0;
        fixed (byte* start = buffer)
        {
            if (!Native.EnumServicesStatusEx(
                manager, 0, Native.Win32Services, Native.StateAll, start, (uint)buffer.Length, out _, out var count, ref resume,
                    null))
            {
                throw WindowsFault.OfLastCall("services", "EnumServicesStatusEx");
            }

            foreach (ref readonly var service in new ReadOnlySpan<Native.ListedService>(start, (int)count))
            {
                if (StateOf(service.Status.State) == ServiceRunState.Pending)
                    return Text(service.Name);
            }
        }

        return null;
    }

    /// <summary>Running, stopped, or between.</summary>
    public static ServiceRunState StateOf(uint state) => state switch
    {
        Stopped => ServiceRunState.Stopped,
        Running or Paused => ServiceRunState.Running,
        _ => ServiceRunState.Pending,
    };

    /// <summary>The start type; boot and system start count as automatic.</summary>
    public static ServiceStart StartOf(uint start) => start switch
    {
        3 => ServiceStart.Manual,
        4 => ServiceStart.Disabled,
        _ => ServiceStart.Automatic,
    };

    private static ServiceHandle Manager()
    {
        var manager = Native.OpenSCManager(null, null, Native.ManagerConnect | Native.ManagerEnumerate);
        return manager.IsInvalid ? throw WindowsFault.OfLastCall("service manager", "OpenSCManager") : manager;
    }

    private static ServiceHandle? TryOpen(ServiceHandle manager, string name, uint access)
    {
        var handle = Native.OpenService(manager, name, access);
        if (!handle.IsInvalid)
            return handle;
        return Marshal.GetLastPInvokeError() is Native.ErrorServiceDoesNotExist or Native.ErrorInvalidName
            ? null
            : throw WindowsFault.OfLastCall(name, "OpenService");
    }

    private static ImmutableArray<string> Dependents(ServiceHandle handle, string name)
    {
        if (Native.EnumDependentServices(handle, Native.StateAll, null, 0, out var needed, out _))
            return [];
        if (Marshal.GetLastPInvokeError() is not (Native.ErrorMoreData or Native.ErrorInsufficientBuffer))
            throw WindowsFault.OfLastCall(name, "EnumDependentServices");
        var buffer = new byte[needed];
        fixed (byte* start = buffer)
        {
            if (!Native.EnumDependentServices(handle, Native.StateAll, start, needed, out _, out var count))
                throw WindowsFault.OfLastCall(name, "EnumDependentServices");
            var names = ImmutableArray.CreateBuilder<string>();
            foreach (ref readonly var service in new ReadOnlySpan<Native.DependentService>(start, (int)count))
                names.Add(Text(service.Name));
            return names.ToImmutable();
        }
    }

    private static string Text(char* text) => text is null ? "" : new string(text);
}
