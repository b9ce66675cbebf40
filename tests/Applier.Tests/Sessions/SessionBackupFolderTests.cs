using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Tests.Applier.PowerCuts;

namespace PatchKit.Tests.Applier.Sessions;

/// <summary>
/// A backup holds what not everybody at the instrument may read: its folder is closed before anything is put there.
/// </summary>
public sealed class SessionBackupFolderTests
{
    private readonly SessionWorld _world = SessionWorld.WithEveryKind();
    private readonly PowerCutDisk _disk;

    public SessionBackupFolderTests() => _disk = PowerCutDisk.Holding(_world.Untouched);

    [Fact]
    public async Task The_folder_is_closed_before_the_first_file_of_the_backup_is_there()
    {
        var backups = Path.Combine(_world.State, "backups");
        var held = new List<bool>();
        _world.Ports = ports => Watched.Of(ports, call =>
        {
            if (call == $"IPlaces.Close {backups}")
                held.Add(_disk.Inner.Directory.Exists(backups));
        });

        Assert.Equal(Verdict.Applied, (await _world.Start(_disk, 0)).Verdict);

        Assert.Equal([false], held);
    }

    [Fact]
    public async Task A_folder_that_somebody_else_made_holds_no_backup()
    {
        _world.Ports = ports => Watched.Of(ports, call =>
        {
            if (call.StartsWith("IPlaces.Close ", StringComparison.Ordinal))
                throw new PatchKit.Applier.Instruments.InstrumentFault("backups", "the folder was made by somebody");
        });

        var outcome = await _world.Start(_disk, 0);

        Assert.Equal((Verdict.Refused, RefusalCode.AccessDenied), (outcome.Verdict, outcome.Refusal!.Code));
    }

    [Fact]
    public async Task A_clock_that_stands_gives_each_backup_a_name_of_its_own()
    {
        Assert.Equal(Verdict.Applied, (await _world.Start(_disk, 0)).Verdict);
        Assert.Equal(Verdict.Undone, (await _world.Rollback(_disk.Inner, 0, _world.Open(_disk.Inner))).Verdict);

        Assert.Equal(Verdict.Applied, (await _world.Start(_disk, 0)).Verdict);

        var names = _disk.Inner.Directory.GetDirectories(Path.Combine(_world.State, "backups"))
            .Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal).ToList();
        Assert.Equal([names[0], $"{names[0]}-2"], names);
    }
}
