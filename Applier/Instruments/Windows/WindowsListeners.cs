using System.Buffers.Binary;
using System.Net;
using System.Runtime.Versioning;
using Native = PatchKit.Applier.Instruments.Windows.ListenerNativeMethods;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>TCP listeners of both families, from Windows' own table.</summary>
[SupportedOSPlatform("windows")]
internal sealed unsafe class WindowsListeners : IListeners
{
    /// <inheritdoc/>
    public IReadOnlyList<IPAddress> On(int port) => [.. Version4(port), .. Version6(port)];

    private static List<IPAddress> Version4(int port)
    {
        var found = new List<IPAddress>();
        fixed (byte* table = Table(Native.InterNetwork))
        {
            // The table begins with the number of its rows.
            foreach (ref readonly var row in new ReadOnlySpan<Native.Row>(table + sizeof(uint), *(int*)table))
            {
                if (PortOf(row.Port) == port)
                    found.Add(new IPAddress(row.Address));
            }
        }

        return found;
    }

    private static List<IPAddress> Version6(int port)
    {
        var found = new List<IPAddress>();
        fixed (byte* table = Table(Native.InterNetworkV6))
        {
            var rows = (Native.Row6*)(table + sizeof(uint));
            for (var i = 0; i < *(int*)table; i++)
            {
                if (PortOf(rows[i].Port) == port)
                    found.Add(new IPAddress(new ReadOnlySpan<byte>(rows[i].Address, 16), rows[i].Scope));
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
