using PatchKit.Applier.Applying;
using PatchKit.Applier.Backups;
using PatchKit.Applier.Operators;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;

namespace PatchKit.Tests.Applier.Applying;

/// <summary>After an undo the whole mandatory set is compared with the backup: a script may alter what no step names.</summary>
public sealed class UndoComparisonTests : IDisposable
{
    private const string Calibration = @"C:\App\calibration.xml";
    private const string Lookup = @"C:\App\tables\lookup.bin";

    private readonly Bench _bench = new();
    private readonly string _old;
    private readonly ProvenBackup _proven;
    private bool? _answer;

    public UndoComparisonTests()
    {
        SampleSteps.Prepare(_bench);
        _bench.Put(Calibration, "calibrated");
        _bench.Put(Lookup, "table");
        _old = _bench.Snapshot();
        _proven = Prove();
        var others = _bench.Person.Answer;
        _bench.Person.Answer = question => question is RestoreAlteredQuestion ? _answer : others(question);
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task What_a_failing_script_altered_beside_its_step_is_named_and_put_back_on_a_yes()
    {
        _answer = true;
        var outcome = await FailingScript(Spoil);
        var asked = Assert.Single(Asked);
        Assert.Equal(2, asked.Files);
        Assert.Equal([Calibration, Lookup], asked.Names.Order(StringComparer.Ordinal));
        Assert.Equal((Verdict.Undone, RefusalCode.StepFailed), (outcome.Verdict, outcome.Refusal!.Code));
        Assert.DoesNotContain("backup", outcome.Refusal.Reason, StringComparison.Ordinal);
        Assert.Equal((3, 0), (outcome.Compared!.Files, outcome.Compared.Different));
        Assert.Equal(_old, _bench.Snapshot());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(null)]
    public async Task Without_a_yes_it_stays_and_is_told(bool? answer)
    {
        _answer = answer;
        var outcome = await FailingScript(Spoil);
        Assert.Equal((Verdict.Undone, RefusalCode.StepFailed), (outcome.Verdict, outcome.Refusal!.Code));
        Assert.Contains(Calibration, outcome.Refusal.Reason, StringComparison.Ordinal);
        Assert.Contains(Lookup, outcome.Refusal.Reason, StringComparison.Ordinal);
        Assert.Equal((3, 2), (outcome.Compared!.Files, outcome.Compared.Different));
        Assert.Equal("spoiled", _bench.Text(Calibration));
        // A start after a power cut tells the same.
        var ended = _bench.Transaction.Ended(_bench.Request().Bundle, _proven.Digest)!;
        Assert.Equal(outcome.Refusal.ToString(), ended.Refusal!.ToString());
        Assert.Equal(outcome.Compared.Names, ended.Compared!.Names);
    }

    [Fact]
    public async Task A_rollback_tells_what_it_left_different_by_a_code_of_its_own()
    {
        await Apply(SampleSteps.File(_bench));
        Spoil();
        var outcome = await _bench.Transaction.Rollback();
        Assert.Equal((Verdict.Undone, RefusalCode.FilesAltered), (outcome.Verdict, outcome.Refusal!.Code));
        Assert.Null(_bench.Transaction.Pending());
    }

    [Fact]
    public async Task A_file_that_a_step_changes_and_that_is_not_as_in_the_backup_is_neither_old_nor_new()
    {
        var outcome = await FailingScript(() => _bench.Put(SampleSteps.Target, "spoiled"), SampleSteps.File(_bench));
        Assert.Equal((Verdict.Inconsistent, RefusalCode.Inconsistent), (outcome.Verdict, outcome.Refusal!.Code));
        Assert.Contains(SampleSteps.Target, outcome.Refusal.Reason, StringComparison.Ordinal);
        _answer = true;
        Assert.Equal((Verdict.Undone, null), Told(await _bench.Transaction.Rollback()));
        Assert.Equal(_old, _bench.Snapshot());
    }

    [Fact]
    public async Task What_lies_beside_and_what_is_as_it_was_is_not_asked_about()
    {
        _bench.Put(@"C:\App\tables\new.txt", "not in the backup");
        var outcome = await FailingScript(() => { });
        Assert.Equal((Verdict.Undone, 3, 0), (outcome.Verdict, outcome.Compared!.Files, outcome.Compared.Different));
        Assert.Empty(Asked);
    }

    [Fact]
    public async Task Of_many_files_fifteen_are_named_and_the_number_of_the_rest()
    {
        _bench.Put(@"C:\App\tables\00.bin", "-");
        foreach (var number in Enumerable.Range(1, 19))
            _bench.Put($@"C:\App\tables\{number:D2}.bin", "-");
        var outcome = await FailingScript(
            () => Directory.Delete(_bench.Instrument.OnHost(@"C:\App\tables"), recursive: true), Prove("many"));
        var asked = Assert.Single(Asked);
        Assert.Equal((21, 15, 6), (asked.Files, asked.Names.Length, asked.More));
        Assert.EndsWith("and 6 more", outcome.Refusal!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_that_is_gone_is_said_and_decides_nothing()
    {
        await Apply(SampleSteps.File(_bench));
        Directory.Delete(_proven.Kept.Place, recursive: true);
        var outcome = await _bench.Transaction.Rollback();
        Assert.Equal((Verdict.Undone, null), Told(outcome));
        Assert.Null(outcome.Compared);
        Assert.Contains(_bench.Person.Events, told => told is Noted { Note: Note.BackupNotCompared });
    }

    private IReadOnlyList<RestoreAlteredQuestion> Asked => [.. _bench.Person.Questions.OfType<RestoreAlteredQuestion>()];

    private void Spoil()
    {
        _bench.Put(Calibration, "spoiled");
        File.Delete(_bench.Instrument.OnHost(Lookup));
    }

    private Task<ApplyOutcome> FailingScript(Action spoil, ProvenBackup proven) =>
        FailingScript(spoil, proven, SampleSteps.Script(_bench));

    private Task<ApplyOutcome> FailingScript(Action spoil, params Step[] after) =>
        FailingScript(spoil, _proven, [SampleSteps.Script(_bench), .. after]);

    // A script that alters something else; it fails, or the step after it does.
    private async Task<ApplyOutcome> FailingScript(Action spoil, ProvenBackup proven, params Step[] steps)
    {
        _bench.Instrument.Faults.Add("registry.write");
        _bench.Instrument.OnCall = made =>
        {
            if (made == "script.apply")
                spoil();
        };
        return await Apply(proven, [.. steps, SampleSteps.Value()]);
    }

    private Task<ApplyOutcome> Apply(params Step[] steps) => Apply(_proven, steps);

    private async Task<ApplyOutcome> Apply(ProvenBackup proven, Step[] steps) => await _bench.Transaction.Run(
        await _bench.Transaction.Plan(_bench.Request(steps), CancellationToken.None), proven,
        _ => Task.FromResult<Refusal?>(null), CancellationToken.None);

    private ProvenBackup Prove(string id = "one")
    {
        BackupSource Source(string path) => new(path, _bench.Instrument.OnHost(path), Mandatory: true);
        var request = new BackupRequest(id, Path.Combine(_bench.Instrument.State, "backups"), "MiSeqDx M00001", "Dx",
            [Source(SampleSteps.Target), Source(Calibration), Source(@"C:\App\tables")], [new("state.json", "[]"u8.ToArray())]);
        var taken = new BackupTaker(_bench.Files, TimeProvider.System).Take(request, null, CancellationToken.None).Value;
        return new ProvenBackup.RestoreProof(_bench.Files, TimeProvider.System)
            .Prove(taken, Path.Combine(_bench.Folder, "room"), null, CancellationToken.None).Value;
    }

    private static (Verdict, Refusal?) Told(ApplyOutcome outcome) => (outcome.Verdict, outcome.Refusal);
}
