using System.ComponentModel;
using System.Security;

namespace PatchKit.Shared;

/// <summary>
/// What an exception of the machine means: the one definition, and the one filter, of both programs:
/// <c>catch (Exception e) when (Fault.Is(e))</c>. All other exceptions are faults of the program and are not caught.
/// </summary>
/// <remarks>
/// .NET tells most of it by the number in <see cref="Exception.HResult"/>: a Win32 error with the facility 0x8007 on Windows, the
/// errno on Linux. Sources: Microsoft, "System Error Codes"; Linux, errno(3); .NET, Interop.IOErrors. A room with exceptions of
/// its own (ports of the instrument) derives them from <see cref="FaultException"/>.
/// </remarks>
public static class Fault
{
    private const int Win32 = unchecked((int)0x80070000);
    private const int DiskFull = Win32 | 112;

    /// <summary>Whether the machine said no: a disk, a right, a device, a limit of time.</summary>
    public static bool Is(Exception exception) => KindOf(exception) is not null;

    /// <summary>What the machine said no to; null when the exception is a fault of the program.</summary>
    public static FaultKind? KindOf(Exception exception) => exception switch
    {
        FaultException own => own.Kind,
        FileNotFoundException or DirectoryNotFoundException or DriveNotFoundException => FaultKind.Missing,
        PathTooLongException => FaultKind.NameTooLong,
        UnauthorizedAccessException or SecurityException => FaultKind.Denied,
        IOException { HResult: var number } => OfNumber(number),
        Win32Exception { NativeErrorCode: var number } => OperatingSystem.IsWindows() ? OfWin32(number) : OfErrno(number),
        TimeoutException => FaultKind.Slow,
        NotSupportedException => FaultKind.Other,

        // A file's time outside of the years 1 to 9999: .NET reads it with these two and lets the exception through.
        ArgumentOutOfRangeException { ParamName: "seconds" or "fileTime" } => FaultKind.Date,

        // EFBIG, which FAT32 answers at 4 GiB.
        ArgumentOutOfRangeException { ParamName: "value" } big
            when big.Message.Contains("file length", StringComparison.Ordinal) => FaultKind.Full,
        _ => null,
    };

    /// <summary>Whether the room has run out.</summary>
    public static bool IsFull(Exception exception) => KindOf(exception) == FaultKind.Full;

    /// <summary>
    /// <see cref="RefusalCode.DiskFull"/> when the room has run out, <see cref="RefusalCode.AccessDenied"/> when it is a matter
    /// of rights, else what the caller holds it to be.
    /// </summary>
    public static RefusalCode Code(Exception exception, RefusalCode otherwise = RefusalCode.AccessDenied) =>
        KindOf(exception) switch
        {
            FaultKind.Full => RefusalCode.DiskFull,
            FaultKind.Denied or FaultKind.ReadOnly => RefusalCode.AccessDenied,
            _ => otherwise,
        };

    /// <summary>The refusal: full and forbidden have their own codes, all else is <paramref name="otherwise"/>.</summary>
    /// <param name="exception">One that <see cref="Is"/> holds to be a fault.</param>
    /// <param name="place">What was read or written.</param>
    /// <param name="otherwise">What it means there when it is neither full nor forbidden.</param>
    /// <param name="what">What could not be done, in a few words; empty when the place says it.</param>
    public static Refusal Refuse(
        Exception exception, string place, RefusalCode otherwise = RefusalCode.AccessDenied, string what = "")
    {
        var reason = Reason(exception) is var plain && plain == exception.Message ? plain : $"{plain} ({exception.Message})";
        return new(Code(exception, otherwise), place, what.Length == 0 ? reason : $"{what}: {reason}");
    }

    /// <summary>One short sentence for a list; what the system said where nothing plainer is known.</summary>
    public static string Reason(Exception exception) => KindOf(exception) switch
    {
        FaultKind.Full => "the disk is full",
        FaultKind.Denied => "access is denied",
        FaultKind.Held => "another program holds it open",
        FaultKind.ReadOnly => "the disk is write-protected",
        FaultKind.Gone => "the drive is not there any more",
        FaultKind.NameTooLong => "the name is too long for this disk",
        FaultKind.Device => "the disk reports a fault",
        FaultKind.Date => "a file there has a date that no calendar holds",
        _ => exception.Message,
    };

