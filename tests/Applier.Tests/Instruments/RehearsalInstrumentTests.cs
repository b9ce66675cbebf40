using System.Net;
using System.Text.Json.Nodes;
using PatchKit.Applier.Instruments;
using PatchKit.Applier.Instruments.Rehearsal;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Applier.Instruments;

public sealed class RehearsalInstrumentTests : IDisposable
{
    private const string Ucs = "UniversalCopyService";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly RehearsalBench _bench = RehearsalBench.OnDisk();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("miseqdx", "Dx", "MiSeq Operating Software", "4.0.1", "LocalSystem")]
    [InlineData("miseqdx", "RUO", "MiSeq Control Software", "4.0.0", @".\sbsadmin")]
    [InlineData("nextseq550dx", "Dx", "NextSeq Operating Software", "1.3.1", "LocalSystem")]
    [InlineData("nextseq550dx", "RUO", "NextSeq Control Software", "4.0.2", @".\sbsadmin")]
    public void The_template_is_an_unpatched_instrument(string product, string mode, string software, string version,
        string account)
    {
        using var bench = RehearsalBench.OnDisk(product);
        var instrument = bench.Open(mode);

        Assert.Equal(version, instrument.Products.Find(software)?.Version);
        Assert.Equal("2.0.0", instrument.Products.Find("Universal Copy Service")?.Version);
        Assert.Equal(account, instrument.Services.Find(Ucs)?.Account);
        Assert.True(instrument.Accounts.IsAdministrator(account));
        Assert.Equal(mode,
            instrument.Registry.Read(@"HKLM\SOFTWARE\Illumina\Instrument", "BootMode", RegistryView.Bits64)?.Text);
        Assert.All(instrument.Firewall.Read(), profile => Assert.False(profile.On));
        Assert.Equal([new(IPAddress.Any, ListenerOwner.Service)], instrument.Listeners.On(8081, Ucs));
        Assert.True(instrument.IsRehearsal);
    }

    [Fact]
    public void What_is_done_in_one_mode_is_not_done_in_the_other()
    {
        _bench.Open("Dx").Firewall.Set("public", on: true);

        Assert.All(_bench.Open("RUO").Firewall.Read(), profile => Assert.False(profile.On));
        Assert.Contains(_bench.Open("Dx").Firewall.Read(), profile => profile.On);
    }

    [Theory]
    [InlineData("instrument.json")]
    [InlineData("drives.json")]
    [InlineData("modes/Dx/machine.json")]
    [InlineData("modes/Dx/services.json")]
    [InlineData("modes/Dx/accounts.json")]
    [InlineData("modes/Dx/firewall.json")]
    [InlineData("modes/Dx/registry.json")]
    [InlineData("modes/Dx/products.json")]
    [InlineData("modes/Dx/processes.json")]
    [InlineData("modes/Dx/listeners.json")]
    public void A_malformed_or_missing_file_is_refused_by_name(string file)
    {
        var path = Path.Combine(_bench.Folder, file);
        File.WriteAllText(path, """{ "unknown": 1, """);
        Refuses(file);
        File.WriteAllText(path, "null");
        Refuses(file);
        File.Delete(path);
        Refuses(file);
    }

    [Fact]
    public void An_unknown_schema_and_an_empty_folder_are_refused()
    {
        _bench.Edit("instrument.json", sheet => sheet["schema"] = "2.0");
        Assert.Equal(RefusalCode.AuthoredInvalid, RehearsalInstrument.Open(_bench.FileSystem, _bench.Folder).Refusal?.Code);
        Assert.Equal(RefusalCode.InputMissing, RehearsalInstrument.Open(_bench.FileSystem, _bench.Beside).Refusal?.Code);
    }

    [Fact]
    public void A_mode_without_a_c_drive_is_refused()
    {
        Directory.Delete(Path.Combine(_bench.Folder, "modes", "Dx", "C"), recursive: true);
        Assert.Contains("C", RehearsalInstrument.Open(_bench.FileSystem, _bench.Folder).Refusal?.Reason,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_stick_comes_and_goes_with_its_folder()
    {
        var instrument = _bench.Open();
        Assert.Equal(["C:", "D:"], instrument.Drives.List().Select(drive => drive.Name));

        var stick = Directory.CreateDirectory(Path.Combine(_bench.Beside, "stick"));
        var drive = Assert.Single(instrument.Drives.List(), drive => drive.Removable);
        Assert.Equal(("E:", stick.FullName, "PATCHKIT", "0042C0DE", "FAT32"),
            (drive.Name, drive.Root, drive.Label, drive.VolumeSerial, drive.FileSystem));
        Assert.Equal(Path.Combine(stick.FullName, "a.txt"), instrument.Places.OnHost(@"e:\a.txt"));

        stick.Delete();
        Assert.DoesNotContain(instrument.Drives.List(), candidate => candidate.Removable);
    }

    [Fact]
    public void A_disk_can_play_full_but_never_larger_than_it_is()
    {
        _bench.Edit("drives.json", drives => drives[0]!["freeBytes"] = 1000);
        _bench.Edit("drives.json", drives => drives[1]!["freeBytes"] = long.MaxValue);
        var drives = _bench.Open().Drives.List();

        Assert.Equal(1000, drives[0].FreeBytes);
        Assert.InRange(drives[1].FreeBytes, 1001, drives[1].TotalBytes);
    }

    [Fact]
    public void A_file_is_found_whatever_the_letters_case()
    {
        var path = _bench.Open().Places.OnHost(@"c:\PROGRAMDATA\illumina\Instrument\INSTRUMENT.CFG");
        Assert.Contains("SerialNumber=M70503", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("registry.write")]
    [InlineData("registry.delete")]
    [InlineData("services.configure")]
    [InlineData("services.stop")]
    [InlineData("services.start")]
    [InlineData("accounts.join")]
    [InlineData("accounts.leave")]
    [InlineData("firewall.set")]
    [InlineData("installers.undo")]
    [InlineData("hand.do")]
    public async Task A_lie_says_success_and_does_nothing_and_a_fault_says_no(string call)
    {
        var instrument = _bench.Open("RUO");
        if (call == "services.start")
            await instrument.Services.Stop(Ucs, Limit, Cancel);
        _bench.EditMachine(machine => machine["lies"] = new JsonArray(call), "RUO");
        var before = _bench.Snapshot();
        await Do(call, instrument);
        Assert.Equal(before, _bench.Snapshot());

        _bench.EditMachine(machine => machine["faults"] = new JsonObject { [call] = "error 5: access is denied" }, "RUO");
        var fault = await Assert.ThrowsAsync<InstrumentFault>(() => Do(call, instrument));
        Assert.Equal("error 5: access is denied", fault.Reason);
    }

    [Fact]
    public async Task A_service_reads_where_to_listen_when_it_starts_and_only_then()
    {
        var instrument = _bench.Open();
        var settings = instrument.Places.OnHost(@"C:\ProgramData\Illumina\Universal Copy Service\ucs.cfg");
        File.WriteAllText(settings, "ListenAddress=127.0.0.1\r\nListenPort=8081\r\n");
        Assert.Equal([new(IPAddress.Any, ListenerOwner.Service)], instrument.Listeners.On(8081, Ucs));

        await instrument.Services.Stop(Ucs, Limit, Cancel);
        Assert.Empty(instrument.Listeners.On(8081, Ucs));
        await instrument.Services.Start(Ucs, Limit, Cancel);
        Assert.Equal([new(IPAddress.Loopback, ListenerOwner.Service)], instrument.Listeners.On(8081, Ucs));
    }

    [Fact]
    public async Task Stopping_a_service_stops_what_depends_on_it()
    {
        _bench.Edit("modes/Dx/services.json", services => services[0]!["dependents"] = new JsonArray("LocalRunManager"));
        var instrument = _bench.Open();
        await instrument.Services.Stop(Ucs, Limit, Cancel);
        Assert.Equal(ServiceRunState.Stopped, instrument.Services.ReadBack("LocalRunManager")?.State);
    }

    [Fact]
    public void A_pending_service_is_told_by_name()
    {
        _bench.Edit("modes/Dx/services.json", services => services[1]!["state"] = "pending");
        Assert.Equal("LocalRunManager", _bench.Open().Services.AnyPending());
    }

    [Fact]
    public void Membership_through_a_nested_group_counts()
    {
        _bench.Edit("modes/Dx/accounts.json", accounts =>
        {
            accounts["groups"]!.AsArray().Add(new JsonObject
            {
                ["sid"] = "S-1-5-21-1-2-3-1001",
                ["name"] = "Site IT",
                ["memberOf"] = new JsonArray(IAccounts.Administrators),
            });
            accounts["accounts"]![0]!["groups"]!.AsArray().Add("S-1-5-21-1-2-3-1001");
        });
        Assert.True(_bench.Open().Accounts.IsAdministrator("sbsuser"));
    }

    [Fact]
    public void The_last_enabled_administrator_stays()
    {
        _bench.Edit("modes/Dx/accounts.json", accounts =>
        {
            accounts["runningAs"] = "sbsuser";
            accounts["accounts"]![1]!["enabled"] = false;
        });
        var instrument = _bench.Open();
        Assert.Throws<InstrumentFault>(() => instrument.Accounts.Leave("ucs", IAccounts.Administrators));
    }

    [Fact]
    public void A_firewall_that_a_policy_decides_is_a_fault()
    {
        _bench.Edit("modes/Dx/firewall.json", profiles => profiles[0]!["fromPolicy"] = true);
        Assert.Throws<InstrumentFault>(() => _bench.Open().Firewall.Set("domain", on: true));
    }

    [Fact]
    public void The_hand_does_what_the_step_asks_of_a_person()
    {
        var instrument = _bench.Open("RUO");
        instrument.Hand.Do(Token.Of<StepId>("lrm-service-account"));
        instrument.Hand.Do(Token.Of<StepId>("some-other-step"));
        Assert.Equal(@".\ucs", instrument.Services.ReadBack(Ucs)?.Account);
    }

    [Fact]
    public void A_holder_of_a_file_is_named()
    {
        _bench.Edit("modes/Dx/processes.json", processes => processes["holders"] = new JsonObject
        {
            [@"C:\ProgramData\Illumina\Universal Copy Service\ucs.cfg"] = "notepad",
        });
        var instrument = _bench.Open();
        var file = instrument.Places.OnHost(@"C:\ProgramData\Illumina\Universal Copy Service\ucs.cfg");
        Assert.Equal(["notepad"], instrument.Processes.HoldersOf(file));
    }

    [Fact]
    public void A_rename_waits_for_the_restart_and_is_done_once()
    {
        var instrument = _bench.Open();
        var target = instrument.Places.OnHost(@"C:\ProgramData\Illumina\Universal Copy Service\ucs.cfg");
        File.WriteAllText(target + ".new", "new");
        instrument.RestartMoves!.Schedule(target + ".new", target);

        Assert.Equal([target], _bench.Open().Machine.Read().PendingFiles);
        Assert.NotEqual("new", File.ReadAllText(target));

        _bench.Edit("instrument.json", sheet => sheet["starts"] = 1);
        Assert.Empty(_bench.Open().Machine.Read().PendingFiles!);
        Assert.Equal("new", File.ReadAllText(target));
        Assert.False(File.Exists(target + ".new"));
    }

    [Fact]
    public void A_rename_whose_source_is_gone_is_taken_back()
    {
        var instrument = _bench.Open();
        var target = instrument.Places.OnHost(@"C:\ProgramData\Illumina\Universal Copy Service\ucs.cfg");
        instrument.RestartMoves!.Schedule(target + ".new", target);
        Assert.Empty(instrument.Machine.Read().PendingFiles!);

        _bench.Edit("instrument.json", sheet => sheet["starts"] = 1);
        _bench.Open();
        Assert.Contains("ListenAddress", File.ReadAllText(target), StringComparison.Ordinal);
    }

    private void Refuses(string file)
    {
        var refusal = RehearsalInstrument.Open(_bench.FileSystem, _bench.Folder).Refusal;
        Assert.NotNull(refusal);
        Assert.Contains(Path.GetFileName(file), refusal.Place, StringComparison.Ordinal);
    }

    private Task Do(string call, RehearsalInstrument instrument)
    {
        const string key = @"HKLM\SOFTWARE\Illumina\UniversalCopyService";
        var package = new InstallerCall(
            Path.Combine(_bench.Beside, "x.msi"), MediaPath.Of("payload/x.msi"), [], [], Path.Combine(_bench.Beside, "x.log"),
                new(Limit, Limit, () => { }));
        switch (call)
        {
            case "registry.write":
                instrument.Registry.Write(key, "RemoteAccess", RegistryView.Bits64, new(RegistryKind.Dword, "0"));
                break;
            case "registry.delete":
                instrument.Registry.Delete(key, "RemoteAccess", RegistryView.Bits64);
                break;
            case "services.configure":
                instrument.Services.Configure(Ucs, "LocalSystem", null, null);
                break;
            case "services.stop":
                return instrument.Services.Stop(Ucs, Limit, Cancel);
            case "services.start":
                return instrument.Services.Start(Ucs, Limit, Cancel);
            case "accounts.join":
                instrument.Accounts.Join("sbsuser", IAccounts.Administrators);
                break;
            case "accounts.leave":
                instrument.Accounts.Leave("ucs", IAccounts.Administrators);
                break;
            case "firewall.set":
                instrument.Firewall.Set("public", on: true);
                break;
            case "installers.undo":
                return instrument.Installers.Undo(package,
                    """{"product":"X","version":"1","files":[],"registry":[],"services":[]}""", Cancel);
            default:
                instrument.Hand.Do(Token.Of<StepId>("lrm-service-account"));
                break;
        }

        return Task.CompletedTask;
    }
}
