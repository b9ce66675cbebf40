namespace PatchKit.Shared.Bundles;

/// <summary>The firewall is on in every profile.</summary>
public sealed record FirewallProbe : Probe
{
    private protected override string Thing => "firewall";

    internal override void Check(RuleBook book, string path)
    {
    }
}
