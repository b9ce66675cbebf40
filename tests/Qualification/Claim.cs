using System.Text.Json.Serialization;
using PatchKit.Shared.Json;

namespace PatchKit.Qualification;

/// <summary>Something that the Applier relies on, and how this program looks whether it is so.</summary>
/// <param name="Id">Its name, <c>part.subject</c>; it never changes its meaning.</param>
/// <param name="Kind">In which qualification it is asked.</param>
/// <param name="Text">The claim, a sentence.</param>
/// <param name="Prove">Looks. What it throws counts as a failure.</param>
internal sealed record Claim(
    string Id, QualificationKind Kind, string Text, Func<Site, CancellationToken, Task<Evidence>> Prove)
{
    /// <summary>Whether it can only be looked at after a restart.</summary>
    public bool AfterRestart { get; init; }

    /// <summary>The part it belongs to.</summary>
    public string Part => Id[..Id.IndexOf('.', StringComparison.Ordinal)];

    /// <summary>A claim that is looked at at once.</summary>
    public static Claim Now(string id, string text, Func<Site, Evidence> prove) =>
        new(id, QualificationKind.Operational, text, (site, _) => Task.FromResult(prove(site)));

    /// <summary>A claim that is looked at after a restart.</summary>
    public static Claim Restarted(string id, string text, Func<Site, Evidence> prove) =>
        Now(id, text, prove) with { AfterRestart = true };

    /// <summary>A claim whose proof takes its time.</summary>
    public static Claim Later(string id, string text, Func<Site, CancellationToken, Task<Evidence>> prove) =>
        new(id, QualificationKind.Operational, text, prove);
}

/// <summary>What was seen of a claim.</summary>
/// <param name="Result">Whether it holds.</param>
/// <param name="Seen">What was seen; or why it was not looked at.</param>
internal sealed record Evidence(ClaimResult Result, string Seen)
{
    /// <summary>It was looked at.</summary>
    public static Evidence Of(bool holds, string seen) => new(holds ? ClaimResult.Pass : ClaimResult.Fail, seen);

    /// <summary>It could not be looked at here.</summary>
    public static Evidence NotRun(string why) => new(ClaimResult.NotRun, why);
}

/// <summary>Whether a claim holds.</summary>
[JsonConverter(typeof(StrictEnumConverter<ClaimResult>))]
internal enum ClaimResult
{
    /// <summary>It was seen to hold.</summary>
    [JsonStringEnumMemberName("pass")]
    Pass,

    /// <summary>It was seen not to hold, or the machine did not answer.</summary>
    [JsonStringEnumMemberName("fail")]
    Fail,

    /// <summary>It was not looked at: nothing is known.</summary>
    [JsonStringEnumMemberName("not run")]
    NotRun,
}

/// <summary>In which qualification a claim is asked.</summary>
[JsonConverter(typeof(StrictEnumConverter<QualificationKind>))]
internal enum QualificationKind
{
    /// <summary>Installation qualification: what the program stands on.</summary>
    [JsonStringEnumMemberName("IQ")]
    Installation,

    /// <summary>Operational qualification: what it does.</summary>
    [JsonStringEnumMemberName("OQ")]
    Operational,
}
