using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace PatchKit.Applier.Instruments.Rehearsal;

/// <summary>The profiles of <c>firewall.json</c>.</summary>
internal sealed class RehearsalFirewall(RehearsalFolder folder) : IFirewall
{
    /// <summary>The file.</summary>
    public const string FileName = "firewall.json";

    /// <inheritdoc/>
    public ImmutableArray<FirewallProfile> Read() =>
        [.. All().Select(profile => new FirewallProfile(profile.Name, profile.On, profile.FromPolicy, profile.LetsIn))];

    /// <inheritdoc/>
    public ImmutableArray<FirewallProfile> ReadBack() => Read();

    /// <inheritdoc/>
    public void Set(string profile, bool on)
    {
        var all = All();
        var index = Array.FindIndex(all, candidate => string.Equals(candidate.Name, profile, StringComparison.OrdinalIgnoreCase));
        if (index < 0)
            throw new InstrumentFault(profile, "there is no such firewall profile");
        if (all[index].FromPolicy)
            throw new InstrumentFault(profile, "a group policy decides this firewall profile");
        if (!folder.Obeys("firewall.set", profile))
            return;
        all[index] = all[index] with { On = on };
        folder.Write(FileName, all, RehearsalFormats.Profiles);
    }

    private MakeBelieveProfile[] All() => folder.Read(FileName, RehearsalFormats.Profiles);
}

/// <summary>An entry of <c>firewall.json</c>.</summary>
internal sealed record MakeBelieveProfile([property: JsonRequired] string Name, [property: JsonRequired] bool On,
    bool FromPolicy = false)
{
    /// <summary>Whether it lets in whatever no rule forbids.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool LetsIn { get; init; }
}
