using System.Text.Json.Nodes;
using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd.Faults;

/// <summary>A command of the Applier on a make-believe instrument.</summary>
internal sealed class InstrumentScenario : FaultScenario
{
    private readonly Bench _bench;
    private readonly InstrumentFiles _files;
    private readonly string[] _line;
    private readonly Func<InstrumentScenario, Task> _prepare;
    private readonly Foundry? _foundry;
    private readonly string _ledger;
    private readonly SortedDictionary<string, string> _old;
    private SortedDictionary<string, string> _begin = [];
    private SortedDictionary<string, string> _end = [];
    private int _endCode;

    private InstrumentScenario(Bench bench, string ledger, string[] line, Func<InstrumentScenario, Task> prepare,
        Foundry? foundry = null)
    {
        (_bench, _ledger, _line, _prepare, _foundry) = (bench, ledger, line, prepare, foundry);
        _files = new InstrumentFiles(bench);
        Slot = new FaultSlot(bench.Folder);
        _old = _files.Tree;
    }

    public override FaultSlot Slot { get; }

    public override Built Program => Built.Applier;

    public override IReadOnlyList<string> Line =>
        [_line[0], "--rehearsal", _bench.Instrument, "--root", _bench.Root, .. _line[1..],
            .. _line[0] == "restore" ? Array.Empty<string>() : ["--unattended", _bench.Answers]];

    /// <summary><c>apply</c>: ends new.</summary>
    public static InstrumentScenario Apply(Round round) => new(Bench.Of(round), round.Ledger, ["apply"], _ => Task.CompletedTask);

    /// <summary><c>apply</c> of a bundle whose last step never reads back as it should: ends old.</summary>
    public static InstrumentScenario FailingApply()
    {
        var foundry = new Foundry { Campaign = FailingCampaign() };
        var bench = foundry.Make(DateTimeOffset.UtcNow, "REHEARSAL-1");
        Directory.Delete(Path.GetDirectoryName(foundry.Campaign)!, recursive: true);
        return new(bench, foundry.Ledger, ["apply"], _ => Task.CompletedTask, foundry);
    }

    /// <summary><c>rollback</c> after an update: ends old.</summary>
    public static InstrumentScenario Rollback(Round round) => new(Bench.Of(round), round.Ledger, ["rollback"],
        async scenario => (await scenario._bench.Apply()).Ended(0));

    /// <summary><c>restore --in-place</c> of files that were damaged after an update was taken back: ends old.</summary>
    public static InstrumentScenario Restore(Round round) =>
        new(Bench.Of(round), round.Ledger, ["restore", "--in-place", "--overwrite-newer"],
        async scenario =>
        {
            (await scenario._bench.Apply()).Ended(0);
            (await scenario._bench.Applier("rollback", "--unattended", scenario._bench.Answers)).Ended(0);
            var drive = Path.Combine(scenario._bench.Instrument, "modes", "Dx", "C");
            File.WriteAllText(Path.Combine(drive, "ProgramData", "Illumina", "Instrument", "instrument.cfg"), "damaged");
            File.Delete(Path.Combine(drive, "Program Files", "Illumina", "Universal Copy Service", "UniversalCopyService.txt"));
        });

    public override async Task Prepare()
    {
        await _prepare(this);
        _begin = _files.Tree;
        await Slot.Keep();
    }

    public override Task Learn(Ran ran)
    {
        (_end, _endCode) = (_files.Tree, ran.ExitCode);
        Assert.Equal(_line[0] == "apply" && _foundry is not null ? 80 : 0, ran.ExitCode);
        if (_line[0] != "apply" || _foundry is not null)
            Assert.Equal(_old, _end);
        else
            Assert.NotEqual(_old, _end);
        Assert.Empty(_files.Leftovers);
        return Task.CompletedTask;
    }

