using System.CommandLine;
using System.IO.Abstractions;
using System.Reflection;
using System.Text;
using PatchKit.Packager.Host;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Rehearsal;
using PatchKit.Packager.Releases;
using PatchKit.Packager.Sticks;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Commands;

/// <summary>
/// <c>prove CAMPAIGN</c>: lets the real Applier meet every fault on the campaign's own make-believe instruments, and signs that
/// the bundle holds. A campaign that does not gets no proof, and is told why.
/// </summary>
internal static class ProveCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var campaign = new Argument<string>("CAMPAIGN") { Description = "The campaign folder" };
        var release = CommonOptions.Release(services);
        var applier = new Option<string>("--applier")
        {
            Description = "The Applier's folder",
            HelpName = "FOLDER",
            DefaultValueFactory = _ => ApplierProcess.UsualFolder,
        };
        var folder = new Option<string>("--folder")
        {
            Description = "Where it is tried; each run makes a numbered folder in it, and removes it when the campaign holds",
            HelpName = "FOLDER",
            DefaultValueFactory = _ => "proof",
        };
        var every = new Option<int>("--every")
        {
            Description = "Play one in so many faults; the proof then says that it is one in part",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        var (signer, json) = (new SignerOptions(), CommonOptions.Json());
        var command = new Command("prove", "Try a campaign with power cuts, lies and full disks, and sign that it holds")
        { campaign, release, applier, folder, every, json };
        signer.AddTo(command);
        command.SetAction(async line =>
        {
            var place = RehearsalFolder.Next(services.Files, line.GetRequiredValue(folder));
            var wanted = new Wanted(line.GetRequiredValue(campaign), line.GetRequiredValue(release),
                line.GetRequiredValue(applier), line.GetValue(every), line.GetValue(json));
            try
            {
                return await Run(services, place, wanted, signer.Public(services, line),
                    use => signer.Open(services, new TerminalKeyboard(), line, use)).ConfigureAwait(false);
            }
            catch (Exception e) when (Fault.Is(e))
            {
                return Outcome.Refuse(services, Fault.Refuse(e, place.Root), wanted.Json);
            }
        });
        return command;
    }

    private static async Task<int> Run(PackagerServices services, RehearsalFolder place, Wanted wanted,
        Result<PublicKeyFile> signer, Func<KeyUse, Result<OpenedSigner>> open)
    {
        if (wanted.Every < 1)
            return Outcome.Refuse(services, new(RefusalCode.Usage, "--every", $"{wanted.Every} is not 1 or more"), wanted.Json);
        if (!ReleaseRepository.Open(services.Files, services.Clock, wanted.Release).TryGet(out var release, out var refusal)
            || !signer.TryGet(out var key, out refusal))
            return Outcome.Refuse(services, refusal, wanted.Json);
        if (release.State.KeysInForce(ReleaseRoles.Bundles).All(one => one.KeyId != key.Key.KeyId))
            return Outcome.Refuse(services, new(RefusalCode.KeyUnusable, ReleaseRoles.Bundles,
                $"{key} is none of the keys that sign for bundles by what is published here"), wanted.Json);

        if (new ApplierProcess(services.Files).FaultIn(wanted.Applier) is { } none)
            return Outcome.Refuse(services, none, wanted.Json);

        // Its own words go beside the answer.
        var aside = services with { Out = services.Error };
        var plan = new RehearsalPlan(wanted.Campaign, wanted.Applier, Only: null, Unattended: true, Language: null);
        var run = new ProofRun(aside, place, plan, wanted.Every);
        services.Changes.Begin(place.Root);
        if (!run.Build().TryGet(out var built, out refusal))
            return Outcome.Refuse(services, refusal, wanted.Json, next: null);
        var bundle = new DeliveredBundle(built.Manifest.Bundle, built.Digest);
        if (Unlike(release, bundle) is { } unlike)
            return Outcome.Refuse(services, unlike, wanted.Json);
        aside.Out.WriteLine($"bundle   {bundle.Bundle}, sha256 {bundle.Sha256}");
        if (!(await run.Play(built.Manifest).ConfigureAwait(false)).TryGet(out var shown, out refusal))
            return Outcome.Refuse(services, refusal, wanted.Json,
                next: refusal.Code is RefusalCode.RehearsalFailed
                    ? $"Correct the campaign, then prove it again: it has no proof. What was tried stands in {place.Root}."
                    : null);
        var result = Result(services, wanted.Campaign, shown);
        return ReleaseWork.Alone(services, wanted.Release, wanted.Json, () =>
            Sign(services, wanted, bundle, result, open).TryGet(out var answer, out var unsigned)
                ? Done(services, place, wanted, answer)
                : Outcome.Refuse(services, unsigned, wanted.Json));
    }

    // What the release lists under this name may be on sticks: a proof of other bytes would be taken for one of those.
    private static Refusal? Unlike(ReleaseRepository release, DeliveredBundle bundle) =>
        release.Find(ReleaseRoles.Bundles, StickLayout.Bundle(bundle.Bundle)) is { } listed
            && listed.Hashes.GetValueOrDefault("sha256") is var digest && digest != bundle.Sha256.Hex
                ? new(RefusalCode.NameTaken, bundle.Bundle.Text,
                    $"this release lists a bundle of this name with the SHA-256 {digest}; the folder builds one with " +
                    $"{bundle.Sha256}")
                : null;

    private static TestResult Result(PackagerServices services, string campaign, ProofShown shown) => new(
        shown.Played == shown.Faults ? TestResult.Passed : TestResult.Warned,
        [
            new TestConfiguration(TestConfiguration.Instruments, new(Digest(services.Files, campaign)), new(
                DateTimeOffset.FromUnixTimeSeconds(services.Clock.GetUtcNow().ToUnixTimeSeconds()),
                typeof(ProveCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
                shown.Applier, shown.Faults, shown.Played)),
        ],
        [.. shown.Tests],
        shown.Played == shown.Faults ? [] : [$"{shown.Faults - shown.Played} of {shown.Faults} faults were not played"],
        []);

    private static Sha256Digest Digest(IFileSystem files, string campaign)
    {
        var root = Path.Combine(campaign, TestConfiguration.Instruments);
        return Sha256Digest.Of(Encoding.UTF8.GetBytes(FileList.Lines(
            files.Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
                .Select(file => (Name: Path.GetRelativePath(root, file).Replace('\\', '/'), File: file))
                .OrderBy(file => file.Name, StringComparer.Ordinal)
                .Select(file => (file.Name, Sha256Digest.Of(files.File.ReadAllBytes(file.File)))))));
    }

    private static Result<ProveAnswer> Sign(PackagerServices services, Wanted wanted, DeliveredBundle bundle, TestResult result,
        Func<KeyUse, Result<OpenedSigner>> open)
    {
        if (!ReleaseRepository.Open(services.Files, services.Clock, wanted.Release).TryGet(out var release, out var refusal))
            return refusal;
        var shelf = new ProofShelf(services.Files, release);
        if (result.Result != TestResult.Passed && shelf.Find(bundle) is { } found && found.TryGet(out var whole, out _)
            && whole.IsWhole)
            return new Refusal(RefusalCode.OutputExists, shelf.PathOf(bundle), $"a whole proof stands there: {whole}");
        if (!open(release.State.Use).TryGet(out var signer, out refusal))
            return refusal;
        using (signer)
        {
            // Read as everybody will: nothing is put there that would not count.
            if (!CampaignProof.Sign(bundle, result, signer.Signer).TryGet(out var bytes, out refusal)
                || !CampaignProof.Read(bytes, shelf.PathOf(bundle), bundle, release.State).TryGet(out var proof, out refusal))
                return refusal;
            services.Changes.Begin(shelf.PathOf(bundle));
            return shelf.Put(bundle, bytes) is { } unwritten
                ? unwritten
                : new ProveAnswer(bundle.Bundle.Text, bundle.Sha256.Hex, shelf.PathOf(bundle), ProofAnswer.Of(proof),
                    [.. result.PassedTests], ProofAnswer.Line(proof));
        }
    }

    private static int Done(PackagerServices services, RehearsalFolder place, Wanted wanted, ProveAnswer answer)
    {
        Fault.Try(() => services.Files.Directory.Delete(place.Root, recursive: true));
        return Outcome.Done(services, answer, AnswerJson.Default.ProveAnswer, wanted.Json, output =>
        {
            foreach (var test in answer.Tests)
                output.WriteLine($"  held   {test}");
            output.WriteLine($"proof    {answer.Line}");
            output.WriteLine($"file     {answer.File}");
        });
    }

    private sealed record Wanted(string Campaign, string Release, string Applier, int Every, bool Json);
}

/// <summary>What <c>prove --json</c> prints.</summary>
internal sealed record ProveAnswer(string Bundle, string Sha256, string File, ProofAnswer Proof, IReadOnlyList<string> Tests,
    [property: System.Text.Json.Serialization.JsonIgnore] string Line);
