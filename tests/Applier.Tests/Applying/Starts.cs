using PatchKit.Applier.Applying;
using PatchKit.Shared;

namespace PatchKit.Tests.Applier.Applying;

/// <summary>Starts of a transaction as the tests want them.</summary>
internal static class Starts
{
    /// <summary>Applies a plan, or goes on with it.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="request">The plan.</param>
    /// <param name="cancel">The operator's cancel.</param>
    /// <param name="gate">Asked before each change; null lets everything pass.</param>
    public static Task<ApplyOutcome> Apply(
        this Transaction transaction, ApplyRequest request, CancellationToken cancel, Func<Refusal?>? gate = null) =>
        transaction.Run(request, gate ?? (() => null), cancel);
}
