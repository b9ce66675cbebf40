using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Native = PatchKit.Applier.Instruments.Windows.JobNativeMethods;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>
/// A job object around a program that has just been started: what it starts from now on is in it, whoever its parent is later.
/// Source: Windows, "Job Objects". What the program had started before it was put in is not; no program is that fast.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed unsafe class WindowsJob : IDescendants
{
    private const int MostProcesses = 4096;
    private readonly SafeFileHandle _job;

    /// <summary>Puts a program into a job of its own.</summary>
    /// <param name="process">The program.</param>
    /// <param name="hasEnded">Whether it has ended already: then there is nothing to be put in.</param>
    /// <exception cref="Win32Exception">Windows says no.</exception>
    public WindowsJob(SafeProcessHandle process, Func<bool> hasEnded)
    {
        _job = Native.CreateJobObject(0, null);
        if (!_job.IsInvalid && Native.AssignProcessToJobObject(_job, process))
            return;
        var error = Marshal.GetLastPInvokeError();
        if (_job.IsInvalid || !hasEnded())
            throw new Win32Exception(error);
    }

    /// <inheritdoc/>
    public IReadOnlyList<int> Alive()
    {
        var size = (uint)(sizeof(Native.IdList) + ((MostProcesses - 1) * sizeof(nuint)));
        var buffer = new byte[size];
        fixed (byte* start = buffer)
        {
            if (!Native.QueryInformationJobObject(_job, Native.ProcessIds, start, size, out _))
                return [];
            var list = (Native.IdList*)start;
            return [.. new ReadOnlySpan<nuint>(&list->First, (int)list->Listed).ToArray().Select(id => (int)id)];
        }
    }

    /// <inheritdoc/>
    public void End() => Native.TerminateJobObject(_job, 1);
}
