using System.IO.Abstractions;
using System.Text;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Sticks;

/// <summary>
/// A bundle as whoever signs it has to see it: every step with all that it says, its proofs, how it is put back, the text of
/// every script, the passwords that a site has to bring. A member that a kind of step gains stands here without a change of this
/// file.
/// </summary>
/// <param name="Manifest">What the bundle holds and does.</param>
/// <param name="Digest">SHA-256 of the zip.</param>
/// <param name="Written">The notices and scripts with their text, in order of path.</param>
internal sealed record BundleSheet(BundleManifest Manifest, Sha256Digest Digest, IReadOnlyList<SheetFile> Written)
{
    // What a person wrote and another person or a shell reads.
    private static readonly string[] Folders = ["notices", "scripts"];

    /// <summary>Reads a bundle; every file of it is proven on the way.</summary>
    public static Result<BundleSheet> Read(IFileSystem files, string path)
    {
        if (!new BundleReader(files).Open(path).TryGet(out var bundle, out var refusal))
            return refusal;
        using (bundle)
        {
            if (bundle.Prove() is { } unproven)
                return unproven;
            var written = new List<SheetFile>();
            foreach (var file in bundle.Manifest.Files.Where(file => Folders.Contains(file.Path.Text.Split('/')[0])))
            {
                if (!bundle.Read(file).TryGet(out var bytes, out refusal))
                    return refusal;
                written.Add(new(file.Path, Encoding.UTF8.GetString(bytes).ReplaceLineEndings("\n")));
            }

            using var content = files.File.OpenRead(path);
            return new BundleSheet(bundle.Manifest, Sha256Digest.Of(content), written);
        }
    }

    /// <summary>The passwords that a site has to bring, and when they are asked for.</summary>
    public static IEnumerable<string> Passwords(BundleManifest manifest) => manifest.Products.SelectMany(product => product.Modes)
        .SelectMany(mode => mode.Phases).SelectMany(phase => phase.Steps).OfType<SetServiceStep>()
        .Where(step => step.Account is not null)
        .SelectMany(step => new[]
        {
            LogonAccount.HasPassword(step.Account!) ? $"of {step.Account}: asked at step {step.Id}" : null,
            $"of the account that {step.Service} runs under today, if it has one: asked only when step {step.Id} is put back",
        })
        .OfType<string>().Distinct();

    /// <summary>Every text that a person reads in their language, and where it stands; one that plans share comes once.</summary>
    public IEnumerable<(string Place, LocalizedText Text)> Texts()
    {
        yield return ("title", Manifest.Title);
        yield return ("summary", Manifest.Summary);
        var plans = Manifest.Products.SelectMany(product => product.Modes.Select(mode => (product, mode))).ToList();
        foreach (var (product, mode) in plans.Where(plan => plan.mode.Name is not null))
            yield return ($"{product.Product}, {mode.Mode}", mode.Name!);
        var phases = plans.SelectMany(plan => plan.mode.Phases).ToList();
        var texts = phases.Select(phase => ($"phase {phase.Id}", phase.Title))
            .Concat(phases.SelectMany(phase => phase.Steps).SelectMany(step => SheetWords.Texts(step)));
        foreach (var text in texts.Distinct())
            yield return text;
    }

    /// <summary>Everything in lines that name their place, to be compared with another bundle's.</summary>
    public IEnumerable<string> Lines()
    {
        foreach (var said in SheetWords.Of(Manifest))
            yield return said;
        foreach (var (place, text) in Texts())
        {
            foreach (var (language, words) in text.Texts)
                yield return $"{place}, {language}: {words}";
        }

        foreach (var product in Manifest.Products)
        {
            foreach (var said in SheetWords.Of(product))
                yield return $"{product.Product}: {said}";
            foreach (var mode in product.Modes)
            {
                var plan = $"{product.Product}, {mode.Mode}";
                foreach (var said in SheetWords.Of(mode))
                    yield return $"{plan}: {said}";
                var steps = mode.Phases.SelectMany(phase => phase.Steps.Select(step => (phase, step))).ToList();
                yield return $"{plan}: order {string.Join(", ", steps.Select(one => one.step.Id))}";
                foreach (var (phase, step) in steps)
                {
                    var place = $"{plan}, {phase.Id}, {step.Id}";
                    yield return $"{place}: {step.Kind}, {step.Title.En}";
                    foreach (var said in SheetWords.Of(step))
                        yield return $"{place}: {said}";
                }
            }
        }

        foreach (var file in Manifest.Files.Where(file => file.Path != ManifestRules.Sbom))
            yield return SheetWords.Of(file);
    }

    /// <summary>
    /// What differs from a bundle that was signed before: lines with a minus were there, lines with a plus are new.
    /// </summary>
    public IEnumerable<string> Since(BundleSheet before)
    {
        var (then, now) = (before.Lines().ToHashSet(StringComparer.Ordinal), Lines().ToHashSet(StringComparer.Ordinal));
        return then.Where(line => !now.Contains(line)).Select(line => $"- {line}")
            .Concat(now.Where(line => !then.Contains(line)).Select(line => $"+ {line}"));
    }
}

/// <summary>A notice or script of a bundle.</summary>
internal sealed record SheetFile(MediaPath Path, string Text);
