using System.IO.Abstractions;
using PatchKit.Applier.Discovery;
using PatchKit.Applier.Instruments;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;
using PatchKit.Tests.Applier.Backups;
using PatchKit.Tests.Applier.PowerCuts;
using PatchKit.Tests.Applier.Staging;

namespace PatchKit.Tests.Applier.Discovery;

public sealed class StickFinderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("patchkit-finder-").FullName;
    private readonly List<Drive> _drives = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_one_removable_drive_with_a_marker_is_the_stick()
    {
        Plug("C:", "PK-0001", removable: false);
        Plug("D:", null);
        Plug("E:", "PK-0042");
        var found = Find().Value;
        Assert.Equal(("E:", "PK-0042"), (found.Drive.Name, found.Id.Text));
        Assert.Equal([StickLayout.Marker.Text], Directory.EnumerateFileSystemEntries(found.Drive.Root).Select(Path.GetFileName));
    }

    [Fact]
    public void Without_a_stick_the_drives_that_were_seen_are_told()
    {
        Assert.Contains("none", Refused(RefusalCode.StickNotFound).Reason, StringComparison.Ordinal);
        Plug("D:", null);
        Assert.Contains("D:", Refused(RefusalCode.StickNotFound).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stick_without_room_for_a_receipt_is_found_out_and_nothing_is_left_on_it()
    {
        Plug("E:", "PK-0042");
        var root = _drives[0].Root;
        var disk = PowerCutDisk.Holding(Directory.EnumerateFiles(root).ToDictionary(path => path, File.ReadAllBytes));
        disk.Refuses = (kind, _) => kind == "write" ? new IOException("No space left on device", 28) : null;
        var found = Find(null, new PowerCutFileSystem(disk));
        Assert.Equal((RefusalCode.DiskFull, "E:"), (found.Refusal?.Code, found.Refusal?.Place));
        Assert.Single(disk.Inner.Directory.GetFiles(root));
    }

    [Fact]
    public void Two_sticks_are_refused_with_both_names()
    {
        Plug("D:", "PK-0001");
        Plug("E:", "PK-0002");
        Assert.Equal("D: (STICK), E: (STICK)", Refused(RefusalCode.StickAmbiguous).Place);
    }

    [Fact]
    public void A_folder_that_is_named_is_taken_and_no_drive_is_looked_at()
    {
        Plug("D:", "PK-0001");
        Plug("E:", "PK-0002");
        Assert.Equal("PK-0002", Find(_drives[1].Root + Path.DirectorySeparatorChar).Value.Id.Text);
        Assert.Equal("E:", Find(_drives[1].Root).Value.Drive.Name);
        var elsewhere = Directory.CreateDirectory(Path.Combine(_folder, "elsewhere")).FullName;
        File.WriteAllBytes(Path.Combine(elsewhere, StickLayout.Marker.Text), StickMarker.Write(Token.Of<StickId>("PK-0003")));
        Assert.Equal("PK-0003", Find(elsewhere).Value.Id.Text);
    }

    [Fact]
    public void The_same_stick_is_found_again_where_it_was_and_in_another_drive()
    {
        Plug("E:", "PK-0042");
        var found = Find().Value;
        Assert.Equal(found, Again(found).Value);

        Directory.Move(_drives[0].Root, _drives[0].Root + "-moved");
        _drives[0] = _drives[0] with { Name = "F:", Root = _drives[0].Root + "-moved" };
        Assert.Equal("F:", Again(found).Value.Drive.Name);
    }

    [Fact]
    public void Another_stick_is_not_the_same_one()
    {
        Plug("E:", "PK-0042");
        var found = Find().Value;
        File.WriteAllBytes(StickLayout.Marker.Under(_drives[0].Root), StickMarker.Write(Token.Of<StickId>("PK-0043")));
        Plug("F:", "PK-0044");
        var refusal = Again(found).Refusal!;
        Assert.Equal((RefusalCode.StickGone, "PK-0042 (E:)"), (refusal.Code, refusal.Place));
        Assert.Contains("PK-0043 (E:), PK-0044 (F:)", refusal.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("nul\0l")]
    [InlineData("")]
    public void A_folder_that_is_no_stick_is_refused(string folder) => Refused(RefusalCode.StickNotFound, folder);

    [Theory]
    [InlineData("{}", RefusalCode.FormatInvalid)]
    [InlineData("{\"schema\": \"1.0\", \"stick\": \"../x\"}", RefusalCode.FormatInvalid)]
    [InlineData("{\"schema\": \"1.0\", \"stick\": \"PK-1\", \"more\": 1}", RefusalCode.FormatInvalid)]
    [InlineData("{\"schema\": \"2.0\", \"stick\": \"PK-1\"}", RefusalCode.FormatUnknownVersion)]
    public void A_marker_that_is_none_is_refused(string marker, RefusalCode code)
    {
        Plug("E:", "PK-0042");
        File.WriteAllText(Path.Combine(_drives[0].Root, StickLayout.Marker.Text), marker);
        Refused(code);
    }

    [Fact]
    public void A_huge_marker_is_not_read()
    {
        Plug("E:", "PK-0042");
        using (var marker = File.OpenWrite(Path.Combine(_drives[0].Root, StickLayout.Marker.Text)))
            marker.SetLength(1L << 32);
        Refused(RefusalCode.FileLength);
    }

    [Fact]
    public void A_marker_that_is_a_link_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(),
            "making a link takes a right that a developer's account on Windows may lack");
        Plug("E:", "PK-0042");
        var marker = Path.Combine(_drives[0].Root, StickLayout.Marker.Text);
        File.Move(marker, Path.Combine(_folder, "marker"));
        File.CreateSymbolicLink(marker, Path.Combine(_folder, "marker"));
        Refused(RefusalCode.PathUnsafe);
    }

    [Fact]
    public void A_write_protected_drive_is_refused()
    {
        Plug("E:", "PK-0042");
        _drives[0] = _drives[0] with { ReadOnly = true };
        Assert.Equal("E:", Refused(RefusalCode.StickReadOnly).Place);
    }

    [Fact]
    public void A_drive_that_says_no_to_a_trial_file_is_refused()
    {
        Plug("E:", "PK-0042");
        var files = new MeddlingFileSystem
        {
            Opening = path =>
        _ = path.Contains("write-trial", StringComparison.Ordinal) ? throw new IOException("write protected") : path
        };
        Assert.Equal(RefusalCode.StickReadOnly, Find(null, files).Refusal?.Code);
    }

    [Fact]
    public void The_trial_file_has_another_name_each_time_and_never_opens_what_is_there()
    {
        // A link of the trial file's name would lead the write to a file of the instrument.
        Plug("E:", "PK-0042");
        var names = new List<string>();
        var files = new MeddlingFileSystem { Opening = path => names.Add(Path.GetFileName(path)) };
        Assert.Null(Find(null, files).Refusal);
        Assert.Null(Find(null, files).Refusal);
        names.RemoveAll(name => !name.Contains("write-trial", StringComparison.Ordinal));
        Assert.Equal(2, names.Distinct().Count());

        var mine = Path.Combine(_folder, "mine");
        File.WriteAllText(mine, "mine");
        files.Opening = path =>
        {
            if (path.Contains("write-trial", StringComparison.Ordinal))
                File.Copy(mine, path);
        };
        Assert.Equal(RefusalCode.StickReadOnly, Find(null, files).Refusal?.Code);
        var there = Directory.EnumerateFiles(_drives[0].Root, "*write-trial*").Single();
        Assert.Equal("mine", File.ReadAllText(there));
    }

    [Fact]
    public void A_drive_that_fails_while_the_marker_is_read_is_said_to_be_gone()
    {
        Plug("E:", "PK-0042");
        var files = new MeddlingFileSystem { HasRead = _ => throw new IOException("the device is not ready") };
        Assert.Equal(RefusalCode.StickGone, Find(null, files).Refusal?.Code);
    }

    private void Plug(string name, string? stick, bool removable = true)
    {
        var root = Directory.CreateDirectory(Path.Combine(_folder, name[..1])).FullName;
        if (stick is not null)
            File.WriteAllBytes(Path.Combine(root, StickLayout.Marker.Text), StickMarker.Write(Token.Of<StickId>(stick)));
        _drives.Add(StickBench.DriveOf(root) with { Name = name, Label = "STICK", Removable = removable });
    }

    private Result<FoundStick> Again(FoundStick stick) =>
        new StickFinder(new FileSystem(), new PluggedDrives(_drives)).FindAgain(stick);

    private Result<FoundStick> Find(string? chosen = null, IFileSystem? files = null) =>
        new StickFinder(files ?? new FileSystem(), new PluggedDrives(_drives)).Find(chosen);

    private Refusal Refused(RefusalCode code, string? chosen = null)
    {
        var refusal = Assert.IsType<Refusal>(Find(chosen).Refusal);
        Assert.True(code == refusal.Code, refusal.ToString());
        return refusal;
    }
}
