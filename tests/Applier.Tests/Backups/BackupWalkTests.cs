using PatchKit.Applier.Backups;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Applier.Backups.Walking;

namespace PatchKit.Tests.Applier.Backups;

public class BackupWalkTests
{
    [Fact]
    public void Files_come_in_the_order_of_their_paths_across_folders_and_sources()
    {
        using var room = new BackupRoom();
        foreach (var name in new[] { "a/b", "a/c/d", "a.txt", "a-b", "ab", "Z/z", "a/b.txt", "é" })
        {
            room.Put(room.Data, name, name);
            room.Put(room.Config, name, name);
        }

        var paths = Items(room.Request(), room).Select(item => item.Path).ToList();

        Assert.Equal(17, paths.Count);
        Assert.Equal(paths.Order(StringComparer.Ordinal), paths);
    }

    [Fact]
    public void A_source_inside_another_keeps_its_place_in_the_order_and_stands_once()
    {
        using var room = new BackupRoom().Furnish();
        var request = room.Request();
        var inner = new BackupSource(@"D:\Data\run\log.txt", Path.Combine(room.Data, "run/log.txt"), Mandatory: true);

        var items = Items(request with { Sources = request.Sources.Add(inner) }, room);

        Assert.Equal(items.Select(item => item.Path).Order(StringComparer.Ordinal), items.Select(item => item.Path));
        Assert.Equal(BackupSet.Mandatory, items.Single(item => item.Path == inner.InstrumentPath).Set);
    }

    [Fact]
    public void No_two_entries_of_sources_and_what_lies_in_them_have_one_name()
    {
        using var room = new BackupRoom();
        room.Put(room.Data, "run/X.txt", "1");
        room.Put(room.Data, "run/x.txt", "2");
        var request = room.Request();
        var other = new BackupSource(@"D:\Data\RUN\x.TXT", room.Put(room.Config, "alone", "3"), Mandatory: true);

        var items = Items(request with { Sources = request.Sources.Add(other) }, room);

        Assert.Equal(items.Count, items.Select(item => item.Entry).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    private static List<BackupItem> Items(BackupRequest request, BackupRoom room) =>
        [.. new BackupWalk(room.Files, TimeProvider.System)
            .Walk(request,
            () => room.Files.Path.Combine(room.Place, $"{Guid.NewGuid()}.tmp")).Value.Findings.OfType<BackupItem>()];
}
