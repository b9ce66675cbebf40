using System.Text.Json.Nodes;
using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd.Faults;

/// <summary>
/// A command of the Packager at the support desk, in a folder with a release, the holders' keys and a ledger. Whatever fails in
/// it, ledger and release are old or new, and the same command again does what was wanted.
/// </summary>
internal abstract class DeskScenario(Round round) : FaultScenario
{
    private const string Passphrase = "rehearsal rehearsal rehearsal";

    protected Round Round => round;

    public override FaultSlot Slot { get; } = new(Directory.CreateTempSubdirectory("patchkit-desk-").FullName);

    public override Built Program => Built.Packager.Reading(Slot.At("passphrase"));

    protected string Release => Slot.At("release");

    protected string Ledger => Slot.At("ledger.db");

    public override async Task Prepare()
    {
        await File.WriteAllTextAsync(Slot.At("passphrase"), $"{Passphrase}\n", TestContext.Current.CancellationToken);
        round.CopyOfRelease(Slot.Folder);
        Tree.Copy(Path.Combine(round.Folder, "keys"), Slot.At("keys"));
        Tree.Copy(Path.Combine(round.Stick, "receipts"), Slot.At("receipts"));
        await Ledgers.WithoutReceipts(round.Ledger, Ledger);
        await Ready();
        await Slot.Keep();
    }

    public override async Task Learn(Ran ran)
    {
        ran.Ended(0);
        await IsDone(text => Assert.Fail(text));
        Assert.Empty(Leftovers());
    }

    public override async Task Judge(Ran ran, Action<string> wrong)
    {
        IsPlain(ran, wrong);
        if (ran.ExitCode == 0)
            await IsDone(text => wrong($"exit code 0, but {text}"));
        if (ran.All.Contains("Nothing was written", StringComparison.Ordinal))
            await IsAsBefore(text => wrong($"\"Nothing was written\", but {text}"));
        await IsWhole(wrong);
        var next = await Next(ran);
        IsPlain(next, text => wrong($"again: {text}"));
        if (next.ExitCode != 0)
            wrong($"again ended with {next.ExitCode}: {next.All.TrimEnd().ReplaceLineEndings(" | ")}");
        await IsDone(text => wrong($"again: {text}"));
        foreach (var left in Leftovers())
            wrong($"left behind: {left}");
    }

    public override void Dispose()
    {
        base.Dispose();
        Directory.Delete(Slot.Folder, recursive: true);
    }

    /// <summary>What the command needs beside release, keys and ledger.</summary>
    protected virtual Task Ready() => Task.CompletedTask;

    /// <summary>What was wanted is so.</summary>
    protected abstract Task IsDone(Action<string> wrong);

    /// <summary>Nothing of it is so.</summary>
    protected abstract Task IsAsBefore(Action<string> wrong);

    /// <summary>Release and ledger can be read, whatever happened.</summary>
    protected virtual async Task IsWhole(Action<string> wrong)
    {
        if (await Again("keys", "show", Release) is { ExitCode: not 0 } release)
            wrong($"keys show: {release.All.ReplaceLineEndings(" | ")}");
        if (await Again("report", "--ledger", Ledger) is { ExitCode: not 0 } report)
            wrong($"report: {report.All.ReplaceLineEndings(" | ")}");
    }

    /// <summary>Starts again as the message advises.</summary>
    protected virtual Task<Ran> Next(Ran ran) => Again(Line);

    protected string[] Key(string holder) => ["--key", Slot.At("keys", $"{holder}.key.json"), "--passphrase-fd", "3"];

    /// <summary>The files of the release with their hashes; that somebody is or was at work in it is no part of it.</summary>
    protected SortedDictionary<string, string> Files
    {
        get
        {
            var files = Tree.Whole(Release);
            foreach (var name in new[] { "working.lock", "working.lock.txt" })
                files.Remove(name);
            return files;
        }
    }

    /// <summary>Says of the release what is not as it was.</summary>
    protected void ReleaseIsAsBefore(SortedDictionary<string, string> before, Action<string> wrong)
    {
        var others = Files.Except(before).Concat(before.Except(Files)).Select(one => one.Key).Distinct().ToList();
        if (others.Count > 0)
            wrong($"the release is another: {string.Join(", ", others)}");
    }

    private IEnumerable<string> Leftovers() => Directory
        .EnumerateFileSystemEntries(Slot.Folder, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Slot.Folder, path))
        .Where(path => path.StartsWith("tmp/", StringComparison.Ordinal)
            || path.EndsWith(".part", StringComparison.Ordinal)
            || path.EndsWith(".tmp", StringComparison.Ordinal)
            || path.EndsWith("-journal", StringComparison.Ordinal)
            || Path.GetFileName(path).StartsWith(".patchkit-", StringComparison.Ordinal));
}