    public override async Task Judge(Ran ran, Action<string> wrong)
    {
        IsPlain(ran, wrong);
        var tree = _files.Tree;
        AgreesWithTree(ran, _begin, tree, wrong);
        await StatusAgrees(wrong);
        if (_files.Stage == "inconsistent")
        {
            var rescue = await Again(["rollback", .. Line.Skip(1)]);
            if (rescue.ExitCode != 0 || !Is(_old))
                wrong($"rollback after 82 ended with {rescue.ExitCode}, the tree is {Name(_files.Tree)}");
        }

        tree = _files.Tree;
        var next = await Again(Line);
        IsPlain(next, text => wrong($"next start: {text}"));
        AgreesWithTree(next, tree, _files.Tree, text => wrong($"next start: {text}"));
        // Taken back already: then a second rollback has nothing to do.
        if (next.ExitCode != _endCode && !(_line[0] == "rollback" && next.ExitCode == 84))
            wrong($"the next start ended with {next.ExitCode} ({Last(next)})");
        if (!Is(_end))
            wrong($"after the next start the tree is {Name(_files.Tree)}");
        await StatusAgrees(text => wrong($"next start: {text}"));
        foreach (var left in _files.Leftovers)
            wrong($"left behind: {left}");
        if (_line[0] != "restore")
            await ReceiptAgrees(wrong);
    }

    public override void Dispose()
    {
        base.Dispose();
        _bench.Dispose();
        _foundry?.Dispose();
    }

    private bool Is(SortedDictionary<string, string> tree) => _files.Tree.SequenceEqual(tree);

    private string Name(SortedDictionary<string, string> tree) =>
        tree.SequenceEqual(_old) ? "old" : tree.SequenceEqual(_end) ? "new" : tree.SequenceEqual(_begin)
            ? "as it was"
            : "between";

    // Exit code and sentences against the files.
    private void AgreesWithTree(Ran ran, SortedDictionary<string, string> before, SortedDictionary<string, string> tree,
        Action<string> wrong)
    {
        if (Killed(ran))
            return;
        var name = Name(tree);
        void Must(bool holds, string said)
        {
            if (!holds)
                wrong($"{said}, and the tree is {name}, state {_files.Stage ?? "none"}, records " +
                    $"{string.Join(' ', _files.Records.TakeLast(3))}");
        }

        // What it says at its end is of the tree now; what it said when it began, of the tree before.
        var end = Math.Max(0, ran.All.IndexOf("*** ", StringComparison.Ordinal));
        bool Says(string sentence) => ran.All.IndexOf(sentence, end, StringComparison.Ordinal) >= 0;
        bool Began(string sentence) => ran.All[..end].Contains(sentence, StringComparison.Ordinal);
        var isNew = tree.SequenceEqual(_end) && !_end.SequenceEqual(_old);
        switch (ran.ExitCode)
        {
            case 0:
                Must(tree.SequenceEqual(_end), "exit code 0");
                break;
            case 80 or 81 or 83:
                Must(name == "old", $"exit code {ran.ExitCode}");
                break;
            case 82:
                Must(name == "between", "exit code 82");
                break;
        }

        if (Began("Nothing was changed"))
            Must(before.SequenceEqual(_old), "it began with \"Nothing was changed\"");
        if (Began("The update is in place"))
            Must(!before.SequenceEqual(_old), "it began with \"The update is in place\"");
        if (Says("Nothing was changed"))
            Must(tree.SequenceEqual(before), "\"Nothing was changed\"");
        if (Says("Everything was put back") || Says("UPDATE UNDONE"))
            Must(name == "old", "\"Everything was put back\"");
        if (Says("UPDATE DONE"))
            Must(isNew, "\"UPDATE DONE\"");
        if (ran.ExitCode == 70 || Says("No file was put back"))
            Must(tree.SequenceEqual(before), "\"No file was put back\"");
        if (Says("NOT FINISHED"))
            Must(_files.IsOpen, "\"NOT FINISHED\"");
        if (Says("DO NOT USE THE INSTRUMENT"))
            Must(name == "between" && ran.ExitCode == 82, $"\"DO NOT USE\" with {ran.ExitCode}");
    }

