using PatchKit.Applier.Discovery;
using PatchKit.Applier.Staging;
using PatchKit.Shared;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;
using PatchKit.Tests.Applier.PowerCuts;

namespace PatchKit.Tests.Applier.Staging;

/// <summary>
/// The power goes at every single operation of a staging: what the device remembers is old or new, never lost and never
/// unreadable.
/// </summary>
public sealed class StagingPowerCutTests : IDisposable
{
    private readonly StickBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(Loss.Nothing)]
    [InlineData(Loss.Everything)]
    [InlineData(Loss.Some)]
    internal void A_cut_anywhere_in_a_later_staging_forgets_nothing(Loss loss)
    {
        var old = _bench.Make();
        var known = _bench.Make(plan => plan with
        { Withdrawn = [Sha256Digest.Of("withdrawn"u8)], Issued = StickBench.Now.AddDays(2) });
        _bench.PublishRoot(Role.Root, Role.Targets);
        var next = _bench.Make(plan => plan with
        { Withdrawn = [Sha256Digest.Of("another"u8)], Issued = StickBench.Now.AddDays(4) });
        var before = PowerCutDisk.Holding(Image());
        Assert.Null(Stage(before, known).Refusal);

        var cuts = CutEverywhere(Files(before), next, loss, disk =>
        {
            var state = new DeviceMemory(new PowerCutFileSystem(disk), _bench.State).Read().Value;
            Assert.Contains(Sha256Digest.Of("withdrawn"u8).Hex, state.Withdrawn);
            Assert.True(state.Times.Max(one => one.Time) >= StickBench.Now.AddDays(2));
            Assert.Equal(RefusalCode.RolledBack, Stage(disk, old).Refusal?.Code);
            Assert.Null(Stage(disk, next).Refusal);
            Assert.Equal(RefusalCode.RolledBack, Stage(disk, known).Refusal?.Code);
        });
        Assert.True(cuts > 60, $"only {cuts} operations were cut");
    }

    [Theory]
    [InlineData(Loss.Nothing)]
    [InlineData(Loss.Everything)]
    [InlineData(Loss.Some)]
    internal void A_cut_anywhere_in_the_first_staging_ever_can_be_taken_up(Loss loss)
    {
        var old = _bench.Make();
        var stick = _bench.Make();
        var cuts = CutEverywhere(Image(), stick, loss, disk =>
        {
            Assert.Null(Stage(disk, stick).Refusal);
            Assert.Equal(RefusalCode.RolledBack, Stage(disk, old).Refusal?.Code);
        });
        Assert.True(cuts > 60, $"only {cuts} operations were cut");
    }

    // The number of operations, each of which was cut once.
    private int CutEverywhere(IReadOnlyDictionary<string, byte[]> image, FoundStick stick, Loss loss,
        Action<PowerCutDisk> restarted)
    {
        for (var cut = 1; ; cut++)
        {
            var disk = PowerCutDisk.Holding(image);
            disk.CutAt = cut;
            try
            {
                Assert.Null(Stage(disk, stick).Refusal);
                return cut - 1;
            }
            catch (PowerCutException)
            {
                restarted(PowerCutDisk.Holding(disk.Survivors(loss, new Random(cut))));
            }
        }
    }

    private Result<StagedRelease> Stage(PowerCutDisk disk, FoundStick stick) =>
        new Stager(new PowerCutFileSystem(disk), _bench.Clock, _bench.State, _bench.FirstRoot).Stage(stick, null);

    private Dictionary<string, byte[]> Image() =>
        Directory.EnumerateFiles(_bench.Folder, "*", SearchOption.AllDirectories)
            .ToDictionary(path => path, File.ReadAllBytes, StringComparer.Ordinal);

    private static Dictionary<string, byte[]> Files(PowerCutDisk disk) =>
        disk.Inner.Directory.EnumerateFiles("/", "*", SearchOption.AllDirectories)
            .ToDictionary(path => path, disk.Inner.File.ReadAllBytes, StringComparer.Ordinal);
}
