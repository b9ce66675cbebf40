using System.Collections.Immutable;
using PatchKit.Applier.Applying;
using PatchKit.Applier.Backups;
using PatchKit.Shared;
using PatchKit.Tests.Applier.PowerCuts;

namespace PatchKit.Tests.Applier.Applying;

/// <summary>Starts of a transaction as the tests want them.</summary>
internal static class Starts
{
    private static readonly Lazy<ProvenBackup> One = new(Prove);

    /// <summary>The proof of some backup: taken, restored and compared, like every proof.</summary>
    public static ProvenBackup Proven => One.Value;

    /// <summary>Reads a plan back, then applies it, or goes on with it.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="request">The plan.</param>
    /// <param name="cancel">The operator's cancel.</param>
    /// <param name="gate">Asked before each change; null lets everything pass.</param>
    public static async Task<ApplyOutcome> Apply(
        this Transaction transaction, ApplyRequest request, CancellationToken cancel, Func<Refusal?>? gate = null) =>
        await transaction.Run(
            await transaction.Plan(request, CancellationToken.None), Proven, _ => Task.FromResult(gate?.Invoke()), cancel);

    private static ProvenBackup Prove()
    {
        var files = new PowerCutFileSystem(PowerCutDisk.Holding(ImmutableDictionary<string, byte[]>.Empty));
        var request = new BackupRequest("one", "/backups", "MiSeqDx M00001", "Dx", [], [new("state.json", "[]"u8.ToArray())]);
        var taken = new BackupTaker(files, TimeProvider.System).Take(request, null, CancellationToken.None).Value;
        return new ProvenBackup.RestoreProof(files, TimeProvider.System)
            .Prove(taken, "/room", null, CancellationToken.None).Value;
    }
}
