using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.AccessControl;
using Native = PatchKit.Applier.Instruments.Windows.FileExtrasNativeMethods;
using Tokens = PatchKit.Applier.Instruments.Windows.ProcessNativeMethods;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>Owner, rights and streams of files. Not run on a real Windows yet: docs/windows.md.</summary>
[SupportedOSPlatform("windows")]
[SuppressMessage("ApiDesign", "RS0030:Do not use banned APIs", Justification = "Access rights are not in IFileSystem")]
internal sealed unsafe class WindowsFileExtras : IFileExtras
{
    private const AccessControlSections Sections =
        AccessControlSections.Owner | AccessControlSections.Group | AccessControlSections.Access;

    private const string Content = "::$DATA";
    private const string StreamSuffix = ":$DATA";
    private const int LongestPlainPath = 247;

    // An administrator may give a file to somebody else only with it.
    private readonly Lazy<bool> _mayGiveAway = new(EnableRestorePrivilege);

    /// <inheritdoc/>
    public string? SecurityOf(string path)
    {
        path = Whole(path);
        try
        {
            FileSystemSecurity security = Directory.Exists(path)
                ? new DirectoryInfo(path).GetAccessControl(Sections)
                : new FileInfo(path).GetAccessControl(Sections);
            return Sddl.Own(security.GetSecurityDescriptorSddlForm(Sections));
        }
        catch (NotSupportedException)
        {
            return null;
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException)
        {
            throw new InstrumentFault(path, fault.Message);
        }
    }

    /// <inheritdoc/>
    public void SetSecurity(string path, string sddl)
    {
        path = Whole(path);
        _ = _mayGiveAway.Value;
        try
        {
            if (Directory.Exists(path))
            {
                var security = new DirectorySecurity();
                security.SetSecurityDescriptorSddlForm(sddl, Sections);
                new DirectoryInfo(path).SetAccessControl(security);
            }
            else
            {
                var security = new FileSecurity();
                security.SetSecurityDescriptorSddlForm(sddl, Sections);
                new FileInfo(path).SetAccessControl(security);
            }
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException or PrivilegeNotHeldException)
        {
            throw new InstrumentFault(path, fault.Message);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<AlternateStream> StreamsOf(string path)
    {
        var search = Native.FindFirstStream(Whole(path), 0, out var found, 0);
        // A disk without streams says that it does not know the question.
        if (search == Native.NoHandle)
            return Marshal.GetLastPInvokeError() is Native.EndOfFile or Native.InvalidParameter or Native.InvalidFunction
                ? []
                : throw WindowsFault.OfLastCall(path, "FindFirstStream");
        try
        {
            var streams = new List<AlternateStream>();
            do
            {
                var name = new string(found.Name);
                if (name != Content && name.EndsWith(StreamSuffix, StringComparison.Ordinal))
                    streams.Add(new(name[1..^StreamSuffix.Length], found.Size));
            }
            while (Native.FindNextStream(search, out found));
            return Marshal.GetLastPInvokeError() == Native.EndOfFile
                ? streams
                : throw WindowsFault.OfLastCall(path, "FindNextStream");
        }
        finally
        {
            Native.FindClose(search);
        }
    }

    /// <inheritdoc/>
    public string StreamPath(string path, string stream) => $"{path}:{stream}";

    /// <inheritdoc/>
    public (long Count, string First) ShortNames(string folder)
    {
        var (count, first) = (0L, "");
        var search = Native.FindFirstFile(Path.Join(Whole(folder), "*"), out var found);
        if (search == Native.NoHandle)
            return Marshal.GetLastPInvokeError() == Native.FileNotFound
                ? (0, "")
                : throw WindowsFault.OfLastCall(folder, "FindFirstFile");
        try
        {
            do
            {
                if (found.ShortName[0] != '\0' && count++ == 0)
                    first = $"{new string(found.Name)} ({new string(found.ShortName)})";
            }
            while (Native.FindNextFile(search, out found));
            return Marshal.GetLastPInvokeError() == Native.NoMoreFiles
                ? (count, first)
                : throw WindowsFault.OfLastCall(folder, "FindNextFile");
        }
        finally
        {
            Native.FindClose(search);
        }
    }

    /// <inheritdoc/>
    public bool IsJunction(string path)
    {
        var search = Native.FindFirstFile(Whole(path), out var found);
        if (search == Native.NoHandle)
            return false;
        Native.FindClose(search);
        return (found.Attributes & Native.ReparsePoint) != 0 && found.ReparseTag == Native.MountPoint;
    }

    // These calls take long paths in this form alone.
    private static string Whole(string path) =>
        path.Length > LongestPlainPath && path is [_, ':', '\\', ..] ? $@"\\?\{path}" : path;

    private static bool EnableRestorePrivilege()
    {
        using var process = Tokens.OpenProcess(Tokens.QueryLimitedInformation, false, (uint)Environment.ProcessId);
        if (process.IsInvalid
            || !Native.LookupPrivilegeValue(null, "SeRestorePrivilege", out var privilege)
            || !Tokens.OpenProcessToken(process, Native.TokenAdjust | Tokens.TokenQuery, out var token))
            return false;
        using (token)
        {
            var wanted = new Native.OnePrivilege
            {
                Count = 1,
                Low = (uint)privilege,
                High = (int)(privilege >> 32),
                Attributes = Native.Enabled,
            };
            return Native.AdjustTokenPrivileges(token, false, wanted, 0, 0, 0);
        }
    }
}
