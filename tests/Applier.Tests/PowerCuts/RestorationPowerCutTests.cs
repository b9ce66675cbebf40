using PatchKit.Applier.Applying;
using PatchKit.Shared;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Applier.PowerCuts;

/// <summary>The power goes at every operation of a restore in place, and of the way back.</summary>
public sealed class RestorationPowerCutTests
{
    private static readonly string Root = Path.Combine(Path.GetTempPath(), "restoration-in-memory");
    private static readonly string State = Path.Combine(Root, "state");

    // On the instrument as it stands, and what the backup holds.
    private static readonly Dictionary<string, (byte[]? Now, byte[] Backup)> Changes = new(StringComparer.Ordinal)
    {
        [@"C:\A\changed.cfg"] = ("now"u8.ToArray(), "backup"u8.ToArray()),
        [@"C:\A\gone.cfg"] = (null, "backup of the gone"u8.ToArray()),
        [@"C:\A\long.bin"] = (new byte[20_000], [1, 2, 3]),
    };

    public static TheoryData<Loss> Losses { get; } = [.. Enum.GetValues<Loss>()];

    private static Dictionary<string, byte[]> Untouched => Changes.Where(change => change.Value.Now is not null)
        .ToDictionary(change => OnHost(change.Key), change => change.Value.Now!, StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Losses))]
    public void A_cut_at_any_operation_of_a_restore_is_gone_on_with_and_can_then_be_taken_back(Loss loss) =>
        Cuts.AtEach("restore in place", Untouched, loss, Restore, disk =>
        {
            if (!Latest(disk).TryGet(out var latest, out _) || latest.IsUnderWay)
                Restore(disk);
            AssertIs(disk, change => change.Backup);
            TakeBack(disk);
            AssertIs(disk, change => change.Now);
        });

    [Theory]
    [MemberData(nameof(Losses))]
    public void A_cut_at_any_operation_of_a_restore_can_be_taken_back_at_once(Loss loss) =>
        Cuts.AtEach("restore in place", Untouched, loss, Restore, disk =>
        {
            if (Latest(disk).TryGet(out _, out _))
                TakeBack(disk);
            AssertIs(disk, change => change.Now);
        });

    [Theory]
    [MemberData(nameof(Losses))]
    public void A_cut_at_any_operation_of_taking_back_is_gone_on_with(Loss loss)
    {
        var restored = PowerCutDisk.Holding(Untouched);
        Restore(restored);
        Cuts.AtEach("taking back", restored.Survivors(Loss.Nothing, new Random(0)), loss, TakeBack, disk =>
        {
            var latest = Latest(disk).Value;
            if (latest is not { IsTakenBack: true, IsUnderWay: false })
                TakeBack(disk);
            AssertIs(disk, change => change.Now);
            Assert.False(Latest(disk).Value.IsUnderWay);
        });
    }

    [Fact]
    public void Each_file_is_kept_before_it_is_replaced_and_once()
    {
        var disk = PowerCutDisk.Holding(Untouched);
        var restoration = Begin(disk);
        var path = Changes.Keys.First();
        restoration.Keep(path, OnHost(path), Sha256Digest.Of("x"u8));
        disk.Inner.File.WriteAllText(OnHost(path), "x");
        restoration.Keep(path, OnHost(path), Sha256Digest.Of("x"u8));
        TakeBack(disk);
        Assert.Equal("now", disk.Inner.File.ReadAllText(OnHost(path)));
    }

    private static void Restore(PowerCutDisk disk)
    {
        var files = new PowerCutFileSystem(disk);
        var restoration = Latest(disk).TryGet(out var latest, out _) ? latest : Begin(disk);
        foreach (var (path, change) in Changes)
        {
            restoration.Keep(path, OnHost(path), Sha256Digest.Of(change.Backup));
            files.Directory.CreateDirectory(Path.GetDirectoryName(OnHost(path))!);
            DurableFile.Write(files, OnHost(path), change.Backup);
        }

        restoration.End();
    }

    private static Restoration Begin(PowerCutDisk disk) => Restoration.Begin(new PowerCutFileSystem(disk), TimeProvider.System,
        State, new RestoreBegan(TimeProvider.System.GetUtcNow(), Began.SchemaVersion, true, Root, null, false, 0)).Value;

    private static Result<Restoration> Latest(PowerCutDisk disk) =>
        Restoration.Latest(new PowerCutFileSystem(disk), TimeProvider.System, State);

    private static void TakeBack(PowerCutDisk disk) => Assert.Empty(Latest(disk).Value.TakeBack(OnHost, false, _ => { }).Left);

    private static void AssertIs(PowerCutDisk disk, Func<(byte[]? Now, byte[] Backup), byte[]?> wanted)
    {
        foreach (var (path, change) in Changes)
        {
            var host = OnHost(path);
            Assert.Equal(wanted(change), disk.Inner.File.Exists(host) ? disk.Inner.File.ReadAllBytes(host) : null);
        }
    }

    private static string OnHost(string path) => Path.Combine([Root, .. path[3..].Split('\\')]);
}
