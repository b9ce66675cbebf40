using System.CommandLine;
using PatchKit.Packager.Ceremonies;
using PatchKit.Packager.Host;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Releases;
using PatchKit.Shared;

namespace PatchKit.Packager.Commands;

/// <summary>
/// <c>keys …</c>: make keys, begin a release, change who signs, sign apart, publish, look. keys/CEREMONY.md goes
/// through it.
/// </summary>
internal static class KeysCommand
{
    /// <summary>The command with all its subcommands, at the terminal this program was started from.</summary>
    public static Command Create(PackagerServices services) => Create(services, new TerminalKeyboard());

    /// <summary>The command with all its subcommands.</summary>
    internal static Command Create(PackagerServices services, IKeyboard keyboard) =>
        new("keys", "Keys, signatures and what a release is signed with")
    {
        KeysCreateCommand.Create(services, keyboard),
        KeysInitRootCommand.Create(services),
        KeysAddCommand.Create(services),
        KeysRemoveCommand.Create(services),
        KeysRotateCommand.Create(services),
        KeysThresholdCommand.Create(services),
        KeysRenewCommand.Create(services),
        KeysWithdrawCommand.Create(services),
        KeysRequestCommand.Create(services),
        KeysSignCommand.Create(services, keyboard),
        KeysCombineCommand.Create(services),
        KeysRefreshCommand.Create(services, keyboard),
        KeysShowCommand.Create(services),
    };

    /// <summary>Opens a release, does one thing to it, and says how far its signing is.</summary>
    internal static int Edit(PackagerServices services, string folder, Func<ReleaseRepository, Refusal?> edit) =>
        ReleaseWork.Alone(services, folder, json: false, () => Edited(services, folder, edit));

    private static int Edited(PackagerServices services, string folder, Func<ReleaseRepository, Refusal?> edit)
    {
        if (!ReleaseRepository.Open(services.Files, services.Clock, folder).TryGet(out var release, out var refusal))
            return Outcome.Refuse(services, refusal, json: false);
        if (edit(release) is { } fault)
        {
            services.Changes.Begin(folder, release.HasWritten);
            return Outcome.Refuse(services, fault, json: false);
        }

        PrintDrafts(services, release, folder);
        return ExitCodes.Done;
    }

    /// <summary>Prints each draft, what it changes, who is missing, and the next step.</summary>
    internal static void PrintDrafts(PackagerServices services, ReleaseRepository release, string folder)
    {
        // An altered list is refused where it is read to be signed; here the summary says what it can.
        var summary = new DraftSummary(release.State.Holders,
            Withdrawals.Read(release).TryGet(out var list, out _) ? list : null);
        foreach (var status in release.State.DraftStatuses)
        {
            foreach (var line in summary.Of(status.File, release.State.Published.GetValueOrDefault(status.File.Role)))
                services.Out.WriteLine(line);
            services.Out.WriteLine($"  {status.Describe(release.State.Holders)}");
        }

        services.Out.WriteLine(release.State.DraftStatuses.Any(status => !status.IsComplete)
            ? $"Next: packager keys request {folder} --purpose \"…\" --out request.json, and send that file to the holders " +
                $"named above."
            : $"Next: packager keys refresh {folder} --key SUPPORT-DESK-KEY publishes it.");
    }
}
