using System.CommandLine;
using PatchKit.Packager.Host;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Releases;
using PatchKit.Shared;

namespace PatchKit.Packager.Commands;

/// <summary>
/// <c>keys refresh</c>: the support desk publishes what is signed by enough, with a new snapshot and timestamp.
/// </summary>
internal static class KeysRefreshCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services, IKeyboard keyboard)
    {
        var release = KeysOptions.Release(services);
        var days = new Option<int?>("--days")
        {
            Description =
                "How long a stick lives, from now on and for every later stick: one that stays in the post or in a drawer " +
                    "longer is " +
                "refused as expired. Unchanged when it is left out",
            HelpName = "N",
        };
        var today = CommonOptions.Today();
        var signer = new SignerOptions();
        var command = new Command("refresh", "Publish what is signed, with a new timestamp") { release, days, today };
        signer.AddTo(command);
        command.SetAction(line => ReleaseWork.Alone(services, line.GetRequiredValue(release), json: false, () =>
        {
            if (!ReleaseRepository.Open(services.Files, services.Clock, line.GetRequiredValue(release))
                .TryGet(out var opened, out var refusal))
                return Outcome.Refuse(services, refusal, json: false);
            return (new DeskClock(opened.State, services.Clock.GetUtcNow()).FaultFor(line.GetValue(today))
                    ?? (line.GetValue(days) is { } wanted ? opened.SetStickDays(wanted) : null)) is { } fault
                ? Outcome.Refuse(services, fault, json: false)
                : Run(services, opened, signer.Open(services, keyboard, line, opened.State.Use));
        }));
        return command;
    }

    private static int Run(PackagerServices services, ReleaseRepository release, Result<OpenedSigner> opened)
    {
        if (!opened.TryGet(out var signer, out var refusal))
            return Outcome.Refuse(services, refusal, json: false);
        using (signer)
        {
            if (!release.Refresh(signer.Signer).TryGet(out var report, out refusal))
            {
                services.Changes.Begin(release.Folder, release.HasWritten);
                return Outcome.Refuse(services, refusal, json: false);
            }

            foreach (var file in report.Published)
                services.Out.WriteLine($"Published  {file.Role} {file.Version}, valid until {file.Expires:yyyy-MM-dd}");
            foreach (var status in report.Waiting)
                services.Out.WriteLine($"Waiting    {status.Describe(release.State.Holders)}");
            return report.IsPublished ? ExitCodes.Done : ExitCodes.Outstanding;
        }
    }
}
