using System.Globalization;
using System.IO.Abstractions;
using System.Text;
using System.Text.Json;
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
/// <param name="Scripts">The scripts with their text, in order of path.</param>
internal sealed record BundleSheet(BundleManifest Manifest, Sha256Digest Digest, IReadOnlyList<SheetScript> Scripts)
{
    /// <summary>Reads a bundle; every file of it is proven on the way.</summary>
    public static Result<BundleSheet> Read(IFileSystem files, string path)
    {
        if (!new BundleReader(files).Open(path).TryGet(out var bundle, out var refusal))
            return refusal;
        using (bundle)
        {
            if (bundle.Prove() is { } unproven)
                return unproven;
            var scripts = new List<SheetScript>();
            foreach (var file in bundle.Manifest.Files.Where(file =>
                file.Path.Text.StartsWith("scripts/", StringComparison.Ordinal)))
            {
                if (!bundle.Read(file).TryGet(out var bytes, out refusal))
                    return refusal;
                scripts.Add(new(file.Path, Encoding.UTF8.GetString(bytes).ReplaceLineEndings("\n")));
            }

            using var content = files.File.OpenRead(path);
            return new BundleSheet(bundle.Manifest, Sha256Digest.Of(content), scripts);
        }
    }

    /// <summary>What a step says, member by member, without its name and title.</summary>
    public static IEnumerable<string> Says(Step step)
    {
        var members = Json<Step>(step).EnumerateObject()
            .Where(member => member.Name is not ("kind" or "id" or "title" or "proof" or "when"));
        return
        [
            .. step.When.Select(probe => $"only when: {Of(probe)}"),
            .. members.Where(member => Says(member.Value) is not ("" or "no"))
                .Select(member => $"{member.Name}: {Says(member.Value)}"),
            .. step.Proof.Select(probe => $"proof: {Of(probe)}"),
            $"undo: {UndoOf(step)}",
        ];
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

    /// <summary>Everything in lines that name their place, to be compared with another bundle's.</summary>
    public IEnumerable<string> Lines()
    {
        yield return $"minimumOsBuild: {Manifest.MinimumOsBuild.ToString(CultureInfo.InvariantCulture)}";
        foreach (var (language, text) in Manifest.Title.Texts)
            yield return $"title {language}: {text}";
        foreach (var (language, text) in Manifest.Summary.Texts)
            yield return $"summary {language}: {text.Replace('\n', ' ')}";
        foreach (var product in Manifest.Products)
        {
            foreach (var mode in product.Modes)
            {
                var plan = $"{product.Product}, {mode.Mode}";
                yield return $"{plan}: affected {mode.Software} {string.Join(" or ", mode.Affected)}";
                if (mode.After is { } earlier)
                    yield return $"{plan}: after {earlier} is done";
                var steps = mode.Phases.SelectMany(phase => phase.Steps.Select(step => (phase, step))).ToList();
                yield return $"{plan}: order {string.Join(", ", steps.Select(one => one.step.Id))}";
                foreach (var (phase, step) in steps)
                {
                    var place = $"{plan}, {phase.Id}, {step.Id}";
                    yield return $"{place}: {step.Kind}, {step.Title.En}";
                    foreach (var said in Says(step))
                        yield return $"{place}: {said}";
                }
            }
        }

        foreach (var file in Manifest.Files.Where(file => file.Path != ManifestRules.Sbom))
            yield return $"{file.Path}: {file.Length.ToString(CultureInfo.InvariantCulture)} bytes, SHA-256 {file.Sha256}";
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

    private static string UndoOf(Step step) => step switch
    {
        RunInstallerStep { IsPackage: true } =>
            "Windows Installer removes it, and installs again what it has replaced",
        RunInstallerStep { UndoPayloads.IsEmpty: true } =>
            "the installer removes itself, by undoArguments; where another version is installed before, it is not begun",
        RunInstallerStep installer =>
            "the installer removes itself, by undoArguments, and the version that was installed before is installed again: " +
            $"{string.Join(", ", installer.UndoPayloads.Select(one => one.Version.Text))}; where another " +
            "one is installed, it is not begun",
        UninstallStep { Program: null } => "Windows Installer installs it again, from its own package, which is kept",
        UninstallStep product => "the version that was installed is installed again: " +
            $"{string.Join(", ", product.UndoPayloads.Select(one => one.Version.Text))}; where another one is installed, it is " +
            "not begun",
        RunScriptStep => "the script's own undo; the files under changes are put back as they were",
        AskOperatorStep => "the operator is asked to take it back, and the proof is read back",
        _ => "what was read before the step is put back",
    };

    private static string Of(Probe probe) => Says(Json<Probe>(probe))
        + (probe is ScriptProbe ? " (weak: the script's own word, nothing that the kit sees itself)" : "");

    private static JsonElement Json<T>(T value) =>
        JsonSerializer.SerializeToElement(value, BundleManifest.Format.Type.Options.GetTypeInfo(typeof(T)));

    private static string Says(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object =>
            string.Join(", ", value.EnumerateObject()
            .Where(member =>
            Says(member.Value).Length > 0 && member is not { Name: "exists", Value.ValueKind: JsonValueKind.True })
            .Select(member => member.Name == "kind" ? Says(member.Value) : $"{member.Name} {Says(member.Value)}")),
        JsonValueKind.Array => string.Join("; ", value.EnumerateArray().Select(Says)),
        JsonValueKind.Null or JsonValueKind.Undefined => "",
        JsonValueKind.String => value.GetString()!.Replace('\n', ' '),
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        _ => value.GetRawText(),
    };
}

/// <summary>A script of a bundle.</summary>
internal sealed record SheetScript(MediaPath Path, string Text);