/// <summary><c>receive</c> of four receipts.</summary>
internal sealed class ReceiveScenario(Round round) : DeskScenario(round)
{
    private const int Receipts = 4;

    public override IReadOnlyList<string> Line => ["receive", Slot.At("receipts"), "--ledger", Ledger];

    protected override async Task IsDone(Action<string> wrong)
    {
        if (await Ledgers.Count(Ledger, "receipts") is var count and not Receipts)
            wrong($"{count} receipts are in the ledger");
        if (await Again("report", "--ledger", Ledger, "--require-complete") is { ExitCode: not 0 } report)
            wrong($"the report ended with {report.ExitCode}");
    }

    protected override async Task IsAsBefore(Action<string> wrong)
    {
        if (await Ledgers.Count(Ledger, "receipts") is var count and not 0)
            wrong($"{count} receipts are in the ledger");
    }
}

/// <summary><c>report</c> as a page and as a table, over earlier ones.</summary>
internal sealed class ReportScenario(Round round) : DeskScenario(round)
{
    private const string Before = "the report of last week";

    public override IReadOnlyList<string> Line =>
        ["report", "--ledger", Ledger, "--html", Slot.At("report.html"), "--csv", Slot.At("report.csv")];

    protected override async Task Ready()
    {
        foreach (var name in new[] { "report.html", "report.csv" })
            await File.WriteAllTextAsync(Slot.At(name), Before, TestContext.Current.CancellationToken);
    }

    protected override Task IsDone(Action<string> wrong)
    {
        if (!IsWholePage)
            wrong("the page is not whole");
        if (!IsWholeTable)
            wrong("the table is not whole");
        return Task.CompletedTask;
    }

    protected override Task IsAsBefore(Action<string> wrong)
    {
        foreach (var name in new[] { "report.html", "report.csv" })
        {
            if (Text(name) != Before)
                wrong($"{name} is another");
        }

        return Task.CompletedTask;
    }

    protected override async Task IsWhole(Action<string> wrong)
    {
        await base.IsWhole(wrong);
        if (Text("report.html") != Before && !IsWholePage)
            wrong("the page is neither old nor new");
        if (Text("report.csv") != Before && !IsWholeTable)
            wrong("the table is neither old nor new");
    }

    private bool IsWholePage => Text("report.html") is { } page
        && page.StartsWith("<!", StringComparison.Ordinal) && page.TrimEnd().EndsWith("</html>", StringComparison.Ordinal);

    // A heading, and two phases of each of the four modes.
    private bool IsWholeTable => Text("report.csv") is { } table && table.EndsWith('\n') && table.Count(one => one == '\n') == 9;

    private string? Text(string name) => File.Exists(Slot.At(name)) ? File.ReadAllText(Slot.At(name)) : null;
}

/// <summary><c>keys refresh</c> of what is published.</summary>
internal sealed class RefreshScenario(Round round) : DeskScenario(round)
{
    private SortedDictionary<string, string> _before = [];

    public override IReadOnlyList<string> Line => ["keys", "refresh", Release, .. Key("support-desk")];

    protected override Task Ready()
    {
        _before = Files;
        return Task.CompletedTask;
    }

    protected override async Task IsDone(Action<string> wrong)
    {
        if (Version("timestamp.json") < 3)
            wrong($"the timestamp is version {Version("timestamp.json")}");
        if (Path.Combine(Release, "drafts") is var drafts && Directory.Exists(drafts) && Directory.EnumerateFiles(drafts).Any())
            wrong("drafts are left");
        await Task.CompletedTask;
    }

    protected override Task IsAsBefore(Action<string> wrong)
    {
        ReleaseIsAsBefore(_before, wrong);
        return Task.CompletedTask;
    }

    private long Version(string name) =>
        (long)JsonNode.Parse(File.ReadAllText(Path.Combine(Release, "metadata", name)))!["signed"]!["version"]!;
}

/// <summary><c>keys combine</c> of two holders' signatures, which withdraw a bundle.</summary>
internal sealed class CombineScenario(Round round) : DeskScenario(round)
{
    private SortedDictionary<string, string> _before = [];

    public override IReadOnlyList<string> Line =>
        ["keys", "combine", Release, Slot.At("release-engineering.sig"), Slot.At("quality.sig")];

