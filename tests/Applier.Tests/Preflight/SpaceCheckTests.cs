using PatchKit.Applier.Preflight;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Tests.Applier.PowerCuts;

namespace PatchKit.Tests.Applier.Preflight;

public sealed class SpaceCheckTests : IDisposable
{
    private readonly PreflightBench _bench = new();

    private string C => Path.Combine(_bench.Rehearsal.Folder, "modes", "Dx", "C");

    private string D => Path.Combine(_bench.Rehearsal.Folder, "modes", "Dx", "D");

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Enough_room_passes_and_leaves_nothing_behind()
    {
        var folder = Path.Combine(C, "ProgramData", "PatchKit");
        var finding = Check(reserve: true, new(folder, 3_000_000), new(D, 1_000_000));
        Assert.Equal(FindingLevel.Pass, finding.Level);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public void A_full_drive_stops()
    {
        Limit(0, 2_999_999);
        var finding = Check(reserve: true, new SpaceNeed(C, 3_000_000));
        Assert.Equal((FindingLevel.Stop, RefusalCode.SpaceLacking), (finding.Level, finding.Code));
        Assert.Equal<Fact>(["C:", new Fact.Bytes(3000000), new Fact.Bytes(2999999)], finding.Facts);
    }

    [Theory(Skip = SessionFullDiskTests.OnlyRoot, SkipType = typeof(SessionFullDiskTests),
        SkipUnless = nameof(SessionFullDiskTests.CanMount))]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_folder_on_a_file_system_of_its_own_is_told_its_own_room(bool reserve)
    {
        const long Size = 2 << 20;
        var folder = Path.Combine(C, "ProgramData", "PatchKit");
        Directory.CreateDirectory(folder);
        Assert.True(await SessionFullDiskTests.Run("mount", "-t", "tmpfs", "-o", "size=2m", "patchkit", folder));
        try
        {
            var finding = Check(reserve, new SpaceNeed(folder, 3_000_000));
            Assert.Equal((FindingLevel.Stop, RefusalCode.SpaceLacking), (finding.Level, finding.Code));
            Assert.Equal(new Fact.Bytes(3_000_000), finding.Facts[1]);
            Assert.InRange(Assert.IsType<Fact.Bytes>(finding.Facts[2]).Value, 1, Size);
            Assert.Equal(FindingLevel.Pass, Check(reserve, new SpaceNeed(folder, 1_000_000)).Level);
        }
        finally
        {
            await SessionFullDiskTests.Run("umount", folder);
        }
    }

    [Fact]
    public void Two_needs_on_one_drive_share_its_room_and_on_two_drives_do_not()
    {
        Limit(0, 1_500_000);
        Assert.Equal(FindingLevel.Stop, Check(reserve: true, new(C, 1_000_000), new(Path.Combine(C, "x"), 1_000_000)).Level);
        Assert.Equal(FindingLevel.Pass, Check(reserve: true, new(C, 1_000_000), new(D, 1_000_000)).Level);
    }

    [Fact]
    public void Without_reserving_nothing_is_written()
    {
        var folder = Path.Combine(C, "not", "there");
        Assert.Equal(FindingLevel.Pass, Check(reserve: false, new SpaceNeed(folder, 1_000_000)).Level);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_stops()
    {
        File.WriteAllText(Path.Combine(C, "file"), "");
        var finding = Check(reserve: true, new SpaceNeed(Path.Combine(C, "file", "below"), 1));
        Assert.Equal((FindingLevel.Stop, RefusalCode.SpaceLacking), (finding.Level, finding.Code));
    }

    [Fact]
    public void More_than_the_disk_holds_is_proven_by_reserving_where_no_drive_tells()
    {
        // A folder on no listed drive, such as a share: only the reserve can tell.
        var share = Path.Combine(_bench.Rehearsal.Beside, "share");
        Assert.Equal(FindingLevel.Pass, Check(reserve: true, new SpaceNeed(share, 1_000_000)).Level);
        Assert.Equal(FindingLevel.Stop, Check(reserve: false, new SpaceNeed(share, 1)).Level);
        Assert.Empty(Directory.EnumerateFileSystemEntries(share));
    }

    [Fact]
    public void A_reserve_that_a_power_cut_left_is_removed()
    {
        var left = Path.Combine(C, SpaceCheck.ReserveName + "7");
        File.WriteAllText(left, "left");
        Assert.Equal(FindingLevel.Pass, Check(reserve: true, new SpaceNeed(C, 1000)).Level);
        Assert.False(File.Exists(left));
    }

    private Finding Check(bool reserve, params SpaceNeed[] needs)
    {
        _bench.Change(request => request with { Space = [.. needs], Reserve = reserve });
        return _bench.Check(CheckId.Space);
    }

    private void Limit(int drive, long bytes) =>
        _bench.Rehearsal.Edit("drives.json", drives => drives[drive]!["freeBytes"] = bytes);
}
