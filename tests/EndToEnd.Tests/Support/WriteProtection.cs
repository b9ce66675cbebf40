using System.Diagnostics;

namespace PatchKit.Tests.EndToEnd.Support;

/// <summary>A folder that the system lets nobody write to until this is disposed of, as the switch on a stick does.</summary>
internal sealed class WriteProtection : IDisposable
{
    private readonly string _folder;
    private readonly bool _mounted;

    /// <summary>
    /// Root may write everywhere but to a file system that is mounted read-only; anybody else is kept out by the folder's mode.
    /// </summary>
    public WriteProtection(string folder)
    {
        _folder = folder;
        _mounted = Environment.IsPrivilegedProcess && OperatingSystem.IsLinux();
        if (_mounted)
        {
            Needed.That(Ran("mount", "--bind", folder, folder), "this root may not mount anything here");
            Assert.True(Ran("mount", "-o", "remount,bind,ro", folder));
        }
        else if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    public void Dispose()
    {
        if (_mounted)
            Assert.True(Ran("umount", _folder));
        else if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static bool Ran(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
