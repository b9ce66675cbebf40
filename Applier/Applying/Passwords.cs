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
    private readonly Dictionary<string, int> _wrong = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The password of an account; null for one that has none.</summary>
    /// <exception cref="InstrumentFault">No answer opened the account.</exception>
    /// <exception cref="OperationCanceledException">The operator stopped.</exception>
    public async Task<string?> Of(string account, CancellationToken cancel)
    {
        if (!LogonAccount.HasPassword(account))
            return null;
        if (_known.TryGetValue(account, out var known))
            return known;
        // Whoever locks the account of a service has stopped the service: so many wrong ones are never tried.
        var harmless = accounts.HarmlessTries(account);
        for (var attempt = 1; attempt <= Patience.PasswordTries; attempt++)
        {
            var wrong = _wrong.GetValueOrDefault(account);
            if (wrong >= harmless)
                throw new InstrumentFault(account, wrong == 0
                    ? "the site locks an account after a single wrong password, so none is tried: local IT must raise that"
                    : $"{wrong} passwords did not open the account, and one more wrong one would lock it: nothing more is tried");
            var answer = await person.Ask(new PasswordQuestion(account, WrongBefore: attempt > 1), cancel);
            if (accounts.PasswordOpens(account, answer))
                return _known[account] = answer;
            _wrong[account] = wrong + 1;
        }

        throw new InstrumentFault(account, $"none of {Patience.PasswordTries} passwords opens the account");
    }
}
