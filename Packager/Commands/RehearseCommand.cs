using System.CommandLine;
using PatchKit.Packager.Host;
using PatchKit.Packager.Rehearsal;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Commands;

/// <summary>
/// <c>rehearse</c>: the whole round, from a campaign folder to a report, on make-believe instruments in a folder.
/// </summary>
internal static class RehearseCommand
{
    private const string UsualCampaign = "fsn2023-1338";

    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var campaign = new Option<string>("--campaign")
        {
            Description = "The campaign folder; without it the sample campaign that comes with this program",
            HelpName = "FOLDER",
            DefaultValueFactory = _ => Path.Combine(AppContext.BaseDirectory, "campaigns", UsualCampaign),
        };
        var folder = new Option<string>("--folder")
        {
            Description = "Where rehearsals go; each run makes a numbered folder in it",
            HelpName = "FOLDER",
            DefaultValueFactory = _ => "rehearsal",
        };
        var applier = new Option<string>("--applier")
        {
            Description = "The Applier's folder",
            HelpName = "FOLDER",
            DefaultValueFactory = _ => ApplierProcess.UsualFolder,
        };
        var mode = new Option<string?>("--only")
        { Description = "Do one boot mode alone, to see what half patched looks like", HelpName = "MODE" };
        var unattended = new Option<bool>("--unattended")
        { Description = "Ask nobody. So it is anyway when there is no terminal." };
        var language = new Option<string?>("--language")
        { Description = "The operator's language, for example en", HelpName = "LANGUAGE" };
        var from = new Option<string?>("--from")
        {
            Description = "Make one instrument of this diagnosis instead, and show on it what was in the way on the real one",
            HelpName = "DIAGNOSIS.zip",
        };
        var command = new Command("rehearse", "Go the whole round on make-believe instruments") { campaign, folder, applier, mode,
            unattended, language, from };
        command.SetAction(async line =>
        {
            var place = RehearsalFolder.Next(services.Files, line.GetRequiredValue(folder));
            ModeId? only = null;
            if (line.GetValue(mode) is { } named)
            {
                if (!Token.Parse<ModeId>(named, "--only").TryGet(out var parsed, out var refusal))
                    return Outcome.Refuse(services, refusal with { Code = RefusalCode.Usage }, json: false);
                only = parsed;
            }

            var plan = new RehearsalPlan(
                line.GetRequiredValue(campaign), line.GetRequiredValue(applier), only,
                line.GetValue(unattended) || !services.Interactive, line.GetValue(language));
            if (new ApplierProcess(services.Files).FaultIn(plan.Applier) is { } none)
                return Outcome.Refuse(services, none, json: false);
            return line.GetValue(from) is { } zip
                ? await Diagnosed(services, place, plan, zip).ConfigureAwait(false)
                : await Run(services, place, plan).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> Run(PackagerServices services, RehearsalFolder place, RehearsalPlan plan)
    {
        var changed = $"A part of the rehearsal was written to {place.Root}.";
        try
        {
            return (await new RehearsalRun(services, place, plan).Go().ConfigureAwait(false))
                .TryGet(out var sent, out var refusal)
                ? Return(services, place, sent)
                : Outcome.Refuse(services, refusal, json: false, changed);
        }
        catch (Exception e) when (Fault.Is(e))
        {
            return Outcome.Refuse(services, Fault.Refuse(e, place.Root), json: false, changed);
        }
    }

    private static async Task<int> Diagnosed(PackagerServices services, RehearsalFolder place, RehearsalPlan plan, string zip)
    {
        var changed = $"A part of the rehearsal was written to {place.Root}.";
        if (!DiagnosisFile.Read(services.Files, zip).TryGet(out var diagnosis, out var refusal))
            return Outcome.Refuse(services, refusal, json: false);
        try
        {
            if (!(await new DiagnosisRehearsal(services, place, plan).Go(diagnosis).ConfigureAwait(false))
                .TryGet(out var same, out refusal))
                return Outcome.Refuse(services, refusal, json: false, changed);
            services.Out.WriteLine($"same     {same}");
            return ExitCodes.Done;
        }
        catch (Exception e) when (Fault.Is(e))
        {
            return Outcome.Refuse(services, Fault.Refuse(e, place.Root), json: false, changed);
        }
    }

    // Done when every mode of every instrument is.
    private static int Return(PackagerServices services, RehearsalFolder place, BundleManifest sent)
    {
        services.Out.WriteLine($"{Environment.NewLine}-- the stick comes back");
        var received = ReceiveCommand.Run(services, [StickLayout.Receipts.Under(place.Stick)], place.Ledger, json: false);
        var report = new ReportRequest(place.Ledger, sent.Campaign.Text, Html: place.Report, RequireComplete: true);
        var reported = ReportCommand.Run(services, report, json: false);
        return received == ExitCodes.Done ? reported : received;
    }
}
