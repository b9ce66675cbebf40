using System.Text.Json.Serialization;

namespace PatchKit.Packager.Keys;

/// <summary>JSON of key files, public keys and holders' names; indented, because people look at them.</summary>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(PublicKeyDocument))]
[JsonSerializable(typeof(KeyFileDocument))]
[JsonSerializable(typeof(HoldersDocument))]
internal sealed partial class KeyJson : JsonSerializerContext;
