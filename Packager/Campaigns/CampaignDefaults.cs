using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Campaigns;

/// <summary>
/// What an author may leave out. A manifest says everything, so that nothing signed depends on a program's defaults; these are
/// written down when a campaign is built. They are the initialisers of the records, taken from one instance of each.
/// </summary>
internal static class CampaignDefaults
{
    private static readonly MediaPath SomePath = MediaPath.Of("payload/x");
    private static readonly StepId SomeStep = Token.Of<StepId>("x");
    private static readonly LocalizedText SomeText = new("");
    private static readonly InstrumentPath SomeFile = InstrumentPath.Of(@"C:\x");

    private static readonly ImmutableDictionary<Type, JsonObject> Defaults = new object[]
    {
        new FileProbe(SomeFile),
        new RegistryProbe("", ""),
        new AccountProbe(""),
        new RegistrySource("", ""),
        new RunInstallerStep(SomeStep, SomeText, SomePath),
        new RunScriptStep(SomeStep, SomeText, []),
        new ReplaceFileStep(SomeStep, SomeText, SomePath, SomeFile),
        new SetServiceStep(SomeStep, SomeText, ""),
        new SetAccountStep(SomeStep, SomeText, ""),
        new EnableFirewallStep(SomeStep, SomeText),
        new SetRegistryValueStep(SomeStep, SomeText, "", "", RegistryKind.Text, ""),
        new AskOperatorStep(SomeStep, SomeText, SomeText),
    }.ToImmutableDictionary(sample => sample.GetType(), OptionalMembers);

    /// <summary>The members of a record that may be left out, with the value that they get then.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode?>> Of(Type type) =>
        Defaults.TryGetValue(type, out var members) ? members : [];

    // Whatever the constructor takes is the author's to say; the other required members have initialisers.
    private static JsonObject OptionalMembers(object sample)
    {
        var type = BundleManifest.Format.Type.Options.GetTypeInfo(sample.GetType());
        var node = JsonSerializer.SerializeToNode(sample, type)!.AsObject();
        foreach (var member in JsonShape.Members(type).Where(member => IsConstructorParameter(member) || !member.IsRequired))
            node.Remove(member.Name);
        return node;
    }

    private static bool IsConstructorParameter(JsonPropertyInfo member) =>
        member.AssociatedParameter is { IsMemberInitializer: false };
}
