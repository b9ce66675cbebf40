using PatchKit.Packager.Campaigns;
using PatchKit.Packager.Host;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Rehearsal;

/// <summary>
/// The way out on make-believe instruments, each step by the same code as in earnest: build, sign, stick, try the way back on
/// copies, apply once per boot mode by the real Applier. What comes back is received and reported as any stick is.
/// </summary>
internal sealed class RehearsalRun(PackagerServices services, RehearsalFolder folder, RehearsalPlan plan)
{
    private readonly RehearsalInstruments _instruments = new(services.Files, services.Clock, folder);
    private readonly ApplierProcess _applier = new(services.Files);

    /// <summary>Goes the way to the last instrument's end, whatever each Applier ended with.</summary>
    /// <returns>What was on the stick.</returns>
    public async Task<Result<BundleManifest>> Go()
    {
        services.Files.Directory.CreateDirectory(folder.Root);
        Say($"REHEARSAL in {folder.Root}: make-believe instruments and keys, real programs.");
        if (!new BundleBuilder(services.Files, services.Clock).Build(plan.Campaign, folder.Bundle)
            .TryGet(out var bundle, out var refusal)
            || !Announced($"built    {bundle.Manifest.Bundle}, sha256 {bundle.Digest.Hex[..16]}…",
                _instruments.Copy(plan.Campaign, bundle.Manifest)).TryGet(out var instruments, out refusal)
            || !new RehearsalStick(services, folder).Make(bundle.Manifest, [.. instruments.Select(one =>
                new ExpectedInstrument(one.Product, one.Serial, [.. ModesOf(bundle.Manifest, one)]))])
                .TryGet(out var stick, out refusal))
        {
            return refusal;
        }

        Say($"stick    {stick.Delivery.Stick} for {stick.Delivery.Customer.Name}, usable until " +
            $"{stick.Trusted.FirstExpiry:yyyy-MM-dd}");
        if (plan.Language is { } language && !bundle.Manifest.Languages.Contains(language))
            return new Refusal(RefusalCode.Usage, "--language",
                $"the campaign has no texts in '{language}'; it has {string.Join(", ", bundle.Manifest.Languages)}");
        if (plan.Only is { } only && !instruments.Any(one => ModesOf(bundle.Manifest, one).Contains(only)))
            return new Refusal(RefusalCode.Usage, "--only", $"no instrument of the campaign has a boot mode '{only}'");
        RehearsalAnswers.Write(services.Files, folder.Answers, bundle.Manifest, plan);
        IEnumerable<ModeId> Modes(RehearsedInstrument instrument) =>
            ModesOf(bundle.Manifest, instrument).Where(mode => plan.Only is null || mode == plan.Only);
        if (await new RehearsalTrial(services, folder, plan, bundle.Manifest).Go(instruments, Modes).ConfigureAwait(false) is
            { } found)
        {
            return found;
        }

        foreach (var instrument in instruments)
        {
            foreach (var mode in Modes(instrument))
            {
                if (!(await Apply(instrument, mode).ConfigureAwait(false)).TryGet(out _, out refusal))
                    return refusal;
            }
        }

        return bundle.Manifest;
    }

    private static IEnumerable<ModeId> ModesOf(BundleManifest manifest, RehearsedInstrument instrument) => manifest.Products
        .Where(product => product.Product == instrument.Product).SelectMany(product => product.Modes).Select(mode => mode.Mode);

    private async Task<Result<int>> Apply(RehearsedInstrument instrument, ModeId mode)
    {
        _instruments.Boot(instrument, mode);
        Say($"{Environment.NewLine}-- {instrument.Product} {instrument.Serial}, {mode.Text} mode: the Applier starts");
        IEnumerable<string> arguments = ["apply", "--rehearsal", instrument.Folder, "--root", folder.TrustedRoot];
        if (plan.Language is { } language)
            arguments = arguments.Append("--language").Append(language);
        if (plan.Unattended)
            arguments = arguments.Concat(["--unattended", folder.Answers, "--password-fd", "0"]);
        var input = plan.Unattended ? _instruments.Passwords(instrument, mode) : null;
        var ended = await _applier.Run(plan.Applier, arguments, input).ConfigureAwait(false);
        if (ended.TryGet(out var exitCode, out _))
            Say($"-- the Applier ended with exit code {exitCode}");
        return ended;
    }

    private Result<T> Announced<T>(string line, Result<T> result)
        where T : notnull
    {
        Say(line);
        return result;
    }

    private void Say(string line) => services.Out.WriteLine(line);
}

/// <summary>How a rehearsal is run.</summary>
/// <param name="Campaign">The campaign folder.</param>
/// <param name="Applier">Folder of the Applier.</param>
/// <param name="Only">The one mode that is done, to see half a round; null for all of them.</param>
/// <param name="Unattended">By answers file instead of a person.</param>
/// <param name="Language">The operator's language, or null to ask (or English, unattended).</param>
internal sealed record RehearsalPlan(string Campaign, string Applier, ModeId? Only, bool Unattended,
    string? Language);
