using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PatchKit.Packager.Ceremonies;

/// <summary>
/// JSON of requests and signatures. Strict when read; indented when written, because people look at them before they sign.
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
[JsonSerializable(typeof(SignatureFile))]
[JsonSerializable(typeof(SigningRequestDocument))]
internal sealed partial class CeremonyJson : JsonSerializerContext
{
    /// <summary>Names with accents stay readable; the files are never put into a web page.</summary>
    public static CeremonyJson Readable => field ??= new(new JsonSerializerOptions(Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
