using System.Collections.Immutable;
using PatchKit.Applier.Applying;
using PatchKit.Applier.Receipts;
using PatchKit.Shared;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Sessions;

/// <summary>
/// Forgets what an undo needs when the campaign says so: a number of days after a stick took the receipt, or when another bundle
/// is applied and a stick has that one's receipt. What no stick has a receipt of is never forgotten.
/// </summary>
internal sealed class UndoExpiry(SessionHost host, Transaction transaction)
{
    private readonly ReceiptHistory _history = new(host.Files, host.State);

    /// <summary>Forgets what is over. What cannot be removed now the next start removes.</summary>
    public void Forget() => Fault.Try(() => transaction.Forget(IsOver));

    private bool IsOver(Application one, ImmutableArray<Application> all) => IsOver(one.Request, Fate(one),
        all.TakeWhile(newer => newer != one).Select(Fate), host.Clock.GetUtcNow());

    private ApplicationFate Fate(Application one) => new(one.Request.Bundle.Sha256,
        one.State.Stage is TransactionStage.Applied or TransactionStage.Forgotten, _history.SentAt(one.Summary));

    /// <summary>Whether what an undo needs is wanted no more.</summary>
    /// <param name="request">What the campaign says.</param>
    /// <param name="own">The application.</param>
    /// <param name="newer">Those that were begun after it.</param>
    /// <param name="now">The instrument's clock.</param>
    public static bool IsOver(ApplyRequest request, ApplicationFate own, IEnumerable<ApplicationFate> newer,
        DateTimeOffset now) =>
        (request.UndoDays > 0 && own.Sent is { } sent && now - sent >= TimeSpan.FromDays(request.UndoDays))
        || (request.UndoUntilNextBundle
            && newer.Any(one => one.Bundle != own.Bundle && one is { IsApplied: true, Sent: not null }));
}

/// <summary>How an application ended.</summary>
/// <param name="Bundle">Digest of its bundle.</param>
/// <param name="IsApplied">Whether what it brought is in place.</param>
/// <param name="Sent">When a stick took its receipt; null while none has.</param>
internal readonly record struct ApplicationFate(Sha256Digest Bundle, bool IsApplied, DateTimeOffset? Sent);
