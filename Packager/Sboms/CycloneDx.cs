using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Sboms;

/// <summary>
/// Writes a list of components as CycloneDX 1.6 JSON (ECMA-424). Holds no time but its subject's and no random number: the same
/// components give the same bytes.
/// </summary>
internal static class CycloneDx
{
    private const string NotKnown = "not known";

    private static readonly JsonWriterOptions Options =
        new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The bytes of the list.</summary>
    /// <param name="subject">What is described.</param>
    /// <param name="components">What it consists of.</param>
    /// <param name="origin">Whose it is and of when; null where the file says no more than what is in it.</param>
    public static byte[] Write(SbomComponent subject, IEnumerable<SbomComponent> components, SbomOrigin? origin = null)
    {
        SbomComponent[] listed = [.. components.OrderBy(component => component.Ref, StringComparer.Ordinal)];
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteString("bomFormat", "CycloneDX");
            json.WriteString("specVersion", "1.6");
            json.WriteString("serialNumber", $"urn:uuid:{SerialNumber(subject.Ref, listed)}");
            json.WriteNumber("version", 1);
            json.WriteStartObject("metadata");
            if (origin is not null)
            {
                json.WriteString("timestamp",
                    origin.When.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
                json.WriteStartArray("authors");
                json.WriteStartObject();
                json.WriteString("name", origin.Author);
                json.WriteEndObject();
                json.WriteEndArray();
            }

            json.WritePropertyName("component");
            Write(json, subject);
            if (origin is not null)
                WriteName(json, "supplier", origin.Author);
            json.WriteEndObject();
            json.WriteStartArray("components");
            foreach (var component in listed)
                Write(json, component);
            json.WriteEndArray();
            WriteDependencies(json, [subject, .. listed]);
            json.WriteEndObject();
        }

        return [.. stream.ToArray(), (byte)'\n'];
    }

    private static void Write(Utf8JsonWriter json, SbomComponent component)
    {
        json.WriteStartObject();
        json.WriteString("type", component.Type);
        json.WriteString("bom-ref", component.Ref);
        json.WriteString("name", component.Name);
        if (component.Supplier is { } supplier)
            WriteName(json, "supplier", supplier);
        if (component.Version is { } version)
            json.WriteString("version", version);
        if (component.Scope is { } scope)
            json.WriteString("scope", scope);
        if (component.Hash is { } hash)
        {
            json.WriteStartArray("hashes");
            json.WriteStartObject();
            json.WriteString("alg", hash.Algorithm);
            json.WriteString("content", hash.Hex);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        if (component.Licence is { } licence)
        {
            json.WriteStartArray("licenses");
            json.WriteStartObject();
            json.WriteStartObject("license");
            json.WriteString("id", licence);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndArray();
        }

        if (component.Copyright is { } copyright)
            json.WriteString("copyright", copyright);
        if (component.PackageUrl is { } url)
            json.WriteString("purl", url);
        WriteSupport(json, component.Support);
        json.WriteEndObject();
    }

    // FDA, Cybersecurity in Medical Devices, on section 524B(b)(3): each component's level of support and its end. The
    // taxonomy of CycloneDX has a name for the day alone; the other names are ours. What is not known is said to be.
    private static void WriteSupport(Utf8JsonWriter json, SbomSupport? support)
    {
        json.WriteStartArray("properties");
        Property("patchkit:support:level", support?.Level switch
        {
            SupportLevel.ActivelyMaintained => "actively maintained",
            SupportLevel.NoLongerMaintained => "no longer maintained",
            SupportLevel.Abandoned => "abandoned",
            _ => NotKnown,
        });
        if (support?.End is { } end)
            Property("cdx:lifecycle:milestone:endOfSupport", Day(end));
        else
            Property("patchkit:support:endOfSupport", NotKnown);
        if (support is not null)
        {
            Property("patchkit:support:source", support.Source);
            Property("patchkit:support:seen", Day(support.Seen));
        }

        json.WriteEndArray();

        void Property(string name, string value)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("value", value);
            json.WriteEndObject();
        }
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static void WriteName(Utf8JsonWriter json, string member, string name)
    {
        json.WriteStartObject(member);
        json.WriteString("name", name);
        json.WriteEndObject();
    }

    private static void WriteDependencies(Utf8JsonWriter json, SbomComponent[] all)
    {
        if (all.All(component => component.DependsOn.Count == 0))
            return;
        json.WriteStartArray("dependencies");
        foreach (var component in all)
        {
            json.WriteStartObject();
            json.WriteString("ref", component.Ref);
            json.WriteStartArray("dependsOn");
            foreach (var other in component.DependsOn.Order(StringComparer.Ordinal))
                json.WriteStringValue(other);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static Guid SerialNumber(string subject, SbomComponent[] components)
    {
        var text = new StringBuilder(subject);
        foreach (var component in components)
            text.Append('\n').Append(component.Hash?.Hex).Append(' ').Append(component.Ref);
        return Sha256Digest.Of(Encoding.UTF8.GetBytes(text.ToString())).ToUuid();
    }
}

/// <summary>A component of a list.</summary>
/// <param name="Type">The kind, in the format's words: application, library, framework, file.</param>
/// <param name="Ref">Its name within the list; unique.</param>
/// <param name="Name">Its name.</param>
internal sealed record SbomComponent(string Type, string Ref, string Name)
{
    /// <summary>Who made it, if its maker says so.</summary>
    public string? Supplier { get; init; }

    /// <summary>Its licence by its SPDX identifier; null where it is not delivered.</summary>
    public string? Licence { get; init; }

    /// <summary>Its copyright line.</summary>
    public string? Copyright { get; init; }

    /// <summary>Its version, if it has one.</summary>
    public string? Version { get; init; }

    /// <summary><c>excluded</c> when it helps to build and is not delivered.</summary>
    public string? Scope { get; init; }

    /// <summary>Digest of the file or package.</summary>
    public SbomHash? Hash { get; init; }

    /// <summary>What is known of its support; null: nothing, and the list says so.</summary>
    public SbomSupport? Support { get; init; }

    /// <summary>Where the world knows it: <c>pkg:nuget/NAME@VERSION</c>.</summary>
    public string? PackageUrl { get; init; }

    /// <summary>The components that it needs, by <see cref="Ref"/>.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];
}

/// <summary>Whose a list is, and of when.</summary>
/// <param name="Author">Who made what is described, and the list.</param>
/// <param name="When">When: the commit's time, so that the same commit gives the same bytes.</param>
internal sealed record SbomOrigin(string Author, DateTimeOffset When);

/// <summary>A digest, in the format's words.</summary>
/// <param name="Algorithm">SHA-256 or SHA-512.</param>
/// <param name="Hex">Lower-case hexadecimal digits.</param>
internal sealed record SbomHash(string Algorithm, string Hex);
