using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace PatchKit.Applier.Instruments;

/// <summary>The firewall's profiles.</summary>
internal interface IFirewall
{
    /// <summary>Every profile.</summary>
    ImmutableArray<FirewallProfile> Read();

    /// <summary>Every profile by another path, for the read-back.</summary>
    ImmutableArray<FirewallProfile> ReadBack();

    /// <summary>Turns one profile on or off.</summary>
    void Set(string profile, bool on);
}

/// <summary>One profile.</summary>
/// <param name="Name"><c>domain</c>, <c>private</c> or <c>public</c>.</param>
/// <param name="On">Whether it is on.</param>
/// <param name="FromPolicy">Whether a policy of the site decides it, so that we cannot.</param>
/// <param name="LetsIn">Whether it lets in whatever no rule forbids: then it is on and closes nothing.</param>
internal sealed record FirewallProfile(string Name, bool On, bool FromPolicy, bool LetsIn = false)
{
    /// <summary>Whether it is on and lets in nothing but what a rule allows.</summary>
    [JsonIgnore]
    public bool Protects => On && !LetsIn;

    /// <summary>What stands, in plain English.</summary>
    [JsonIgnore]
    public string InWords => $"{Name} {(On ? "on" : "off")}{(On && LetsIn ? " (lets everything in)" : "")}";
}
