using System.IO.Abstractions;
using System.Runtime.Versioning;
using System.Text;
using Native = PatchKit.Applier.Instruments.Windows.DriveNativeMethods;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>
/// Looks for another Windows that sleeps on the disk: its hibernation file begins with "hibr", or "rstr" while it is waking.
/// Volumes without a letter are looked at as well. Its data structures in memory would be written over what we write now.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed unsafe class SleepingWindows(IFileSystem files)
{
    private const string FileName = "hiberfil.sys";

    // A volume that no Windows can have been put on: ERROR_UNRECOGNIZED_VOLUME.
    private const int NoFileSystem = unchecked((int)0x800703ED);

    /// <summary>Whether one is there.</summary>
    /// <exception cref="IOException">A volume or a file that would tell could not be read.</exception>
    public bool IsThere()
    {
        Native.SetThreadErrorMode(Native.NoCriticalErrorBox, 0);
        var own = NameOf(Environment.GetFolderPath(Environment.SpecialFolder.System)[..3]);
        return Volumes().Where(volume => volume != own && Native.GetDriveType(volume) == Native.Fixed).Any(Sleeps);
    }

    private bool Sleeps(string volume)
    {
        var path = volume + FileName;
        try
        {
            // Not "does it exist": what cannot be looked at would not exist either.
            files.File.GetAttributes(path);
        }
        catch (Exception absent) when (absent is FileNotFoundException || absent.HResult == NoFileSystem)
        {
            return false;
        }

        using var stream = files.FileStream.New(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var mark = new byte[4];
        return stream.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false) == mark.Length
            && Encoding.ASCII.GetString(mark).ToUpperInvariant() is ("HIBR" or "RSTR");
    }

    private static string NameOf(string mountPoint)
    {
        var name = stackalloc char[Native.NameLength];
        return Native.GetVolumeName(mountPoint, name, Native.NameLength) ? new string(name) : mountPoint;
    }

    private static List<string> Volumes()
    {
        var name = stackalloc char[Native.NameLength];
        var found = new List<string>();
        using var search = Native.FindFirstVolume(name, Native.NameLength);
        if (search.IsInvalid)
            throw WindowsFault.OfLastCall("volumes", "FindFirstVolume");
        do
        {
            found.Add(new string(name));
        }
        while (Native.FindNextVolume(search, name, Native.NameLength));
        return found;
    }
}
