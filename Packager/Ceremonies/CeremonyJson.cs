using System.Text.Json.Serialization;

namespace PatchKit.Packager.Ceremonies;

/// <summary>JSON of requests and signatures; indented, because people look at them before they sign.</summary>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(SignatureFile))]
[JsonSerializable(typeof(SigningRequestDocument))]
internal sealed partial class CeremonyJson : JsonSerializerContext;
