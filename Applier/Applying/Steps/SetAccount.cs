using System.Collections.Immutable;
using PatchKit.Applier.Instruments;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Applying.Steps;

/// <summary>
/// Puts a local account into groups and takes it out of others, by SID. Joins before it leaves, so that no right is lost on the
/// way.
/// </summary>
internal sealed class SetAccount(SetAccountStep step, StepContext context)
    : StepWork<SetAccountStep, AccountBefore>(step, context)
{
    private IAccounts Accounts => Context.Instrument.Accounts;

    private IEnumerable<string> Named => Its.MemberOf.Concat(Its.NotMemberOf);

    protected override Task<ProbeAnswer> ReadBackOwn(AccountBefore? before, CancellationToken cancel) => Task.FromResult(
        Context.Probes.Ask(new AccountProbe(Its.Account) { MemberOf = Its.MemberOf, NotMemberOf = Its.NotMemberOf }));

    protected override Task<AccountBefore> CaptureOwn(CancellationToken cancel)
    {
        // Read in every way there is: what could not be proven to be back is not changed.
        var groups = Groups(Accounts.ReadBack(Its.Account));
        return Task.FromResult(new AccountBefore([.. Named.Where(groups.Contains)]));
    }

    protected override Task<string?> ApplyOwn(AccountBefore before, CancellationToken cancel)
    {
        Bring(Its.MemberOf, Its.NotMemberOf);
        return Task.FromResult<string?>(null);
    }

    protected override Task UndoOwn(AccountBefore before, CancellationToken cancel)
    {
        Bring(before.Groups, Named.Except(before.Groups, StringComparer.OrdinalIgnoreCase));
        return Task.CompletedTask;
    }

    protected override ProbeAnswer ReadBackUndoneOwn(AccountBefore before)
    {
        var now = Groups(Accounts.ReadBack(Its.Account));
        return ProbeAnswer.Of(
            Named.Where(now.Contains).ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(before.Groups),
            $"account {Its.Account}: groups {string.Join(", ", now)}",
            new AccountObservation(Its.Account, Present: true) { Groups = [.. now] });
    }

    private void Bring(IEnumerable<string> into, IEnumerable<string> outOf)
    {
        var now = Groups(Accounts.Find(Its.Account));
        foreach (var sid in into.Where(sid => !now.Contains(sid)))
            Accounts.Join(Its.Account, sid);
        foreach (var sid in outOf.Where(now.Contains))
            Accounts.Leave(Its.Account, sid);
    }

    private ImmutableSortedSet<string> Groups(AccountFacts? account) => account is null
        ? throw new InstrumentFault(Its.Account, "there is no such account")
        : account.Groups.ToImmutableSortedSet(StringComparer.OrdinalIgnoreCase);
}
