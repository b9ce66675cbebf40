using System.Diagnostics;
using System.Text.Json.Nodes;
using PatchKit.Shared;
using PatchKit.Tests.EndToEnd.Faults;
using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

/// <summary>Two real commands of a support desk at the same time, on one release and one ledger.</summary>
public sealed class SideBySideTests(Round round) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("patchkit-desk-").FullName;

    private string Release => At("release");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Two_sticks_made_at_once_are_both_good_and_both_in_the_ledger()
    {
        await Prepare();
        var made = await Task.WhenAll(Stick("REHEARSAL-2"), Stick("REHEARSAL-3"));
        Assert.All(made, ran => ran.Ended(0));
        foreach (var name in new[] { "REHEARSAL-2", "REHEARSAL-3" })
            (await Built.Packager.Run("verify", At(name), "--root", At("keys", "root.json"))).Ended(0);
        (await Built.Packager.Run("keys", "show", Release)).Ended(0);
        Assert.Equal(3, await Ledgers.Count(At("ledger.db"), "deliveries"));
    }

    [Fact]
    public async Task A_pipe_among_receipts_is_named_and_not_waited_for()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "pipes have names there");
        await Prepare();
        var receipts = At("receipts");
        Tree.Copy(Path.Combine(round.Stick, "receipts"), receipts);
        using (var made = Process.Start("mkfifo", [Path.Combine(receipts, "M70503-Dx-20260101T000000Z-9.dsse.json")]))
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var ran = await Built.Packager.Run("receive", receipts, "--ledger", At("ledger.db")).WaitAsync(stop.Token);
        Assert.NotEqual(0, ran.ExitCode);
        Assert.Contains("20260101T000000Z-9", ran.All, StringComparison.Ordinal);
        Assert.Contains("4 accepted", ran.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stick_says_until_when_it_is_good_and_what_limits_it()
    {
        await Prepare();
        (await Built.Packager.Reading(At("passphrase"))
            .Run("keys", "refresh", Release, "--days", "20", "--key", At("keys", "support-desk.key.json"),
                "--passphrase-fd", "3"))
            .Ended(0);
        var until = DateTime.UtcNow.AddDays(20);
        var made = (await Stick("REHEARSAL-4")).Ended(0);
        Assert.Matches(
            $"usable until ({until:yyyy-MM-dd}|{until.AddMinutes(-5):yyyy-MM-dd}): so long a stick lives; 'packager keys refresh",
            made.Output);
    }

    private Task<Ran> Stick(string name)
    {
        var order = JsonNode.Parse(File.ReadAllText(At("order.json")))!;
        order["stick"] = name;
        File.WriteAllText(At($"{name}.json"), order.ToJsonString());
        return Built.Packager.Reading(At("passphrase")).Run("stick", At($"{name}.json"), "--release", Release, "--output",
            At(name), "--ledger", At("ledger.db"), "--key", At("keys", "support-desk.key.json"), "--passphrase-fd", "3");
    }

    private async Task Prepare()
    {
        await File.WriteAllTextAsync(At("passphrase"), "rehearsal rehearsal rehearsal\n", TestContext.Current.CancellationToken);
        round.CopyOfRelease(_folder);
        Tree.Copy(Path.Combine(round.Folder, "keys"), At("keys"));
        File.Copy(Path.Combine(round.Folder, "order.json"), At("order.json"));
        await Ledgers.WithoutReceipts(round.Ledger, At("ledger.db"));
    }

    private string At(params string[] names) => Path.Combine([_folder, .. names]);
}
