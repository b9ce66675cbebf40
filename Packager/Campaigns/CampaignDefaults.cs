using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
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
    private static readonly ModeTarget SomeMode = new()
    {
        Mode = Token.Of<ModeId>("x"),
        Software = "",
        SoftwareVersion = new ProductSource(""),
        Affected = [],
        Phases = [],
    };

    private static readonly ProductTarget SomeProduct = new()
    {
        Product = Token.Of<ProductId>("x"),
        Name = "",
        CatalogueNumbers = [],
        SerialShape = "",
        Identity = [],
        SerialSource = new ProductSource(""),
        IdleGate = new() { RunFolders = [], FinishedMarkers = [], QuietMinutes = 0, Processes = [] },
        BackupSet = new() { Mandatory = [], Optional = [] },
        Modes = [],
    };

    private static readonly BundleManifest SomeManifest = new()
    {
        Schema = "",
        Campaign = Token.Of<CampaignId>("x"),
        Bundle = Token.Of<BundleId>("x"),
        Version = SoftwareVersion.TryParse("0", out var version) ? version : throw new InvalidOperationException(),
        Counter = 0,
        Released = default,
        Languages = [],
        Title = new(""),
        Summary = new(""),
        Notices = ImmutableSortedDictionary<string, MediaPath>.Empty,
        MinimumOsBuild = 0,
        Products = [],
        Files = [],
    };

    private static readonly ImmutableDictionary<Type, JsonObject> Defaults = new[] { typeof(Step), typeof(Probe),
        typeof(ValueSource) }
        .SelectMany(type => type.GetCustomAttributes<JsonDerivedTypeAttribute>()).Select(kind => kind.DerivedType)
        .Append(typeof(ConfigEdit)).Append(typeof(UndoPayload))
        .ToImmutableDictionary(type => type, type => OptionalMembers(Sample(type)))
        .Add(typeof(BundleManifest), OptionalMembers(SomeManifest))
        .Add(typeof(ModeTarget), OptionalMembers(SomeMode))
        .Add(typeof(ProductTarget), OptionalMembers(SomeProduct));

    /// <summary>The members of a record that may be left out, with the value that they get then.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode?>> Of(Type type) =>
        Defaults.TryGetValue(type, out var members) ? members : [];

    // Only what the initialisers say is taken from it, so any argument serves.
    private static object Sample(Type type)
    {
        var constructor = type.GetConstructors().Single();
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter => Some(parameter.ParameterType))]);
    }

    private static object? Some(Type type) => type switch
    {
        _ when type == typeof(string) => "",
        _ when type == typeof(MediaPath) => MediaPath.Of("payload/x"),
        _ when type == typeof(SoftwareVersion) => SoftwareVersion.TryParse("0", out var version) ? version : null,
        _ when type == typeof(StepId) => Token.Of<StepId>("x"),
        _ when type == typeof(LocalizedText) => new LocalizedText(""),
        _ when type == typeof(InstrumentPath) => InstrumentPath.Of(@"C:\x"),
        { IsEnum: true } => Enum.GetValues(type).GetValue(0),
        { IsGenericType: true } => type.GetField(nameof(ImmutableArray<>.Empty))!.GetValue(null),
        _ => Activator.CreateInstance(type),
    };

    // Whatever the constructor takes or the language requires is the author's to say; the other required members have
    // initialisers.
    private static JsonObject OptionalMembers(object sample)
    {
        var type = BundleManifest.Format.Type.Options.GetTypeInfo(sample.GetType());
        var node = JsonSerializer.SerializeToNode(sample, type)!.AsObject();
        foreach (var member in JsonShape.Members(type).Where(member => IsAuthors(member) || !member.IsRequired))
            node.Remove(member.Name);
        return node;
    }

    private static bool IsAuthors(JsonPropertyInfo member) => member.AssociatedParameter is { IsMemberInitializer: false }
        || member.AttributeProvider?.IsDefined(typeof(RequiredMemberAttribute), inherit: false) == true;
}
