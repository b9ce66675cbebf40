using PatchKit.Applier.Applying;
using PatchKit.Applier.Instruments;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Preflight;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Sessions;

/// <summary>Tells from a plan that was looked at what its operator will be asked.</summary>
internal static class Foresight
{
    /// <summary>The questions of a plan, as the instrument stands now.</summary>
    /// <param name="plan">The plan, each step read back once.</param>
    /// <param name="report">What preflight found.</param>
    /// <param name="attestations">What will be asked of the notice's form.</param>
    /// <param name="localIt">Whether it will be asked if local IT was told.</param>
    /// <param name="manifest">The bundle.</param>
    /// <param name="accounts">For the one writing of an account.</param>
    public static Foreseen Of(CheckedPlan plan, PreflightReport report, AttestationQuestion attestations, bool localIt,
        BundleManifest manifest, IAccounts accounts)
    {
        var modes = manifest.Products.SelectMany(product => product.Modes).ToList();
        var open = plan.Steps.Where(step => !step.AlreadySo && !step.NotNeeded).ToList();
        return new(
            [
                .. report.Left.IsEmpty ? Array.Empty<string>() : ["broken-runs"],
                .. attestations.Sentences.Select(asked => $"{attestations.Key}.{asked.Sentence.Id()}"),
                "consent",
                .. localIt ? [LocalItQuestion.Name] : Array.Empty<string>(),
                "backup",
                .. open.SelectMany(step => Asked(step, accounts)).Distinct(),
            ],
            [.. modes.SelectMany(mode => mode.Phases).SelectMany(phase => phase.Steps).OfType<AskOperatorStep>()
                .Select(step => step.Id).Distinct()],
            [.. modes.Select(mode => mode.Mode).Distinct()]);
    }

    private static IEnumerable<string> Asked(PlannedStep planned, IAccounts accounts)
    {
        if (planned.Step is AskOperatorStep manual)
            yield return $"step.{manual.Id}";
        // The password of an account that the service runs under already is not asked for.
        if (planned.Step is SetServiceStep { Account: { } account } && accounts.Canonical(account) is var wanted
            && LogonAccount.HasPassword(wanted)
            && !planned.Seen.Observed.OfType<ServiceObservation>()
                .Any(service => service.Account is { } now && LogonAccount.Same(now, wanted)))
        {
            yield return $"password.{wanted}";
        }
    }
}
