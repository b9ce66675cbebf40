using PatchKit.Shared;

namespace PatchKit.Applier.Operators;

/// <summary>What stages ask in the same manner.</summary>
internal static class Asking
{
    /// <summary>
    /// Tries; what an operator can mend on the spot (a stick not plugged in, a full disk) is asked about and tried again.
    /// </summary>
    public static async Task<Result<T>> Again<T>(this IOperator person, Func<Result<T>> attempt, CancellationToken cancel)
        where T : notnull
    {
        while (true)
        {
            var result = attempt();
            if (result.Refusal is not { } refusal || !IsMendable(refusal.Code)
                || !await person.Ask(new RetryQuestion(refusal), cancel).ConfigureAwait(false))
                return result;
        }
    }

    private static bool IsMendable(RefusalCode code) => code is RefusalCode.StickNotFound or RefusalCode.StickAmbiguous
        or RefusalCode.StickReadOnly or RefusalCode.StickGone or RefusalCode.SpaceLacking or RefusalCode.DiskFull;
}

/// <summary>
/// Progress that tells at once, on the thread that moved the bytes: unlike Progress, it needs no context to post to.
/// </summary>
internal sealed class Telling<T>(Action<T> tell) : IProgress<T>
{
    /// <inheritdoc/>
    public void Report(T value) => tell(value);
}
