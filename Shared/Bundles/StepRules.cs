using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>The rules of steps, kind by kind.</summary>
internal static class StepRules
{
    private static readonly string[] ScriptExtensions = [".cmd", ".ps1", ".sh"];
    private static readonly string[] InstallerExtensions = [".msi", ".exe", StandInPackage.Extension];

    public static void Check(RuleBook book, Step step, BundleContents files, string path)
    {
        book.Text(step.Title, $"{path}.title");
        ProbeRules.CheckAll(book, step.Proof, $"{path}.proof");
        if (step is RunInstallerStep or RunScriptStep or AskOperatorStep)
        {
            book.Require(
                step.Proof.Length > 0, $"{path}.proof",
                $"a {step.Kind} step needs a proof: the kit cannot know what it changes, and an exit code or an answer is not " +
                    $"evidence");
        }

        switch (step)
        {
            case RunInstallerStep installer:
                Installer(book, installer, files, path);
                break;
            case RunScriptStep script:
                Script(book, script, files, path);
                break;
            case ReplaceFileStep replace:
                book.Pass(files.Missing(replace.Payload, "payload"), $"{path}.payload");
                break;
            case SetServiceStep service:
                Service(book, service, path);
                break;
            case SetAccountStep account:
                book.Line(account.Account, $"{path}.account");
                book.Require(
                    account.MemberOf.Length + account.NotMemberOf.Length > 0, path,
                        "nothing is set; allowed: memberOf, notMemberOf");
                ProbeRules.Groups(book, account.MemberOf, account.NotMemberOf, path);
                break;
            case EnableFirewallStep:
                break;
            case SetRegistryValueStep registry:
                book.Key(registry.Key, $"{path}.key");
                book.RegistryValue(registry.Type, registry.Value, $"{path}.value");
                break;
            case AskOperatorStep ask:
                book.Text(ask.Text, $"{path}.text");
                book.Between(ask.Tries, 1, 10, $"{path}.tries");
                break;
            default:
                throw new InvalidOperationException($"a step of no kind: {step.GetType()}");
        }
    }

    private static void Installer(RuleBook book, RunInstallerStep step, BundleContents files, string path)
    {
        book.Pass(files.Missing(step.Payload, "payload"), $"{path}.payload");
        Extension(book, step.Payload, InstallerExtensions, $"{path}.payload");
        book.Between(step.TimeLimitMinutes, 1, 240, $"{path}.timeLimitMinutes");
        book.Some(step.DoneCodes.Length, $"{path}.doneCodes", "exit code");
        var codes = step.DoneCodes.Concat(step.RestartCodes).Concat(step.RetryCodes);
        book.Distinct(codes, _ => path, "exit code");
        book.Require(
            !HasExtension(step.Payload, ".exe") || step.UndoArguments.Length > 0,
            $"{path}.undoArguments", "an EXE needs the arguments that make it remove itself: every step can be undone");
    }

    private static void Script(RuleBook book, RunScriptStep step, BundleContents files, string path)
    {
        book.Between(step.TimeLimitMinutes, 1, 60, $"{path}.timeLimitMinutes");
        book.Some(step.Scripts.Length, $"{path}.scripts", "script");
        for (var i = 0; i < step.Scripts.Length; i++)
        {
            book.Pass(files.Missing(step.Scripts[i], "scripts"), $"{path}.scripts[{i}]");
            Extension(book, step.Scripts[i], ScriptExtensions, $"{path}.scripts[{i}]");
        }

        book.Distinct(
            step.Scripts.Select(script => Path.GetExtension(script.Name).ToLowerInvariant()), i =>
                $"{path}.scripts[{i}]", "extension");
        var changes = step.Changes.Select(file => file.CollisionKey).ToList();
        book.Distinct(changes, i => $"{path}.changes[{i}]", "file");
        foreach (var probe in step.Proof.OfType<FileProbe>())
        {
            book.Require(
                changes.Contains(probe.Path.CollisionKey), $"{path}.changes",
                $"the proof looks at '{probe.Path}'; list it here, so that it is kept before the script runs");
        }
    }

    private static void Service(RuleBook book, SetServiceStep step, string path)
    {
        book.Line(step.Service, $"{path}.service");
        book.Require(
            (step.Account, step.Start, step.State) is not (null, null, null), path,
                "nothing is set; allowed: account, start, state");
        book.Require(step.State is not ServiceRunState.Pending, $"{path}.state",
            "'pending' is no state to end in; allowed: running, stopped");
        book.Require(
            (step.Start, step.State) is not (ServiceStart.Disabled, ServiceRunState.Running), path,
                "a disabled service cannot run");
        if (step.Account is not null)
            book.Line(step.Account, $"{path}.account");
    }

    private static void Extension(RuleBook book, MediaPath file, string[] allowed, string path) => book.Require(
        allowed.Any(extension => HasExtension(file, extension)), path,
            $"'{file}' has none of the extensions {string.Join(", ", allowed)}");

    private static bool HasExtension(MediaPath file, string extension) =>
        file.Name.EndsWith(extension, StringComparison.OrdinalIgnoreCase);
}
