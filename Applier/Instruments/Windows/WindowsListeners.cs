using System.Buffers.Binary;
using System.Net;
using System.Runtime.Versioning;
using Native = PatchKit.Applier.Instruments.Windows.ListenerNativeMethods;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>
/// TCP listeners of both families, from Windows' own table, which names the process of each.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed unsafe class WindowsListeners : IListeners
{
    // HTTP.sys is a driver: what it listens on belongs to the process System, whose number is always this one.
    private const uint KernelProcess = 4;

    /// <inheritdoc/>
    public IReadOnlyList<Listener> On(int port, string? service)
    {
        // Asked before and after: a process number may be given to another process as soon as the service has ended.
        var before = ProcessOf(service);
        List<(IPAddress Address, uint Process)> found = [.. Version4(port), .. Version6(port)];
        var own = ProcessOf(service) == before ? before : null;
        return [.. found.Select(one => new Listener(one.Address, one.Process switch
        {
            KernelProcess => ListenerOwner.WindowsHttp,
            not 0 when one.Process == own => ListenerOwner.Service,
            _ => ListenerOwner.Other,
        }))];
    }

    private static uint? ProcessOf(string? service) =>
        service is not null && ServiceManager.Find(service) is { } found ? ServiceManager.ProcessOf(found.Name) : null;

    private static List<(IPAddress Address, uint Process)> Version4(int port)
    {
        var found = new List<(IPAddress Address, uint Process)>();
        fixed (byte* table = Table(Native.InterNetwork))
        {
            // The table begins with the number of its rows.
            foreach (ref readonly var row in new ReadOnlySpan<Native.Row>(table + sizeof(uint), *(int*)table))
            {
                if (PortOf(row.Port) == port)
                    found.Add((new IPAddress(row.Address), row.ProcessId));
            }
        }

        return found;
    }

    private static List<(IPAddress Address, uint Process)> Version6(int port)
    {
        var found = new List<(IPAddress Address, uint Process)>();
        fixed (byte* table = Table(Native.InterNetworkV6))
        {
            var rows = (Native.Row6*)(table + sizeof(uint));
            for (var i = 0; i < *(int*)table; i++)
            {
                if (PortOf(rows[i].Port) == port)
                    found.Add((new IPAddress(new ReadOnlySpan<byte>(rows[i].Address, 16), rows[i].Scope), rows[i].ProcessId));
            }
        }

        return found;
    }

    // The table may grow between two calls, so that it is asked for until it fits.
    private static byte[] Table(int family)
    {
        var size = 64u * 1024;
        while (true)
        {
            var buffer = new byte[size];
            fixed (byte* start = buffer)
            {
                var error = Native.GetExtendedTcpTable(start, ref size, false, family, Native.ListenersWithOwner, 0);
                if (error == 0)
                    return buffer;
                if (error != Native.InsufficientBuffer)
                    throw WindowsFault.Of("TCP listeners", "GetExtendedTcpTable", error);
            }
        }
    }

    private static int PortOf(uint port) => BinaryPrimitives.ReverseEndianness((ushort)port);
}
