using System.IO.Abstractions;

namespace PatchKit.Shared.Disks;

/// <summary>
/// A file's times as far as .NET can tell them. A disk may hold one of the year 29951, which .NET answers with an exception: such
/// a time reads as <see cref="Latest"/>, so that one odd file never keeps anything from going on.
/// </summary>
public static class FileTimes
{
    /// <summary>The latest time that is told, UTC.</summary>
    public static DateTime Latest { get; } = new(9999, 12, 31, 23, 59, 59, DateTimeKind.Utc);

    /// <summary>When it was last written, UTC.</summary>
    public static DateTime Written(this IFileSystemInfo info)
    {
        try
        {
            return info.LastWriteTimeUtc;
        }
        catch (Exception fault) when (Fault.KindOf(fault) == FaultKind.Date)
        {
            return Latest;
        }
    }

    /// <summary>When it was made, UTC.</summary>
    public static DateTime Made(this IFileSystemInfo info)
    {
        try
        {
            return info.CreationTimeUtc;
        }
        catch (Exception fault) when (Fault.KindOf(fault) == FaultKind.Date)
        {
            return Latest;
        }
    }
}