    /// <summary>Does what may fail by the machine, and makes a refusal of that.</summary>
    /// <inheritdoc cref="Refuse" path="/param"/>
    public static Result<T> Guard<T>(
        string place, Func<Result<T>> act, RefusalCode otherwise = RefusalCode.AccessDenied, string what = "")
        where T : notnull
    {
        try
        {
            return act();
        }
        catch (Exception e) when (Is(e))
        {
            return Refuse(e, place, otherwise, what);
        }
    }

    /// <summary>Does what is good to have and decides nothing: tidying up, a note for a person.</summary>
    /// <returns>Whether it was done.</returns>
    public static bool Try(Action act)
    {
        try
        {
            act();
            return true;
        }
        catch (Exception e) when (Is(e))
        {
            return false;
        }
    }

    /// <summary>The fault of a program that failed on a disk without room.</summary>
    public static IOException Full(string message) => new(message, DiskFull);

    private static FaultKind OfNumber(int number) =>
        (number & unchecked((int)0xffff0000)) == Win32 ? OfWin32(number & 0xffff) : OfErrno(number);

    private static FaultKind OfWin32(int error) => error switch
    {
        39 or 112 or 223 or 1295 => FaultKind.Full,
        5 or 65 => FaultKind.Denied,
        32 or 33 => FaultKind.Held,
        19 => FaultKind.ReadOnly,
        2 or 3 or 15 => FaultKind.Missing,
        206 => FaultKind.NameTooLong,
        21 or 53 or 55 or 59 or 64 or 433 or 1006 or 1110 or 1112 or 1167 or 1617 => FaultKind.Gone,
        23 or 27 or 29 or 30 or 31 or 483 or 1117 or 1392 or 1393 => FaultKind.Device,
        _ => FaultKind.Other,
    };

    private static FaultKind OfErrno(int error) => error switch
    {
        27 or 28 or 122 => FaultKind.Full, // EFBIG, ENOSPC, EDQUOT
        1 or 13 => FaultKind.Denied, // EPERM, EACCES
        11 or 16 or 26 => FaultKind.Held, // EWOULDBLOCK, EBUSY, ETXTBSY
        30 => FaultKind.ReadOnly, // EROFS
        2 => FaultKind.Missing, // ENOENT
        36 => FaultKind.NameTooLong, // ENAMETOOLONG
        6 or 19 or 107 or 112 or 116 or 123 => FaultKind.Gone, // ENXIO, ENODEV, ENOTCONN, EHOSTDOWN, ESTALE, ENOMEDIUM
        5 or 117 or 121 => FaultKind.Device, // EIO, EUCLEAN, EREMOTEIO
        _ => FaultKind.Other,
    };
}

/// <summary>What the machine said no to.</summary>
public enum FaultKind
{
    /// <summary>No room, or no quota, or a file larger than the file system holds.</summary>
    Full = 1,

    /// <summary>A right is missing.</summary>
    Denied,

    /// <summary>Another program holds it open.</summary>
    Held,

    /// <summary>The disk is write-protected.</summary>
    ReadOnly,

    /// <summary>The drive or share went away.</summary>
    Gone,

    /// <summary>There is no such file or folder.</summary>
    Missing,

    /// <summary>The name is longer than the system takes.</summary>
    NameTooLong,

    /// <summary>The device failed to read or write.</summary>
    Device,

    /// <summary>A file has a time that cannot be.</summary>
    Date,

    /// <summary>It took too long.</summary>
    Slow,

    /// <summary>Anything else that the machine said no to; the system's own sentence says what.</summary>
    Other,
}

/// <summary>A fault that a room names itself; its kind is that of its cause, where it has one.</summary>
public abstract class FaultException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What the machine said no to.</summary>
    public virtual FaultKind Kind => InnerException is { } cause ? Fault.KindOf(cause) ?? FaultKind.Other : FaultKind.Other;
}
