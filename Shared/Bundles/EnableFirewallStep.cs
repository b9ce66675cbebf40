using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>Turns the firewall on in every profile.</summary>
public sealed record EnableFirewallStep(StepId Id, LocalizedText Title) : Step(Id, Title)
{
    internal override Probe Effect(BundleContents files) => new FirewallProbe();

    internal override void Check(RuleBook book, BundleContents files, string path)
    {
    }
}
