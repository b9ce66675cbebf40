using PatchKit.Applier.Applying;
using PatchKit.Applier.Backups;
using PatchKit.Applier.Backups.Manifest;

namespace PatchKit.Tests.Applier.Backups;

/// <summary>Owner, access rights, streams, short names and junctions, through the port.</summary>
public sealed class FileExtrasTests : IDisposable
{
    private const string ForOneAlone = "O:S-1-5-21-1-2-3-1001G:SYD:P(A;;FA;;;SY)(A;;FA;;;BA)";

    private readonly BackupRoom _room = new() { Options = new() { Workers = 1 } };
    private readonly SideFolderExtras _extras;

    public FileExtrasTests()
    {
        Needed.That(OperatingSystem.IsLinux(), "a file's identity");
        _extras = new SideFolderExtras(_room.Files, Path.Combine(_room.Root, "streams"));
    }

    public void Dispose() => _room.Dispose();

    [Fact]
    public void Owner_and_rights_come_back_with_files_and_folders()
    {
        var (secret, plain) = (_room.Put(_room.Data, "keys/secret.pem", "x"), _room.Put(_room.Config, "app.cfg", "y"));
        _extras.SetSecurity(secret, ForOneAlone);
        _extras.SetSecurity(Path.GetDirectoryName(secret)!, "O:BAG:SYD:P(A;OICI;FA;;;BA)");

        var taken = Take();
        Assert.Equal(3, _room.Prove(taken).Value.Backup.Manifest.Totals.Files);
        var restored = Restore();

        Assert.Empty(restored.NotRestored);
        Assert.Equal(ForOneAlone, _extras.SecurityOf(Back("D/Data/keys/secret.pem")));
        Assert.Equal("O:BAG:SYD:P(A;OICI;FA;;;BA)", _extras.SecurityOf(Back("D/Data/keys")));
        Assert.Equal("O:BAG:SYD:", _extras.SecurityOf(Back("C/Instrument/app.cfg")));
        Assert.Equal(ForOneAlone, _room.Listed(taken).Files.Single(file => file.Path == @"D:\Data\keys\secret.pem").Security);
        Assert.True(File.Exists(plain));
    }

    [Fact]
    public void Rights_that_were_changed_since_come_back_although_the_bytes_are_the_same()
    {
        var file = _room.Put(_room.Config, "app.cfg", "x");
        _extras.SetSecurity(file, ForOneAlone);
        Take();
        _extras.SetSecurity(file, "O:BAG:SYD:(A;;FA;;;WD)");

        var restored = _room.Restore(_room.InPlace() with { Extras = _extras }).Value;

        Assert.Equal(0, restored.Written);
        Assert.Equal(ForOneAlone, _extras.SecurityOf(file));
    }

    [Fact]
    public void Streams_come_back_beside_their_file_and_leave_its_time_alone()
    {
        var file = _room.Put(_room.Data, "report.pdf", "content");
        Stream(file, "Zone.Identifier", "[ZoneTransfer]");
        Stream(file, "large", new string('x', 2_000_000));
        File.SetLastWriteTimeUtc(file, new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc));

        var taken = Take();
        Assert.Null(_room.Prove(taken).Refusal);
        var restored = Restore();

