using PatchKit.Shared.Bundles;

namespace PatchKit.Tests.Applier.Applying;

/// <summary>For each kind: how to make its step, which calls make its apply a lie, and which its undo.</summary>
internal sealed record StepFixture(Func<Bench, Step> Make, string[] Lies, string[] UndoLies);

internal static class StepFixtures
{
    public static IReadOnlyDictionary<string, StepFixture> All { get; } = new Dictionary<string, StepFixture>
    {
        ["run-installer"] = new(SampleSteps.Installer, ["install"], ["uninstall"]),
        ["uninstall"] = new(_ => SampleSteps.Uninstall(), ["remove"], ["put-back"]),
        ["run-script"] = new(SampleSteps.Script, ["script.apply"], ["script.undo"]),
        ["replace-file"] = new(SampleSteps.File, [], []),
        ["set-service"] = new(_ => SampleSteps.Service(), ["services.configure"], ["services.configure"]),
        ["set-account"] = new(_ => SampleSteps.Account(), ["accounts.join", "accounts.leave"], ["accounts.join"]),
        ["enable-firewall"] = new(_ => SampleSteps.Firewall(), ["firewall.set"], ["firewall.set"]),
        ["set-registry-value"] = new(_ => SampleSteps.Value(), ["registry.write Mode"], ["registry.write Mode"]),
        ["delete-file"] = new(_ => SampleSteps.DeletedFile(), [], []),
        ["delete-registry-value"] = new(_ => SampleSteps.DeletedValue(), ["registry.delete Legacy"], ["registry.write Legacy"]),
        ["edit-config"] = new(_ => SampleSteps.Edit(), [], []),
        ["ask-operator"] = new(_ => SampleSteps.Manual(), [], []),
    };

    /// <summary>Every kind of step, the named one last.</summary>
    public static Step[] LastBut(string kind, Bench bench) =>
        [.. All.OrderBy(pair => pair.Key == kind).Select(pair => pair.Value.Make(bench))];
}
