using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PatchKit.Shared.Bundles;

/// <summary>
/// Reads one of the bundle's own JSON formats from untrusted bytes: size limit, UTF-8, no duplicates, <c>schema</c> first and of a known
/// major version, shape, and the format's own rules, in this order.
/// </summary>
internal static class StrictDocument
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = BundleJson.MaxDepth, AllowDuplicateProperties = false };

    /// <summary>Reads a document, or says what is wrong with it.</summary>
    /// <param name="bytes">The file's bytes.</param>
    /// <param name="file">Its name, for the refusal.</param>
    /// <param name="type">The record it should become.</param>
    /// <param name="schema">The version that this program writes; its major part must agree.</param>
    /// <param name="longest">Largest size, in bytes.</param>
    /// <param name="rules">What the types cannot say.</param>
    public static Result<T> Read<T>(
        ReadOnlyMemory<byte> bytes, string file, JsonTypeInfo<T> type, string schema, int longest, Func<T, IEnumerable<FormatFault>> rules)
        where T : class
    {
        if (bytes.Length > longest)
            return new Refusal(RefusalCode.FileLength, file, $"it has {bytes.Length} bytes; at most {longest} are allowed");
        try
        {
            using var document = JsonDocument.Parse(bytes, Options);
            if (SchemaRefusal(document.RootElement, file, schema) is { } refusal)
                return refusal;
            FormatFault[] faults = [.. JsonShape.Faults(document.RootElement, type)];
            if (faults.Length > 0)
                return FormatFault.Refuse(faults, file);
            var value = document.RootElement.Deserialize(type)!;
            faults = [.. rules(value)];
            return faults.Length > 0 ? FormatFault.Refuse(faults, file) : value;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is not UTF-8, or a lone surrogate in an escape.
            return new Refusal(RefusalCode.FormatInvalid, file, $"it is not JSON as this kit writes it: {wrong.Message}");
        }
    }

    private static Refusal? SchemaRefusal(JsonElement root, string file, string known)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return new Refusal(RefusalCode.FormatInvalid, $"{file} $", "the file is not a JSON object");
        var first = root.EnumerateObject().FirstOrDefault();
        if (first.Value.ValueKind != JsonValueKind.String || first.Name != "schema")
            return new Refusal(RefusalCode.FormatInvalid, $"{file} $", "the first member is not 'schema' with a version");
        var text = first.Value.GetString();
        if (!SoftwareVersion.TryParse(text, out _) || text!.Count(c => c == '.') != 1)
            return new Refusal(RefusalCode.FormatInvalid, $"{file} $.schema", $"'{text}' is not a version MAJOR.MINOR");
        return Major(text!) == Major(known)
            ? null
            : new Refusal(RefusalCode.FormatUnknownVersion, $"{file} $.schema", $"version {text} is not known; this program knows {known}")
                .With(text!, known);
    }

    private static string Major(string version) => version[..version.IndexOf('.', StringComparison.Ordinal)];
}
