using System.IO.Compression;
using System.Text.Json.Nodes;
using PatchKit.Shared;
using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

/// <summary>
/// Something is wrong with an instrument: its diagnosis goes to support, and there a make-believe instrument shows the same.
/// Every third fault is tried; PATCHKIT_EVERY_DIAGNOSIS=1 tries them all.
/// </summary>
public sealed class DiagnosisTests(Round round) : IDisposable
{
    private const string Key = @"HKLM\SOFTWARE\Illumina\Instrument";
    private readonly Bench _bench = Bench.Of(round);

    private static readonly Dictionary<string, Action<Bench>> Faults = new()
    {
        ["Windows is too old"] = it => Machine(it, machine => machine["osBuild"] = 9600),
        ["no administrator"] = it => Machine(it, machine => machine["elevated"] = false),
        ["rights cannot be read"] = it => Machine(it, machine => machine.Remove("elevated")),
        ["another serial number"] = it => Registry(it, "SerialNumber", "M99999"),
        ["no serial number"] = it => Registry(it, "SerialNumber", null),
        ["an unknown boot mode"] = it => Registry(it, "BootMode", "Service"),
        ["no boot mode"] = it => Registry(it, "BootMode", null),
        ["another product"] = it => Registry(it, "Product", "HiSeq"),
        ["software that is not affected"] = it => Mode(it, "products.json", products =>
            Named(products, "MiSeq Operating Software")["version"] = "3.9.9"),
        ["a restart is pending"] = it => Machine(it, machine => machine["pendingRestart"] = "an update of Windows"),
        ["the other mode sleeps"] = it => Machine(it, machine => machine["otherModeHibernated"] = true),
        ["the battery is low"] = it => Machine(it, machine => (machine["onBattery"], machine["batteryPercent"]) = (true, 9)),
        ["a policy blocks programs"] = it => Machine(it, machine => machine["blockingPolicy"] = "AppLocker of the site"),
        ["a policy blocks installers"] = it => Machine(it, machine => machine["installerPolicy"] = "DisableMSI"),
        ["an installer is at work"] = it => Machine(it, machine => machine["installerBusy"] = true),
        ["the control software runs"] = it => Mode(it, "processes.json", processes =>
            processes["running"]!.AsArray().Add("RTA")),
        ["a run is under way"] = it => Run(it),
        ["a disk is full"] = it => it.Edit("drives.json", drives => Bench.DriveOf(drives, "C:")["freeBytes"] = 4096),
        ["a disk does not confirm"] = it => Fault(it, "drives.flush"),
        ["the stick is write-protected"] = it => it.EditStick(stick => stick["readOnly"] = true),
        ["an installer fails"] = it => Machine(it, machine => machine["installerExitCode"] = 1603),
        ["a service cannot be changed"] = it => Fault(it, "services.configure"),
        ["the firewall cannot be set"] = it => Fault(it, "firewall.set"),
        ["the firewall lies"] = it => Machine(it, machine => machine["lies"] = new JsonArray("firewall.set")),
        ["the registry cannot be written"] = it => Fault(it, "registry.write"),
    };

    public static TheoryData<string> Seeded => [.. Faults.Keys.Where((_, index) => Every || index % 3 == 0)];

    private static bool Every => Environment.GetEnvironmentVariable("PATCHKIT_EVERY_DIAGNOSIS") == "1";

    public void Dispose() => _bench.Dispose();

    [Theory, MemberData(nameof(Seeded))]
    public async Task A_rehearsal_made_of_a_diagnosis_shows_the_same_refusal(string fault)
    {
        Faults[fault](_bench);
        var refused = await _bench.Apply("--json");
        Assert.True(Enum.IsDefined((RefusalCode)refused.ExitCode), $"{fault}: {refused.ExitCode}\n{refused.All}");
        var zip = Path.Combine(_bench.Folder, "diagnosis.zip");
        (await _bench.Applier("diagnose", "--out", zip)).Ended(0);

        var ran = (await Built.Packager.Run("rehearse", "--from", zip, "--folder", Path.Combine(_bench.Folder, "again")))
            .Ended(0);

        Assert.Contains($"same     ({refused.ExitCode}) ", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_diagnosis_is_listed_first_and_goes_to_the_stick_which_stays_good()
    {
        var ran = (await _bench.Applier("diagnose")).Ended(0);

        var lines = ran.Output.Split('\n');
        var file = Assert.Single(Directory.GetFiles(Path.Combine(_bench.Stick, "receipts"), "diagnosis-*.zip"));
        Assert.True(Array.FindIndex(lines, line => line.Contains("diagnosis.json", StringComparison.Ordinal))
            < Array.FindIndex(lines, line => line.StartsWith("Written:", StringComparison.Ordinal)));
        using var archive = ZipFile.OpenRead(file);
        Assert.Equal(["diagnosis.json", "log.jsonl"], archive.Entries.Select(entry => entry.Name));
        Assert.All(archive.Entries, entry => Assert.Contains($"{entry.Name}, {entry.Length} bytes", ran.Output,
            StringComparison.Ordinal));
        (await _bench.Apply()).Ended(0);
        new Machine(_bench.Instrument, "Dx").IsPatched();
    }

    [Fact]
    public async Task Where_nothing_is_in_the_way_there_is_nothing_to_rehearse()
    {
        var zip = Path.Combine(_bench.Folder, "diagnosis.zip");
        (await _bench.Applier("diagnose", "--out", zip, "--json")).Ended(0);

        var ran = await Built.Packager.Run("rehearse", "--from", zip, "--folder", Path.Combine(_bench.Folder, "again"));

        ran.Ended((int)RefusalCode.InputMissing);
        Assert.Contains("nothing was in the way", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_diagnosis_is_refused()
    {
        var zip = Path.Combine(_bench.Folder, "diagnosis.zip");
        await File.WriteAllTextAsync(zip, "no zip", TestContext.Current.CancellationToken);

        (await Built.Packager.Run("rehearse", "--from", zip, "--folder", _bench.Folder)).Ended((int)RefusalCode.FormatInvalid);
    }

    private static void Mode(Bench bench, string file, Action<JsonNode> edit) =>
        bench.Edit(Path.Combine("modes", "Dx", file), edit);

    private static void Machine(Bench bench, Action<JsonObject> edit) =>
        Mode(bench, "machine.json", machine => edit((JsonObject)machine));

    private static void Fault(Bench bench, string call) =>
        Machine(bench, machine => machine["faults"] = new JsonObject { [call] = "error 5: access is denied" });

    private static void Registry(Bench bench, string name, string? text) => Mode(bench, "registry.json", values =>
    {
        var value = values.AsArray().Single(one => (string?)one!["key"] == Key && (string?)one["name"] == name)!;
        if (text is null)
            values.AsArray().Remove(value);
        else
            value["text"] = text;
    });

    private static void Run(Bench bench)
    {
        var run = Path.Combine(bench.Instrument, "modes", "Dx", "D", "Illumina", "MiSeq Temp", "260504_M70503_0001_ABCDE");
        Directory.CreateDirectory(run);
        File.WriteAllText(Path.Combine(run, "RunInfo.xml"), "under way");
    }

    private static JsonNode Named(JsonNode list, string name) =>
        list.AsArray().Single(one => (string?)one!["name"] == name)!;
}
