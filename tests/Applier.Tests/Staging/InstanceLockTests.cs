using System.IO.Abstractions;
using PatchKit.Applier.Staging;
using PatchKit.Shared;
using PatchKit.Tests.Applier.Backups;

namespace PatchKit.Tests.Applier.Staging;

public sealed class InstanceLockTests : IDisposable
{
    private static readonly DateTimeOffset Since = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("patchkit-lock-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_second_Applier_is_refused_and_told_who_is_first()
    {
        using var held = Take("process 7, user ann").Value;
        var refusal = Take("process 8, user ben").Refusal;
        Assert.Equal(RefusalCode.AlreadyRunning, refusal?.Code);
        Assert.Equal<Fact>(["process 7, user ann, 2026-06-01 12:00:00 UTC"], refusal!.Facts);
    }

    [Fact]
    public void What_was_let_go_can_be_taken_again()
    {
        Take("one").Value.Dispose();
        Take("two").Value.Dispose();
    }

    [Fact]
    public void A_full_disk_is_not_taken_for_another_Applier()
    {
        Take("one").Value.Dispose();
        var full = new MeddlingFileSystem
        { Opening = _ => throw new IOException("no room", OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28) };
        Assert.Equal(RefusalCode.DiskFull, InstanceLock.Take(full, _folder, "x", Since).Refusal?.Code);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_a_refusal()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");
        Assert.Equal(RefusalCode.AccessDenied, InstanceLock.Take(new FileSystem(), file, "x", Since).Refusal?.Code);
    }

    private Result<InstanceLock> Take(string who) =>
        InstanceLock.Take(new FileSystem(), Path.Combine(_folder, "state"), who, Since);
}
