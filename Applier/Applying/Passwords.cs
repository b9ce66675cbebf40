using PatchKit.Applier.Instruments;
using PatchKit.Applier.Operators;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Applying;

/// <summary>
/// Passwords of this session, asked of the operator and proven to open their account. In memory alone: never stored, never
/// logged.
/// </summary>
internal sealed class Passwords(IOperator person, IAccounts accounts)
{
    private readonly Dictionary<string, string> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The password of an account; null for one that has none.</summary>
    /// <exception cref="InstrumentFault">No answer opened the account.</exception>
    /// <exception cref="OperationCanceledException">The operator stopped.</exception>
    public async Task<string?> Of(string account, CancellationToken cancel)
    {
        if (!LogonAccount.HasPassword(account))
            return null;
        if (_known.TryGetValue(account, out var known))
            return known;
        for (var attempt = 1; attempt <= Patience.PasswordTries; attempt++)
        {
            var answer = await person.Ask(new PasswordQuestion(account, WrongBefore: attempt > 1), cancel);
            if (accounts.PasswordOpens(account, answer))
                return _known[account] = answer;
        }

        throw new InstrumentFault(account, $"none of {Patience.PasswordTries} passwords opens the account");
    }
}
