using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PatchKit.Shared.Bundles;

/// <summary>JSON of the bundle's own formats: camel case, strict, no member that is not known, no null.</summary>
/// <remarks>
/// A property with an initialiser carries <c>JsonRequired</c>: source-generated readers forget initialisers of members that are
/// missing, and what is signed should not depend on a program's defaults anyway. Authored files may leave them out; the Packager
/// writes them down.
/// </remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    AllowOutOfOrderMetadataProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = MaxDepth,
    WriteIndented = true,
    NewLine = "\n")]
[JsonSerializable(typeof(BundleManifest))]
[JsonSerializable(typeof(WithdrawnList))]
[JsonSerializable(typeof(StandInPackage))]
public sealed partial class BundleJson : JsonSerializerContext
{
    /// <summary>Deepest nesting of any of these formats.</summary>
    public const int MaxDepth = 32;

    /// <summary>The context that reads and writes: as <c>Default</c>, with accented letters written as they are.</summary>
    public static BundleJson Strict => LazyStrict.Value;

    // Lazy, because the generated Default stands in another part of this class, and parts have no order of initialisation.
    private static readonly Lazy<BundleJson> LazyStrict =
        new(() => new(new JsonSerializerOptions(Default!.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
}
