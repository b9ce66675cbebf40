using System.Collections.Immutable;
using System.Text.RegularExpressions;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Campaigns;

/// <summary>
/// What is allowed in a manifest and is nearly always a slip: the author is told of it with its place, and decides. Nothing here
/// is a rule of the format; those stand in <see cref="ManifestRules"/>.
/// </summary>
internal sealed partial class CampaignWarnings
{
    private readonly List<FormatFault> _doubts = [];
    private readonly BundleManifest _manifest;

    private CampaignWarnings(BundleManifest manifest) => _manifest = manifest;

    /// <summary>All of them, with the JSON path of each place.</summary>
    /// <param name="manifest">A manifest that breaks no rule.</param>
    /// <param name="now">The desk's clock.</param>
    public static IReadOnlyList<FormatFault> Of(BundleManifest manifest, DateTimeOffset now)
    {
        var warnings = new CampaignWarnings(manifest);
        warnings.Head(now);
        for (var p = 0; p < manifest.Products.Length; p++)
            warnings.Product(manifest.Products[p], $"$.products[{p}]");
        return warnings._doubts;
    }

    private void Head(DateTimeOffset now)
    {
        Doubt(_manifest.Released > now, "$.released", $"this day has not come: today is {now:yyyy-MM-dd}");
        Heading(_manifest.Title, "$.title");
        Untranslated(_manifest.Summary, "$.summary");
        foreach (var (language, path) in _manifest.Notices.Where(notice => notice.Key != LocalizedText.English))
        {
            Doubt(File(path)?.Sha256 == File(_manifest.Notices[LocalizedText.English])?.Sha256, $"$.notices.{language}",
                "it is the English notice, byte for byte");
        }

        var numbers = _manifest.Products.SelectMany((product, p) => product.CatalogueNumbers.Select((number, n) =>
            (number, Path: $"$.products[{p}].catalogueNumbers[{n}]"))).ToList();
        foreach (var (number, path) in numbers.Where((one, i) => numbers.FindIndex(other => other.number == one.number) < i))
            Doubt(true, path, $"the catalogue number '{number}' is there twice");
    }

    private void Product(ProductTarget product, string path)
    {
        var gate = product.IdleGate;
        Doubt(gate.RunFolders.IsEmpty && gate.Processes.IsEmpty, $"{path}.idleGate",
            "nothing tells that the instrument is at work: neither a run folder nor a process");
        Doubt(!gate.RunFolders.IsEmpty && gate.QuietMinutes == 0, $"{path}.idleGate.quietMinutes",
            "with 0 minutes a run counts as finished while its last files are still being copied");
        Short(product.Name, $"{path}.name");
        for (var i = 0; i < product.BackupSet.Optional.Length; i++)
            Doubt(product.BackupSet.Mandatory.Any(product.BackupSet.Optional[i].IsIn), $"{path}.backupSet.optional[{i}]",
                "it lies in what is mandatory, so that it is saved in any case and nobody is asked");
        Doubt(product.BackupSet.Mandatory.IsEmpty, $"{path}.backupSet.mandatory",
            "nothing is backed up but what the steps say that they change");
        for (var m = 0; m < product.Modes.Length; m++)
        {
            var mode = product.Modes[m];
            var steps = PlannedStep.Of(mode, $"{path}.modes[{m}]").ToList();
            if (mode.Name is { } called)
                Untranslated(called, $"{path}.modes[{m}].name");
            Short(mode.Software, $"{path}.modes[{m}].software");
            for (var p = 0; p < mode.Phases.Length; p++)
                Heading(mode.Phases[p].Title, $"{path}.modes[{m}].phases[{p}].title");
            for (var s = 0; s < steps.Count; s++)
            {
                OfStep(steps[s].Step, steps[s].Path);
                if (steps.Take(s).FirstOrDefault(earlier => steps[s].Step.FollowsUp(earlier.Step)) is { Step: { } earlier })
                    Doubt(true, steps[s].Path, $"the step '{earlier.Id}' has set the same before; the last one counts");
            }
        }
    }

