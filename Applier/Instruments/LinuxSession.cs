using System.Diagnostics;
using System.Globalization;
using System.IO.Abstractions;
using PatchKit.Shared;

namespace PatchKit.Applier.Instruments;

#pragma warning disable RS0030 // A part of the process runner.

/// <summary>
/// The processes of a session, whose leader was started by <c>setsid</c>. Not seen: one that has left it for a session of its
/// own. The session's number is given to nobody else as long as a process of it is left.
/// </summary>
/// <param name="files">The disk, with /proc.</param>
/// <param name="session">The leader's process id.</param>
internal sealed class LinuxSession(IFileSystem files, int session) : IDescendants
{
    /// <inheritdoc/>
    public IReadOnlyList<int> Alive() => [.. files.Directory.EnumerateDirectories("/proc")
        .Where(process => char.IsAsciiDigit(process[^1]) && SessionOf(process) == session)
        .Select(process => int.Parse(files.Path.GetFileName(process), CultureInfo.InvariantCulture))];

    /// <inheritdoc/>
    public void End()
    {
        foreach (var id in Alive())
        {
            try
            {
                using var process = Process.GetProcessById(id);
                process.Kill();
            }
            catch (Exception gone) when (gone is ArgumentException or InvalidOperationException || Fault.Is(gone))
            {
                // It has ended in the meantime.
            }
        }
    }

    // proc_pid_stat(5): "id (name) state parent group session …"; the name may hold anything, also a bracket.
    private int? SessionOf(string process)
    {
        try
        {
            var stat = files.File.ReadAllText(files.Path.Combine(process, "stat"));
            // A dead one that nobody has asked for yet does nothing any more.
            return stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)
                is [not ("Z" or "X"), _, _, var number, ..]
                ? int.Parse(number, CultureInfo.InvariantCulture)
                : null;
        }
        catch (Exception gone) when (Fault.Is(gone))
        {
            return null;
        }
    }
}
