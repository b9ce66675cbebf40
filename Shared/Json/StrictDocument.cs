using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PatchKit.Shared.Bundles;

namespace PatchKit.Shared.Json;

/// <summary>
/// Reads one of the bundle's own JSON formats from untrusted bytes, as strictly as <see cref="StrictJson"/>, and tells an author
/// every fault at once: size limit, <c>schema</c> first and of a known major version, UTF-8, no duplicates, shape, and the
/// format's own rules, in this order.
/// </summary>
internal static class StrictDocument
{
    private static readonly JsonDocumentOptions Options = new()
    { MaxDepth = BundleJson.MaxDepth, AllowDuplicateProperties = false };

    /// <summary>Reads a document, or says what is wrong with it.</summary>
    /// <param name="bytes">The file's bytes.</param>
    /// <param name="file">Its name, for the refusal.</param>
    /// <param name="type">The record it should become.</param>
    /// <param name="schema">The version that this program writes; its major part must agree.</param>
    /// <param name="longest">Largest size, in bytes.</param>
    /// <param name="rules">What the types cannot say.</param>
    public static Result<T> Read<T>(
        ReadOnlyMemory<byte> bytes, string file, JsonTypeInfo<T> type, string schema, int longest,
            Func<T, IEnumerable<FormatFault>> rules)
        where T : class
    {
        if (bytes.Length > longest)
            return StrictJson.TooLong(bytes.Length, longest, file);
        if (StrictJson.SchemaFault(bytes.Span, Major(schema), $"{file} $") is { } newer)
            return newer;
        try
        {
            using var document = JsonDocument.Parse(bytes, Options);
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
            return StrictJson.Invalid(file, $"it is not JSON as this kit writes it: {wrong.Message}");
        }
    }

    private static int Major(string version) =>
        int.Parse(version.AsSpan(0, version.IndexOf('.', StringComparison.Ordinal)), NumberStyles.None,
            CultureInfo.InvariantCulture);
}
