using System.Text.Json;
using System.Text.Json.Serialization;

namespace PatchKit.Shared.Bundles;

/// <summary>
/// A question to the instrument that changes nothing and is answered with yes or no and what was seen. One closed set serves
/// detection of product and mode, and the independent read-back of a step; one file a kind with its members and rules.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(FileProbe), "file")]
[JsonDerivedType(typeof(RegistryProbe), "registry")]
[JsonDerivedType(typeof(ProductProbe), "product")]
[JsonDerivedType(typeof(ServiceProbe), "service")]
[JsonDerivedType(typeof(AccountProbe), "account")]
[JsonDerivedType(typeof(FirewallProbe), "firewall")]
[JsonDerivedType(typeof(ListenerProbe), "listener")]
[JsonDerivedType(typeof(HotfixProbe), "hotfix")]
[JsonDerivedType(typeof(TaskProbe), "task")]
[JsonDerivedType(typeof(CertificateProbe), "certificate")]
[JsonDerivedType(typeof(ScriptProbe), "script")]
public abstract record Probe
{
    /// <summary>The bundle's name for what is looked at: a path, a key, a service.</summary>
    [JsonIgnore]
    public string Subject => Thing;

    /// <summary>See <see cref="Subject"/>.</summary>
    private protected abstract string Thing { get; }

    /// <summary>Why this and another question cannot both be answered with yes at one time; null when they can.</summary>
    internal virtual string? Against(Probe other) => null;

    /// <summary>Whether this question is answered with yes wherever the other one is: by itself it tells nothing apart.</summary>
    internal virtual bool IsImpliedBy(Probe other) => Written(this) == Written(other);

    private static string Written(Probe probe) => JsonSerializer.Serialize(probe, BundleJson.Default.Probe);

    /// <summary>Whether two names of the instrument are one: letters' case does not count on Windows.</summary>
    private protected static bool Same(string left, string right) =>
        string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    /// <summary>The rules of its kind.</summary>
    internal abstract void Check(RuleBook book, string path);

    /// <summary>The rules of several.</summary>
    /// <param name="book">Takes the faults.</param>
    /// <param name="probes">The probes.</param>
    /// <param name="path">Where they stand in the manifest.</param>
    /// <param name="files">The bundle's files, where probes may run scripts: in a step alone. Elsewhere it is not known yet
    /// whether this is the right instrument.</param>
    internal static void CheckAll(RuleBook book, IReadOnlyList<Probe> probes, string path, BundleContents? files = null)
    {
        for (var i = 0; i < probes.Count; i++)
        {
            probes[i].Check(book, $"{path}[{i}]");
            if (probes[i] is ScriptProbe script)
                script.CheckFiles(book, files, $"{path}[{i}]");
            for (var j = 0; j < i; j++)
            {
                if (probes[j].Against(probes[i]) is { } apart)
                    book.Say($"{path}[{i}]", $"this and a question above cannot both hold: {apart}");
                book.Require(Written(probes[j]) != Written(probes[i]), $"{path}[{i}]", "the same question is asked twice");
            }
        }
    }
}
