using System.CommandLine;
using System.Globalization;
using PatchKit.Packager.Campaigns;
using PatchKit.Packager.Host;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Values;
using Spectre.Console;

namespace PatchKit.Packager.Commands;

/// <summary><c>packager build</c>: a campaign folder becomes one bundle zip.</summary>
internal static class BuildCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var campaign = new Argument<string>("campaign")
        { Description = "The campaign folder: campaign.yaml, payload/, scripts/, notices/." };
        var output = new Option<string?>("--output", "-o")
        { Description = "The zip to write; BUNDLE.zip in the current folder unless said." };
        var force = new Option<bool>("--force") { Description = "Replace a zip of this name." };
        var strict = new Option<bool>("--strict") { Description = "Refuse what is otherwise only warned of." };
        var json = CommonOptions.Json();
        var command = new Command("build",
            "Build a campaign folder into one bundle zip; the same folder gives the same bytes.") { campaign, output, force,
            strict, json };
        command.SetAction(parsed => Run(
            services, parsed.GetValue(campaign)!, parsed.GetValue(output), parsed.GetValue(force), parsed.GetValue(strict),
            parsed.GetValue(json)));
        return command;
    }

    private static int Run(PackagerServices services, string campaign, string? output, bool force, bool strict, bool json)
    {
        // Seconds of work would be lost for a name that is known from the start.
        if (OutputFile.Unfit(services, output, force) is { } unfit)
            return Refuse(services, unfit, json);
        var built = WithProgress(services, () => new BundleBuilder(services.Files, services.Clock)
            .Build(campaign, output, force, strict));
        foreach (var warning in built.Refusal is null ? built.Value.Warnings : [])
            services.Error.WriteLine($"warning  {Printable.Line(warning.ToString())}");
        return built.TryGet(out var bundle, out var refusal)
            ? Outcome.Done(services, Answer(bundle), AnswerJson.Default.BuildAnswer, json, writer => Print(writer, bundle))
            : Refuse(services, refusal, json);
    }

    private static int Refuse(PackagerServices services, Refusal refusal, bool json) => Outcome.Refuse(services, refusal, json,
        next: refusal.Code == RefusalCode.OutputExists && services.Files.File.Exists(refusal.Place)
            ? "Choose another name, or add --force to replace what is there."
            : null);

    private static Result<BuiltBundle> WithProgress(PackagerServices services, Func<Result<BuiltBundle>> build)
    {
        if (!services.Interactive)
            return build();
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings { Out = new AnsiConsoleOutput(PrintableWriter.Behind(services.Error)) });
        return console.Status().Start("Reading, writing and proving the bundle…", _ => build());
    }

    private static BuildAnswer Answer(BuiltBundle bundle) => new(
        bundle.Manifest.Bundle.Text, bundle.Digest.Hex, bundle.Path, bundle.Length, bundle.Manifest.Counter,
            bundle.Manifest.Files.Length,
        [.. Plans(bundle.Manifest).Select(plan => new BuildPlan(plan.Product.Product.Text, plan.Mode.Mode, plan.Steps))],
        [.. bundle.Warnings.Select(warning => new BuildWarning(warning.Place, warning.Message))]);

    private static void Print(TextWriter writer, BuiltBundle bundle)
    {
        var manifest = bundle.Manifest;
        writer.WriteLine($"bundle   {manifest.Bundle}");
        writer.WriteLine($"sha-256  {bundle.Digest}");
        writer.WriteLine($"file     {bundle.Path}");
        var size = bundle.Length.ToString("N0", CultureInfo.InvariantCulture);
        writer.WriteLine($"size     {size} bytes, {manifest.Files.Length} files and the manifest");
        writer.WriteLine($"title    {manifest.Title.En}");
        writer.WriteLine($"counter  {manifest.Counter}");
        writer.WriteLine();
        foreach (var (product, mode, steps) in Plans(manifest))
        {
            var affected = string.Join(" or ", mode.Affected.Select(range => range.Text));
            writer.WriteLine($"{product.Name,-14} {mode.Mode.Text,-4} {steps,2} steps   affected {mode.Software} {affected}");
        }
    }

    private static IEnumerable<(ProductTarget Product, ModeTarget Mode, int Steps)> Plans(BundleManifest manifest) =>
        manifest.Products.SelectMany(product =>
            product.Modes.Select(mode => (product, mode, mode.Phases.Sum(phase => phase.Steps.Length))));
}

/// <summary>What <c>build --json</c> prints.</summary>
internal sealed record BuildAnswer(
    string Bundle, string Sha256, string File, long Length, long Counter, int Files, IReadOnlyList<BuildPlan> Plans,
    IReadOnlyList<BuildWarning> Warnings);

/// <summary>One plan of the bundle.</summary>
internal sealed record BuildPlan(string Product, ModeId Mode, int Steps);

/// <summary>What the author should know of a file.</summary>
internal sealed record BuildWarning(string Place, string Message);
