using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using PatchKit.Applier.Applying;
using PatchKit.Applier.Backups;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;
using PatchKit.Tests.Applier.PowerCuts;

namespace PatchKit.Tests.Applier.Applying;

/// <summary>Promise 2: the first change happens only after a proven restore. It is a type, and a member of the journal.</summary>
public sealed class ProvenBackupTests : IDisposable
{
    private readonly Bench _bench = new();

    public ProvenBackupTests() => SampleSteps.Prepare(_bench);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Only_the_proof_can_make_a_proven_backup()
    {
        var type = typeof(ProvenBackup);
        Assert.True(type.IsSealed);
        Assert.All(type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic),
            constructor => Assert.True(constructor.IsPrivate));
        // Nothing can be exchanged in a copy of one.
        Assert.All(type.GetProperties(), property => Assert.False(property.CanWrite));
        // A private constructor is open to what is nested in its type.
        Assert.Equal([typeof(ProvenBackup.RestoreProof)],
            type.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic).Where(nested => !nested.Name.StartsWith('<')));
    }

    [Fact]
    public void No_application_begins_without_one()
    {
        // Who writes a journal's first record, and who has that done.
        MethodInfo[] begin = [typeof(Application).GetMethod("Begin")!, typeof(Transaction).GetMethod("Run")!];
        Assert.All(begin, method =>
            Assert.Single(method.GetParameters(), parameter => parameter.ParameterType == typeof(ProvenBackup)));
    }

    [Fact]
    public async Task A_later_start_goes_on_on_the_proof_that_the_journal_names()
    {
        await CutOffInTheSecondStep();
        var folder = Assert.Single(new ApplicationFolders(_bench.Files, _bench.Instrument.State).Begun());
        Assert.Equal(Starts.Proven.Digest, Application.Open(_bench.Files, folder, TimeProvider.System).Value.Proof);
        var outcome = await _bench.Transaction.GoOn(_ => Task.FromResult<Refusal?>(null), CancellationToken.None);
        Assert.Equal(Verdict.Applied, outcome.Verdict);
    }

    [Fact]
    public async Task A_journal_without_a_proof_is_not_gone_on_with()
    {
        await CutOffInTheSecondStep();
        var journal = Path.Combine(_bench.Instrument.State, "applications", "0001", "journal");
        WithoutProof(journal);
        var between = _bench.Snapshot();

        Assert.Equal(RefusalCode.Inconsistent, _bench.Transaction.Pending()?.Damage?.Code);
        var outcome = await _bench.Transaction.GoOn(_ => Task.FromResult<Refusal?>(null), CancellationToken.None);
        Assert.Equal((Verdict.Inconsistent, RefusalCode.Inconsistent), (outcome.Verdict, outcome.Refusal?.Code));
        Assert.Equal(between, _bench.Snapshot());
    }

    private async Task CutOffInTheSecondStep()
    {
        _bench.Instrument.OnCall = call =>
        {
            if (call == "firewall.set")
                throw new PowerCutException();
        };
        await Assert.ThrowsAsync<PowerCutException>(() => _bench.Run(SampleSteps.Value(), SampleSteps.Firewall()));
        _bench.Instrument.OnCall = _ => { };
    }

    // The same journal, whole and chained, as if it had been begun without a proof.
    private static void WithoutProof(string path)
    {
        var chain = new string('0', 64);
        var lines = new StringBuilder();
        foreach (var line in File.ReadAllLines(path))
        {
            var record = JsonNode.Parse(line[JournalFrame.HeaderBytes..])!.AsObject();
            record.Remove("proof");
            var json = record.ToJsonString();
            chain = Sha256Digest.Of(Encoding.UTF8.GetBytes(chain + json)).Hex;
            var check = Sha256Digest.Of(Encoding.UTF8.GetBytes(json)).Hex[..16];
            lines.Append($"{Encoding.UTF8.GetByteCount(json):D8} {check} {chain} {json}\n");
        }

        File.WriteAllText(path, lines.ToString());
    }
}
