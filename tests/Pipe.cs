using System.Runtime.InteropServices;

namespace PatchKit.Tests;

/// <summary>Pipes in folders, which .NET cannot make.</summary>
internal static class Pipe
{
    /// <summary>Makes a pipe that nobody ever writes to: whoever opens it for reading waits without end.</summary>
    public static void At(string path) => Assert.Equal(0, MakePipe(path, 0x1B6));

#pragma warning disable SYSLIB1054 // A test project that allows no unsafe code.
    [DllImport("libc", EntryPoint = "mkfifo", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MakePipe(string path, uint mode);
#pragma warning restore SYSLIB1054
}
