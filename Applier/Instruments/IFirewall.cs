using System.Collections.Immutable;

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
/// <param name="FromPolicy">Whether a group policy decides it, so that we cannot.</param>
internal sealed record FirewallProfile(string Name, bool On, bool FromPolicy);
