using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PatchKit.Packager.Keys;

/// <summary>
/// JSON of key files, public keys and holders' names. Strict when read; indented when written, because people look at them.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    MaxDepth = 24,
    WriteIndented = true,
    NewLine = "\n")]
[JsonSerializable(typeof(PublicKeyDocument))]
[JsonSerializable(typeof(KeyFileDocument))]
[JsonSerializable(typeof(HoldersDocument))]
internal sealed partial class KeyJson : JsonSerializerContext
{
    /// <summary>Names with accents stay readable; the files are never put into a web page.</summary>
    public static KeyJson Readable => field ??= new(new JsonSerializerOptions(Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