        var back = Back("D/Data/report.pdf");
        Assert.Empty(restored.NotRestored);
        Assert.Equal("[ZoneTransfer]", File.ReadAllText(_extras.StreamPath(back, "Zone.Identifier")));
        Assert.Equal(2_000_000, new FileInfo(_extras.StreamPath(back, "large")).Length);
        Assert.Equal(new DateTime(2020, 1, 2, 3, 4, 5), File.GetLastWriteTimeUtc(back));
        Assert.Equal([@"D:\Data\report.pdf", @"D:\Data\report.pdf:Zone.Identifier", @"D:\Data\report.pdf:large"],
            _room.Listed(taken).Files.Where(one => one.Set == BackupSet.Optional).Select(one => one.Path));
        Assert.Contains(@"D/Data/report.pdf.stream-1 -> D:\Data\report.pdf:Zone.Identifier",
            File.ReadAllText(Path.Combine(taken.Folder, "RESTORE.txt")), StringComparison.Ordinal);
        Assert.Equal((0, 3), (Restore() is var again ? again.Written : -1, again.AlreadySo));
    }

    [Fact]
    public void A_second_backup_has_the_streams_of_an_unchanged_file_too()
    {
        var file = _room.Put(_room.Data, "report.pdf", "content");
        Stream(file, "a", "1");
        Take("b1");

        var second = Take("b2");

        Assert.Equal(@"D:\Data\report.pdf:a",
            Assert.Single(_room.Listed(second).Files, one => one.Rare?.StreamOf is not null).Path);
        Assert.Equal("1", File.ReadAllText(_extras.StreamPath(Back("D/Data/report.pdf", Restore("b2")), "a")));
    }

    [Fact]
    public void What_a_disk_has_no_room_for_is_listed_with_where_it_lies()
    {
        var file = _room.Put(_room.Data, "report.pdf", "content");
        Stream(file, "a", "1");
        _extras.SetSecurity(file, ForOneAlone);
        Take();

        var restored = _room.Restore(_room.Elsewhere(Path.Combine(_room.Root, "out"))).Value;

        Assert.Contains(new BackupProblem(@"D:\Data\report.pdf:a", "a stream beside its file, which this disk cannot hold; " +
            "it lies in b1/volume-0001.zip as D/Data/report.pdf.stream-1"), restored.NotRestored);
        Assert.Contains(restored.NotRestored, one => one.Reason.StartsWith("this disk does not take its owner and access rights",
            StringComparison.Ordinal));
        Assert.Equal("content", File.ReadAllText(Back("D/Data/report.pdf")));
    }

    [Fact]
    public void What_cannot_be_told_of_a_file_is_listed_and_its_bytes_are_saved()
    {
        var file = _room.Put(_room.Data, "report.pdf", "content");
        _extras.Refuses = path => path == file || path == _room.Config ? "access is denied" : null;

        var taken = Take();

        Assert.Equal([@"C:\Instrument", @"D:\Data\report.pdf"], _room.Listed(taken).Unreadable.Select(one => one.Path).Order());
        _extras.Refuses = _ => null;
        Assert.Equal("content", File.ReadAllText(Back("D/Data/report.pdf", Restore())));
    }

    [Fact]
    public void Streams_of_a_folder_are_named_and_what_lies_in_it_is_saved()
    {
        var file = _room.Put(_room.Data, "reports/report.pdf", "content");
        Stream(Path.GetDirectoryName(file)!, "label", "of the folder");

        var taken = Take();

        Assert.Equal([new BackupProblem(@"D:\Data\reports", "saved, but not the streams of the folder itself: label")],
            _room.Listed(taken).Unreadable);
        Assert.Equal("content", File.ReadAllText(Back("D/Data/reports/report.pdf", Restore())));
    }

    [Fact]
    public void Taking_a_restore_back_brings_owner_rights_and_streams_back_too()
    {
        var (replaced, touched) = (_room.Put(_room.Data, "report.pdf", "old"), _room.Put(_room.Config, "app.cfg", "same"));
        Stream(replaced, "label", "of the backup");
        Stream(touched, "label", "of the backup");
        _extras.SetSecurity(_room.Config, "O:BAG:SYD:P(A;OICI;FA;;;BA)");
        Take();
        _room.Put(_room.Data, "report.pdf", "new");
        foreach (var file in new[] { replaced, touched })
        {
            Stream(file, "label", "of today");
            _extras.SetSecurity(file, ForOneAlone);
            File.SetLastWriteTimeUtc(file, new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        }

        _extras.SetSecurity(_room.Config, ForOneAlone);
        var (state, began) = (Path.Combine(_room.Root, "state"), new RestoreBegan(TimeProvider.System.GetUtcNow(),
            Began.SchemaVersion, true, "b1", null, false, 0));
        var restoration = Restoration.Begin(_room.Files, TimeProvider.System, state, began, _extras).Value;
        var request = Restoration.Journaled(_room.InPlace() with { Extras = _extras }, () => restoration);
        Assert.Equal(3, _room.Restore(request).Value.Written);
        restoration.End();
        Assert.Equal("of the backup", File.ReadAllText(_extras.StreamPath(touched, "label")));
        Assert.Equal("O:BAG:SYD:", _extras.SecurityOf(replaced));
        Stream(touched, "added by the restore", "x");

        var (putBack, left) = Restoration.Latest(_room.Files, TimeProvider.System, state, _extras).Value
            .TakeBack(path => request.Map(path)!, overwriteNewer: false, _ => { });

        Assert.Equal((2, 0), (putBack, left.Length));
        Assert.Equal(("new", "same"), (File.ReadAllText(replaced), File.ReadAllText(touched)));
        Assert.All([replaced, touched], file =>
        {
            Assert.Equal(ForOneAlone, _extras.SecurityOf(file));
            Assert.Equal("label", Assert.Single(_extras.StreamsOf(file)).Name);
            Assert.Equal("of today", File.ReadAllText(_extras.StreamPath(file, "label")));
            Assert.Equal(new DateTime(2020, 1, 2, 3, 4, 5), File.GetLastWriteTimeUtc(file));
        });
        Assert.Equal(ForOneAlone, _extras.SecurityOf(_room.Config));
    }

    [Fact]
    public void Short_names_are_counted_before_consent()
    {
        _room.Put(_room.Data, "a long name of a file.txt", "x");
        _room.Put(_room.Data, "SHORT.TXT", "x");

        var size = new BackupSurvey(_room.Files, TimeProvider.System)
            .Look(_room.Request() with { Extras = _extras }, CancellationToken.None);

        Assert.Equal((1, "a long name of a file.txt (A LONG~1)"), (size.ShortNames, size.FirstShortName));
    }

    [Fact]
    public void A_junction_comes_back_as_a_link_and_that_is_said()
    {
        var link = Path.Combine(_room.Data, "to-folder");
        Directory.CreateSymbolicLink(link, _room.Config);
        _extras.Junctions.Add(link);
        var taken = Take();

        var restored = Restore();

        Assert.True(Assert.Single(_room.Listed(taken).Links).Junction);
        Assert.Equal([new BackupProblem(@"D:\Data\to-folder", "it was a junction, and came back as a symbolic link")],
            restored.NotRestored);
    }

    [Theory]
    [InlineData(@"D:\Data\a:b", @"D:\Data\c")]
    [InlineData(@"D:\Data\a:", @"D:\Data\a")]
    [InlineData(@"D:\Data\a:b:c", @"D:\Data\a")]
    [InlineData(@"D:\Data\a:b\c", @"D:\Data\a")]
    public void A_manifest_with_a_stream_of_another_file_is_refused(string path, string main)
    {
        var taken = Take();
        var manifest = Path.Combine(taken.Folder, "manifest.json");
        var record = "{\"path\":" + System.Text.Json.JsonSerializer.Serialize(path);
        var text = File.ReadAllText(manifest).Replace("{\"path\":\"services.json\"", record, StringComparison.Ordinal);
        var end = text.IndexOf("]}", text.IndexOf(record, StringComparison.Ordinal), StringComparison.Ordinal);
        File.WriteAllText(manifest, text.Insert(end + 1,
            ",\"rare\":{\"streamOf\":" + System.Text.Json.JsonSerializer.Serialize(main) + "}"));

        Assert.Contains("it is no stream of", _room.Restore(_room.Elsewhere("/nowhere")).Refusal!.Reason,
            StringComparison.Ordinal);
    }

    private BackupTaken Take(string id = "b1") => _room.Take(_room.Request(id) with { Extras = _extras }, null).Value;

    private RestoredBackup Restore(string id = "b1") =>
        _room.Restore(_room.Elsewhere(Path.Combine(_room.Root, "out"), id) with { Extras = _extras }).Value;

    private string Back(string path, RestoredBackup? _ = null) => Path.Combine(_room.Root, "out", path);

    private void Stream(string file, string name, string content) => File.WriteAllText(_extras.StreamPath(file, name), content);
}
