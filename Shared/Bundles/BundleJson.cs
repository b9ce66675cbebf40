using System.Text.Json.Serialization;

namespace PatchKit.Shared.Bundles;

/// <summary>JSON of the bundle's own formats.</summary>
/// <remarks>
/// A property with an initialiser carries <c>JsonRequired</c>: source-generated readers forget initialisers of members that are
/// missing, and what is signed should not depend on a program's defaults anyway. Authored files may leave them out; the Packager
/// writes them down.
/// </remarks>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(BundleManifest))]
[JsonSerializable(typeof(WithdrawnList))]
[JsonSerializable(typeof(StandInPackage))]
internal sealed partial class BundleJson : JsonSerializerContext;
