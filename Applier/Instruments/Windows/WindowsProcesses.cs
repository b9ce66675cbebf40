using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Native = PatchKit.Applier.Instruments.Windows.ProcessNativeMethods;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>Running processes, and who of them holds a file open.</summary>
[SupportedOSPlatform("windows")]
internal sealed unsafe class WindowsProcesses : IProcesses
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Running()
    {
        using var snapshot = Native.CreateToolhelp32Snapshot(Native.SnapshotProcesses, 0);
        if (snapshot.IsInvalid)
            throw WindowsFault.OfLastCall("processes", "CreateToolhelp32Snapshot");
        var entry = new Native.ProcessEntry { Size = (uint)sizeof(Native.ProcessEntry) };
        var names = new SortedSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var more = Native.Process32First(snapshot, ref entry); more; more = Native.Process32Next(snapshot, ref entry))
            names.Add(Path.GetFileNameWithoutExtension(new string(entry.Image)));
        return Marshal.GetLastPInvokeError() == Native.NoMoreFiles
            ? [.. names]
            : throw WindowsFault.OfLastCall("processes", "Process32Next");
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> HoldersOf(string hostPath)
    {
        var key = stackalloc char[Native.SessionKeyLength];
        if (Native.RmStartSession(out var session, 0, key) != 0)
            return [];
        try
        {
            fixed (char* path = hostPath)
            {
                var file = path;
                return Native.RmRegisterResources(session, 1, &file, 0, 0, 0, 0) == 0 ? Holders(session) : [];
            }
        }
        finally
        {
            _ = Native.RmEndSession(session);
        }
    }

    private static string[] Holders(uint session)
    {
        // Sixteen is more than a message can name; a longer list is cut.
        const int most = 16;
        var holders = new Native.Holder[most];
        uint count = most;
        fixed (Native.Holder* start = holders)
        {
            if (Native.RmGetList(session, out _, ref count, start, out _) is not (0 or Native.MoreData))
                return [];
        }

        return [.. holders.Take((int)Math.Min(count, most))
            .Select(holder => $"{new string(holder.Name)} (process {holder.ProcessId})")];
    }
}
