using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using PatchKit.Shared.Bundles;

namespace PatchKit.Packager.Campaigns;

/// <summary>
/// The list of what a bundle carries, as CycloneDX 1.6 JSON (ECMA-424): each payload and script file as a component with its hash. Holds no time and
/// no random number: the same files give the same bytes.
/// </summary>
internal static class BundleSbom
{
    private static readonly JsonWriterOptions Options =
        new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The bytes of the list.</summary>
    /// <param name="bundle">The bundle's name.</param>
    /// <param name="version">The campaign's version.</param>
    /// <param name="files">All files of the bundle; payload and scripts are listed.</param>
    public static byte[] Write(string bundle, string version, IEnumerable<BundleFile> files)
    {
        BundleFile[] listed = [.. files.Where(file => IsCode(file.Path.Text)).OrderBy(file => file.Path.Text, StringComparer.Ordinal)];
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteString("bomFormat", "CycloneDX");
            json.WriteString("specVersion", "1.6");
            json.WriteString("serialNumber", $"urn:uuid:{SerialNumber(bundle, listed)}");
            json.WriteNumber("version", 1);
            json.WriteStartObject("metadata");
            json.WriteStartObject("component");
            json.WriteString("type", "application");
            json.WriteString("bom-ref", bundle);
            json.WriteString("name", bundle);
            json.WriteString("version", version);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteStartArray("components");
            foreach (var file in listed)
                Component(json, file);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return [.. stream.ToArray(), (byte)'\n'];
    }

    private static void Component(Utf8JsonWriter json, BundleFile file)
    {
        json.WriteStartObject();
        json.WriteString("type", "file");
        json.WriteString("bom-ref", file.Path.Text);
        json.WriteString("name", file.Path.Text);
        json.WriteStartArray("hashes");
        json.WriteStartObject();
        json.WriteString("alg", "SHA-256");
        json.WriteString("content", file.Sha256.Hex);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static bool IsCode(string path) =>
        path.StartsWith("payload/", StringComparison.Ordinal) || path.StartsWith("scripts/", StringComparison.Ordinal);

    // RFC 9562, 5.8: a version 8 UUID holds what its maker likes; here 122 bits of the digest of the listed files.
    private static Guid SerialNumber(string bundle, BundleFile[] files)
    {
        var text = new StringBuilder(bundle);
        foreach (var file in files)
            text.Append('\n').Append(file.Sha256.Hex).Append(' ').Append(file.Path.Text);
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16);
        bytes[6] = (byte)(0x80 | (bytes[6] & 0x0f));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3f));
        return new Guid(bytes, bigEndian: true);
    }
}