    private void OfStep(Step step, string path)
    {
        Heading(step.Title, $"{path}.title");
        Doubt(step.Proof.Length > 0 && step.Proof.All(probe => probe is ListenerProbe) && step is not EnableFirewallStep,
            $"{path}.proof", "a port on which nobody listens fulfils this too: it holds as well when the program does not run");
        Doubt(step.Proof.Length > 0 && step.Proof.All(probe => probe is ScriptProbe), $"{path}.proof",
            "nothing but a script's own word proves it; add a probe of what the step changes");
        var undoPayloads = (step as InstallerStep)?.UndoPayloads ?? [];
        for (var i = 0; i < undoPayloads.Length; i++)
            Arguments(undoPayloads[i].Arguments, undoPayloads[i].Payload, $"{path}.undoPayloads[{i}].arguments");
        switch (step)
        {
            case AskOperatorStep ask:
                Untranslated(ask.Text, $"{path}.text");
                break;
            case RunInstallerStep installer:
                Arguments(installer.Arguments, installer.Payload, $"{path}.arguments");
                Arguments(installer.UndoArguments, installer.Payload, $"{path}.undoArguments");
                Doubt(installer is { InstalledBy: InstallerKind.Program, Installs: null }, $"{path}.proof",
                    "no probe names the product, so that an older version would not be seen, which an EXE that removes itself " +
                        "does not bring back");
                var number = NumberOfUpdate().Match(installer.Payload.Name);
                Doubt(installer.InstalledBy == InstallerKind.Update && number.Success
                    && !string.Equals(number.Value, installer.Update, StringComparison.OrdinalIgnoreCase),
                    $"{path}.proof", $"the file's name has another number than {installer.Update}");
                break;
            case ReplaceFileStep replace:
                Doubt(File(replace.Payload)?.Length == 0, $"{path}.payload", $"'{replace.Payload}' is empty");
                break;
            case EditConfigStep edit:
                Edits(edit, path);
                break;
            case SetServiceStep { Account: { } account }:
                Doubt(LogonAccount.IsSystem(account), $"{path}.account", $"'{account}' has every right on the machine");
                break;
            case SetAccountStep account:
                Doubt(account.MemberOf.Contains(Administrators), $"{path}.memberOf",
                    $"{Administrators} is the group of the administrators");
                break;
            case SetRegistryValueStep value:
                Doubt(value.Key.Contains(@"\WOW6432Node", StringComparison.OrdinalIgnoreCase), $"{path}.key",
                    "WOW6432Node is how 64-bit Windows shows the half of 32-bit programs; write the key without it, and 'view: " +
                        "32'");
                break;
            default:
                break;
        }
    }

    private const string Administrators = "S-1-5-32-544";
    private const int OneLine = 100;

    private void Edits(EditConfigStep step, string path)
    {
        foreach (var format in Enum.GetValues<ConfigFormat>().Where(other => other != step.Format))
            Doubt(step.Target.Text.EndsWith($".{format}", StringComparison.OrdinalIgnoreCase), $"{path}.format",
                $"the target's name says {format.ToString().ToLowerInvariant()}");
        for (var i = 0; i < step.Edits.Length; i++)
            Doubt(step.Format == ConfigFormat.Ini && !step.Edits[i].At.StartsWith('[')
                && step.Edits[i].At.IndexOfAny(['/', '\\', '.']) >= 0,
                $"{path}.edits[{i}].at",
                $"this is one key of that name, before the first section; a key of a section is written [Section]Key");
    }

    private void Arguments(ImmutableArray<string> arguments, MediaPath payload, string path)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            var name = arguments[i].Split('=')[0];
            Doubt(InstallerKinds.Of(payload.Name) is InstallerKind.Package or InstallerKind.Patch && name.Any(char.IsLower),
                $"{path}[{i}]",
                    $"'{name}' has lower-case letters: an MSI takes only public properties from outside, and theirs are " +
                    $"capitals");
            Doubt(InstallerKinds.Of(payload.Name) is InstallerKind.Program && SwitchBehindBlank().IsMatch(arguments[i]),
                $"{path}[{i}]", "this is one argument with a blank in it; each argument is an item of the list");
            Doubt(name.Contains("PASSW", StringComparison.OrdinalIgnoreCase)
                || name.Contains("PWD", StringComparison.OrdinalIgnoreCase),
                $"{path}[{i}]", "the bundle is readable for everybody who has the stick; a password does not belong into it");
        }
    }

    private void Heading(LocalizedText text, string path)
    {
        Untranslated(text, path);
        foreach (var (language, words) in text.Texts)
            Short(words, $"{path}.{language}");
    }

    private void Short(string words, string path) =>
        Doubt(words.Length > OneLine || words.Contains('\n', StringComparison.Ordinal),
        path, $"screens and papers show it as a heading; it is one line, of {OneLine} characters at most (here {words.Length})");

    [GeneratedRegex(@"\s[/-]\w")]
    private static partial Regex SwitchBehindBlank();

    [GeneratedRegex(@"KB\d+", RegexOptions.IgnoreCase)]
    private static partial Regex NumberOfUpdate();

    // Names, abbreviations and numbers are the same in every language; sentences are not.
    private void Untranslated(LocalizedText text, string path)
    {
        foreach (var (language, words) in text.Texts.Where(pair => pair.Key != LocalizedText.English))
            Doubt(words == text.En && words.Contains(' ', StringComparison.Ordinal), $"{path}.{language}",
                "it is the English text");
    }

    private BundleFile? File(MediaPath path) => _manifest.Files.FirstOrDefault(file => file.Path == path);

    private void Doubt(bool holds, string path, string message)
    {
        if (holds)
            _doubts.Add(new(path, message));
    }
}