    protected override async Task Ready()
    {
        (await Program.Run("keys", "renew", Release, "--role", "bundles")).Ended(0);
        (await Program.Run("keys", "request", Release, "--purpose", "a test", "--out", Slot.At("request.json"))).Ended(0);
        foreach (var holder in new[] { "release-engineering", "quality" })
            (await Program.Run(
                ["keys", "sign", Slot.At("request.json"), "--out", Slot.At($"{holder}.sig"), "--yes", .. Key(holder)])).Ended(0);
        _before = Files;
    }

    protected override Task IsDone(Action<string> wrong)
    {
        var signatures = JsonNode.Parse(
            File.ReadAllText(Path.Combine(Release, "drafts", "bundles.json")))!["signatures"]!.AsArray();
        if (signatures.Count(signature => ((string?)signature!["sig"])!.Length > 0) != 2)
            wrong($"the draft has {signatures.Count} signatures");
        return Task.CompletedTask;
    }

    protected override Task IsAsBefore(Action<string> wrong)
    {
        ReleaseIsAsBefore(_before, wrong);
        return Task.CompletedTask;
    }
}

/// <summary><c>stick</c> for a second order.</summary>
internal sealed class StickScenario(Round round) : DeskScenario(round)
{
    private SortedDictionary<string, string> _before = [];
    private long _deliveries;

    public override IReadOnlyList<string> Line =>
        ["stick", Slot.At("order.json"), "--release", Release, "--output", Slot.At("stick"), "--ledger", Ledger,
            .. Key("support-desk")];

    protected override async Task Ready()
    {
        await Order("REHEARSAL-2");
        (_before, _deliveries) = (Files, await Ledgers.Count(Ledger, "deliveries"));
    }

    protected override async Task IsDone(Action<string> wrong)
    {
        if (await Again("verify", Slot.At("stick"), "--root", Slot.At("keys", "root.json")) is { ExitCode: not 0 } verified)
            wrong($"the stick is refused with {verified.ExitCode}: {verified.All.ReplaceLineEndings(" | ")}");
        if (!await Ledgers.Knows(Ledger, Nonce))
            wrong("the ledger does not have the delivery");
        if (Path.Combine(Release, "drafts") is var drafts && Directory.Exists(drafts) && Directory.EnumerateFiles(drafts).Any())
            wrong("drafts are left");
    }

    // A stick that is made is not made again; one that was killed half made is emptied by a person, who is told so.
    protected override async Task<Ran> Next(Ran ran)
    {
        if (ran.ExitCode == 0)
            return ran;
        var next = await Again(Line);
        if (!Killed(ran) || next.ExitCode != 12 || !next.All.Contains("empty it first", StringComparison.Ordinal))
            return next;
        if ((await Again("verify", Slot.At("stick"), "--root", Slot.At("keys", "root.json"))).ExitCode == 0)
            return next; // a whole stick, and a person was told to empty it
        Directory.Delete(Slot.At("stick"), recursive: true);
        next = await Again(Line);
        // Cut when all was done: the ledger has that stick, and no second one gets its name.
        if (next.ExitCode != 16 || !next.All.Contains("order cancel REHEARSAL-2", StringComparison.Ordinal))
            return next;
        (await Again("order", "cancel", "REHEARSAL-2", "--by", "Anna", "--note", "emptied", "--ledger", Ledger)).Ended(0);
        await Order("REHEARSAL-3");
        return await Again(Line);
    }

    private async Task Order(string stick)
    {
        var order = JsonNode.Parse(await File.ReadAllTextAsync(
            Path.Combine(Round.Folder, "order.json"), TestContext.Current.CancellationToken))!;
        order["stick"] = stick;
        await File.WriteAllTextAsync(Slot.At("order.json"), order.ToJsonString(), TestContext.Current.CancellationToken);
    }

    // The order says which stick was made last.
    private string Made => (string)JsonNode.Parse(File.ReadAllText(Slot.At("order.json")))!["stick"]!;

    private string Nonce => Directory.Exists(Slot.At("stick", "release", "targets", "deliveries"))
        && Directory.GetFiles(Slot.At("stick", "release", "targets", "deliveries"), $"*.{Made}.json") is [var delivery]
        ? (string)JsonNode.Parse(File.ReadAllText(delivery))!["nonce"]!
        : "";

    protected override async Task IsAsBefore(Action<string> wrong)
    {
        ReleaseIsAsBefore(_before, wrong);
        if (await Ledgers.Count(Ledger, "deliveries") != _deliveries)
            wrong("the ledger has the delivery");
        if (Directory.Exists(Slot.At("stick")) && Directory.EnumerateFileSystemEntries(Slot.At("stick")).Any())
            wrong("the stick's folder has files");
    }
}
