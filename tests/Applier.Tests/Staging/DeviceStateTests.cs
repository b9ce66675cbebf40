using System.IO.Abstractions;
using PatchKit.Applier.Staging;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Applier.Staging;

public sealed class DeviceStateTests : IDisposable
{
    private static readonly ProductId MiSeqDx = Token.Of<ProductId>("miseqdx");
    private readonly string _folder = Directory.CreateTempSubdirectory("patchkit-device-").FullName;

    private DeviceMemory Memory => new(new FileSystem(), _folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_counter_is_kept_for_each_product_and_never_falls()
    {
        var state = DeviceState.Fresh.Applied(MiSeqDx, 5).Applied(MiSeqDx, 3);
        Assert.Equal(5, state.CounterOf(MiSeqDx));
        Assert.Equal(0, state.CounterOf(Token.Of<ProductId>("nextseq550dx")));
    }

    private static SeenTime Seen { get; } = new("deliveries", StickBench.Now, ["aa", "bb"]);

    [Fact]
    public void What_is_kept_is_read_back()
    {
        var state = DeviceState.Fresh.Applied(MiSeqDx, 5) with { Times = [Seen], Withdrawn = ["aa"], Receipts = 2 };
        Assert.Null(Memory.Keep(DeviceState.Fresh, state).Refusal);
        var read = Memory.Read().Value;
        Assert.Equal((5, 2), (read.CounterOf(MiSeqDx), read.Receipts));
        var time = Assert.Single(read.Times);
        Assert.Equal((Seen.Role, Seen.Time), (time.Role, time.Time));
        Assert.Equal(Seen.Keys, time.Keys);
        Assert.Equal(["aa"], read.Withdrawn);
    }

    [Fact]
    public void Nothing_is_written_when_nothing_changed()
    {
        Assert.Null(Memory.Keep(DeviceState.Fresh, DeviceState.Fresh).Refusal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public void The_first_record_stands_in_both_generations_so_that_damage_to_one_forgets_nothing()
    {
        Memory.Keep(DeviceState.Fresh, DeviceState.Fresh.Applied(MiSeqDx, 5)).Value.ToString();
        foreach (var generation in new[] { "device.a", "device.b" })
        {
            var path = Path.Combine(_folder, generation);
            var whole = File.ReadAllBytes(path);
            File.WriteAllBytes(path, new byte[whole.Length]);
            Assert.Equal(5, Memory.Read().Value.CounterOf(MiSeqDx));
            File.WriteAllBytes(path, whole);
        }
    }

    [Fact]
    public void A_disk_that_says_no_is_a_refusal()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "device.a"));
        Assert.Equal(RefusalCode.AccessDenied,
            Memory.Keep(DeviceState.Fresh, DeviceState.Fresh.Applied(MiSeqDx, 5)).Refusal?.Code);
    }
}
