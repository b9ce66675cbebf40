using System.CommandLine;
using PatchKit.Packager.Host;
using PatchKit.Packager.Releases;
using PatchKit.Packager.Returns;

namespace PatchKit.Packager.Commands;

/// <summary><c>withdrawn RELEASE</c>: what was withdrawn counts as installed no longer.</summary>
internal static class WithdrawnCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var release = KeysOptions.Release(services);
        var ledger = CommonOptions.Ledger(services);
        var json = CommonOptions.Json();
        var command = new Command("withdrawn", "Take the release's list of withdrawn bundles into the ledger")
        { release, ledger, json };
        command.SetAction(line =>
            Run(services, line.GetRequiredValue(release), line.GetRequiredValue(ledger), line.GetValue(json)));
        return command;
    }

    private static int Run(PackagerServices services, string release, string path, bool json)
    {
        if (!ReleaseRepository.Open(services.Files, services.Clock, release).TryGet(out var repository, out var refusal)
            || !Withdrawals.Read(repository).TryGet(out var list, out refusal)
            || !Ledger.Open(services.Files, path).TryGet(out var ledger, out refusal))
        {
            return Outcome.Refuse(services, refusal, json);
        }

        using (ledger)
        {
            if (!new DeliveryRegistrar(ledger, services.Clock).Withdraw(list).TryGet(out var added, out refusal))
                return Outcome.Refuse(services, refusal, json);
            var answer = new WithdrawnAnswer(ledger.Place, ledger.Rehearsal, list.Withdrawn.Length, added);
            return Outcome.Done(services, answer, AnswerJson.Default.WithdrawnAnswer, json, output => output.WriteLine(
                $"{answer.Listed} bundle(s) are withdrawn, {answer.Added} of them new to the ledger. " +
                    "'report' says where one is in place."));
        }
    }
}

/// <summary>What <c>withdrawn --json</c> prints.</summary>
internal sealed record WithdrawnAnswer(string Ledger, bool Rehearsal, int Listed, int Added);