    // What status says against the files, the journal and the newest receipt that tells of the instrument.
    private async Task StatusAgrees(Action<string> wrong)
    {
        var ran = await Again("status", "--rehearsal", _bench.Instrument, "--root", _bench.Root, "--json");
        IsPlain(ran, text => wrong($"status: {text}"));
        var state = ran.Output.StartsWith('{') ? JsonNode.Parse(ran.Output)!["state"] : null;
        if (state is null)
        {
            wrong($"status says {ran.All.ReplaceLineEndings(" ")} ({ran.ExitCode})");
            return;
        }

        var tree = _files.Tree;
        var (isOld, isNew) = (tree.SequenceEqual(_old), _line[0] == "rollback"
            ? tree.SequenceEqual(_begin)
            : tree.SequenceEqual(_end) && !_end.SequenceEqual(_old));
        var (standing, reportDue, kept) =
            ((string?)state["standing"], (bool)state["reportDue"]!, (int)state["receiptsKept"]!);
        var agrees = standing switch
        {
            "untouched" => isOld && _files.VerdictOfState is null,
            "between" => _files.IsOpen,
            "restart-awaited" => _files.Stage == "restart-pending",
            "done" => isNew && (reportDue || _files.VerdictOfState is "applied" or "already-applied"),
            // A restore mends what was damaged after an undo, and is no application.
            "undone" => (isOld || _line[0] == "restore") && (reportDue || _files.VerdictOfState == "undone"),
            "inconsistent" => !isOld && !isNew,
            _ => false,
        };
        if (!agrees || (bool)state["goesOn"]! != _files.IsOpen || kept != _files.Kept)
            wrong($"status says {state.ToJsonString()} ({ran.ExitCode}), and the tree is {Name(tree)}, state " +
                $"{_files.Stage ?? "none"}, receipt {_files.VerdictOfState ?? "none"}, kept {_files.Kept}");
    }

    // The receipt on the stick, and what the desk makes of it.
    private async Task ReceiptAgrees(Action<string> wrong)
    {
        var isNew = !_end.SequenceEqual(_old);
        var verdict = _files.VerdictOnStick;
        if (isNew ? verdict is not ("applied" or "already-applied") : verdict is not "undone")
            wrong($"the newest receipt on the stick says {verdict ?? "nothing"}, and the tree is {Name(_files.Tree)}");
        var ledger = Slot.At("ledger.db");
        await Ledgers.WithoutReceipts(_ledger, ledger);
        var received = await Look(Built.Packager, "receive", Path.Combine(_bench.Stick, "receipts"), "--ledger", ledger);
        var report = await Look(Built.Packager, "report", "--ledger", ledger, "--json");
        var state = report.ExitCode == 0 ? Ledgers.StateOf(JsonNode.Parse(report.Output)!, "M70503", "Dx") : null;
        if (received.ExitCode != 0 || state == "done" != isNew)
            wrong($"receive ended with {received.ExitCode} ({Last(received)}), the report says {state ?? "nothing"}");
    }

    private static string Last(Ran ran) => ran.All.TrimEnd().Split('\n')[^1];

    private static string FailingCampaign()
    {
        const string Proof = "      - { kind: service, service: UniversalCopyService, standardAccount: true, state: running }\n";
        const string Never =
            "      - { kind: registry, key: HKLM\\SOFTWARE\\Illumina\\UniversalCopyService, name: RemoteAccess, equalTo: \"7\" " +
                "}\n";
        var campaign = Path.Combine(Directory.CreateTempSubdirectory("patchkit-campaign-").FullName, "campaign");
        Tree.Copy(Repository.Folder("campaigns", "fsn2023-1338"), campaign);
        var yaml = Path.Combine(campaign, "campaign.yaml");
        var text = File.ReadAllText(yaml);
        Assert.Contains(Proof, text, StringComparison.Ordinal);
        File.WriteAllText(yaml, text.Replace(Proof, Proof + Never, StringComparison.Ordinal));
        return campaign;
    }
}
