using System.IO.Abstractions;
using PatchKit.Applier.Backups.Copying;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Applier.Backups.Walking;

namespace PatchKit.Tests.Applier.Backups;

public sealed class LongQueueTests : IDisposable
{
    private static readonly DateTimeOffset Time = new(2026, 11, 23, 8, 0, 0, 123, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("queue-").FullName;
    private int _files;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_too_much_for_memory_comes_back_in_its_order_and_leaves_no_file()
    {
        var queue = Queue();
        var all = Enumerable.Range(0, (LongQueue<BackupWork>.Length * 9) + 7).Select(Work).ToList();
        all.ForEach(queue.Enqueue);

        Assert.NotEmpty(Directory.GetFiles(_folder));
        Assert.Equal(all.Select(Text), queue.Drain().Select(Text));
        Assert.Empty(Directory.GetFiles(_folder));
        Assert.Equal(all.Count, queue.Added);
    }

    [Fact]
    public void Who_takes_while_another_puts_in_gets_each_one_once()
    {
        var queue = Queue();
        var taken = new List<string>();
        for (var i = 0; i < LongQueue<BackupWork>.Length * 12; i++)
        {
            queue.Enqueue(Work(i));
            if (i % 3 == 0 && queue.TryDequeue(out var work))
                taken.Add(Text(work));
        }

        taken.AddRange(queue.Drain().Select(Text));
        Assert.Equal(Enumerable.Range(0, LongQueue<BackupWork>.Length * 12).Select(i => Text(Work(i))), taken);
    }

    private LongQueue<BackupWork> Queue() => new(
        new FileSystem(), () => Path.Combine(_folder, $"list-{++_files}.tmp"), BackupWork.Record);

    // Each member of the records differs from its neighbours', the bytes of a document and the known copy among them.
    private static BackupWork Work(int i)
    {
        var look = new FileLook(i, Time.AddSeconds(i), Time.AddDays(i % 100),
            (i % 2 == 0 ? FileAttributes.ReadOnly : 0) | (i % 3 == 0 ? FileAttributes.System : 0));
        var item = new BackupItem($@"D:\é\{i}", $"/host/{i}", $"D/e/{i}", (BackupSet)(i % 3), look)
        { Bytes = new byte[] { 1, 2, (byte)i } };
        return new(item, i % 5 == 0 ? Known(i) : null);
    }

    private static BackupFile Known(int i) => new()
    {
        Path = $@"D:\é\{i}",
        Set = BackupSet.Mandatory,
        Size = i,
        Created = Time,
        Modified = Time.AddTicks(i),
        Attributes = FileAttributes.Hidden,
        Mode = 0x1ED,
        Rare = new() { Names = i + 2 },
        Changed = i % 2 == 0,
        Sha256 = new ContentHash(1, 2, 3, (ulong)i),
        Parts = [new BackupPart("b1/volume-0001.zip", $"D/e/{i}", i, i, Stored: true),
            new BackupPart("b1/volume-0002.zip", "x", 1, 0, Stored: false)],
    };

    private static string Text(BackupWork work) =>
        $"{work with { Known = null, Item = work.Item with { Bytes = default } }} {Convert.ToHexString(work.Item.Bytes.Span)} " +
            $"{work.Known?.Path} {work.Known?.Set} {work.Known?.Size} "
        + $"{work.Known?.Created:O} {work.Known?.Modified:O} {work.Known?.Attributes} {work.Known?.Mode} {work.Known?.Changed} " +
            $"{work.Known?.Rare} " +
            $"{work.Known?.Sha256} {string.Join(',', work.Known?.Parts ?? [])}";
}
