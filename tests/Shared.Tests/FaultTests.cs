using System.ComponentModel;
using System.Security;
using PatchKit.Shared;

namespace PatchKit.Tests.Shared;

/// <summary>What exceptions of the machine mean, from the numbers that .NET gives them on both systems.</summary>
public sealed class FaultTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("patchkit-faults-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(unchecked((int)0x80070070), FaultKind.Full, RefusalCode.DiskFull)] // ERROR_DISK_FULL
    [InlineData(unchecked((int)0x80070027), FaultKind.Full, RefusalCode.DiskFull)] // ERROR_HANDLE_DISK_FULL
    [InlineData(unchecked((int)0x800700df), FaultKind.Full, RefusalCode.DiskFull)] // ERROR_FILE_TOO_LARGE
    [InlineData(28, FaultKind.Full, RefusalCode.DiskFull)] // ENOSPC
    [InlineData(122, FaultKind.Full, RefusalCode.DiskFull)] // EDQUOT
    [InlineData(unchecked((int)0x80070013), FaultKind.ReadOnly, RefusalCode.AccessDenied)] // ERROR_WRITE_PROTECT
    [InlineData(30, FaultKind.ReadOnly, RefusalCode.AccessDenied)] // EROFS
    [InlineData(unchecked((int)0x80070020), FaultKind.Held, RefusalCode.BackupFailed)] // ERROR_SHARING_VIOLATION
    [InlineData(unchecked((int)0x80070015), FaultKind.Gone, RefusalCode.BackupFailed)] // ERROR_NOT_READY
    [InlineData(19, FaultKind.Gone, RefusalCode.BackupFailed)] // ENODEV
    [InlineData(unchecked((int)0x8007045d), FaultKind.Device, RefusalCode.BackupFailed)] // ERROR_IO_DEVICE
    [InlineData(5, FaultKind.Device, RefusalCode.BackupFailed)] // EIO
    [InlineData(-2146232800, FaultKind.Other, RefusalCode.BackupFailed)] // COR_E_IO: .NET's own
    public void A_number_of_the_system_has_one_meaning(int number, FaultKind kind, RefusalCode code)
    {
        var fault = new IOException("what the system says", number);
        Assert.Equal(kind, Fault.KindOf(fault));
        var refusal = Fault.Refuse(fault, "place", RefusalCode.BackupFailed);
        Assert.Equal((code, "place"), (refusal.Code, refusal.Place));
        Assert.Contains("what the system says", refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_disk_rights_and_time_say_no_to_is_a_fault_of_the_machine()
    {
        Assert.Equal(FaultKind.Missing, Kind(() => File.ReadAllBytes(Path.Combine(_folder.FullName, "none", "none"))));
        Assert.Equal(FaultKind.NameTooLong, Kind(() => File.WriteAllText(Path.Combine(_folder.FullName, new('x', 5000)), "")));
        Assert.Equal(FaultKind.Denied, Fault.KindOf(new UnauthorizedAccessException()));
        Assert.Equal(FaultKind.Denied, Fault.KindOf(new SecurityException()));
        Assert.Equal(FaultKind.Slow, Fault.KindOf(new TimeoutException()));
        Assert.True(Fault.Is(new Win32Exception(2)));
    }

    [Fact]
    public void A_full_disk_is_known_by_what_a_full_device_answers()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "Linux has a device that is always full");
        Assert.Equal(FaultKind.Full, Kind(() => File.WriteAllText("/dev/full", new('x', 10_000))));
    }

    [Fact]
    public void A_date_that_no_calendar_holds_is_the_files_fault_and_not_the_programs()
    {
        // What reading the time of such a file calls on Linux and on Windows: the year 29953.
        Assert.Equal(FaultKind.Date, Kind(() => DateTimeOffset.FromUnixTimeSeconds(883_000_000_000)));
        Assert.Equal(FaultKind.Date, Kind(() => DateTime.FromFileTimeUtc(long.MaxValue)));
    }

    [Fact]
    public void A_fault_of_the_program_is_none_of_the_machine()
    {
        int[] none = [];
        Assert.Null(Kind(() => none.AsSpan(1, 2).Clear()));
        Assert.Null(Kind(() => _ = "text"[..9]));
        Assert.Null(Kind(() => _ = ((string?)null)!.Trim()));
        Assert.Null(Kind(() => new List<int>(-1).Clear()));
        Assert.Null(Fault.KindOf(new InvalidOperationException()));
        Assert.Null(Fault.KindOf(new OperationCanceledException()));
        Assert.Null(Fault.KindOf(new ArgumentOutOfRangeException("value")));
        Assert.Throws<InvalidOperationException>(
            () => Fault.Guard<int>("place", () => throw new InvalidOperationException("mine")));
    }

    [Fact]
    public void A_room_s_own_fault_is_what_its_cause_is()
    {
        Assert.Equal(FaultKind.Full, Fault.KindOf(new OwnFault(Fault.Full("full"))));
        Assert.Equal(FaultKind.Other, Fault.KindOf(new OwnFault(new InvalidOperationException())));
        Assert.Equal(FaultKind.Other, Fault.KindOf(new OwnFault(null)));
    }

    [Fact]
    public void Guarded_work_ends_with_a_value_or_a_refusal()
    {
        Assert.Equal(7, Fault.Guard<int>("place", () => 7).Value);
        var refusal = Fault.Guard<int>("place", () => throw Fault.Full("no room"), what: "it cannot be written").Refusal;
        Assert.Equal("DiskFull: place: it cannot be written: the disk is full (no room)", refusal?.ToString());
        Assert.True(Fault.Try(() => { }));
        Assert.False(Fault.Try(() => throw new IOException("held")));
    }

    private static FaultKind? Kind(Action act) => Fault.KindOf(Assert.ThrowsAny<Exception>(act));

    private sealed class OwnFault(Exception? cause) : FaultException("own", cause);
}
