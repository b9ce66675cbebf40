using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PatchKit.Shared.Json;

/// <summary>
/// Compares a JSON document with the shape of the records it should become, and finds every difference in one go: unknown,
/// missing and null members, unknown kinds, values of the wrong type. What passes here deserialises.
/// </summary>
/// <remarks>The shape comes from the source-generated metadata, so a record and its check cannot drift apart.</remarks>
public static class JsonShape
{
    /// <summary>
    /// Every difference between <paramref name="element"/> and <paramref name="type"/>, in the order of the document.
    /// </summary>
    /// <param name="element">The document, or a part of it.</param>
    /// <param name="type">The record that it should become.</param>
    /// <param name="path">Where the element stands.</param>
    public static IEnumerable<FormatFault> Faults(JsonElement element, JsonTypeInfo type, string path = "$")
    {
        if (element.ValueKind == JsonValueKind.Null)
            return [new(path, "null is not allowed here; leave the member out instead")];
        if (Nullable.GetUnderlyingType(type.Type) is { } inner)
            type = type.Options.GetTypeInfo(inner);
        return type.Kind switch
        {
            JsonTypeInfoKind.Object => ObjectFaults(element, type, path),
            JsonTypeInfoKind.Enumerable => ListFaults(element, type, path),
            JsonTypeInfoKind.Dictionary => MapFaults(element, type, path),
            _ => JsonLeaf.Fault(element, type) is { } message ? [new(path, message)] : [],
        };
    }

    /// <summary>The members that a record of this shape may have, its discriminator excluded.</summary>
    public static IEnumerable<JsonPropertyInfo> Members(JsonTypeInfo type) =>
        type.Properties.Where(property => property.Get is not null);

    /// <summary>The kinds that a polymorphic shape allows, with the shape of each.</summary>
    public static IReadOnlyList<(string Kind, JsonTypeInfo Type)> Kinds(JsonTypeInfo type) =>
        [.. type.PolymorphismOptions?.DerivedTypes
            .Select(derived => ((string)derived.TypeDiscriminator!, type.Options.GetTypeInfo(derived.DerivedType))) ?? []];

    private static IEnumerable<FormatFault> ObjectFaults(JsonElement element, JsonTypeInfo type, string path)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return [new(path, $"an object with the members {Names(type)} belongs here, not {JsonLeaf.Describe(element)}")];
        if (type.PolymorphismOptions is not { } options)
            return MemberFaults(element, type, path, null);

        var kinds = Kinds(type);
        var allowed = string.Join(", ", kinds.Select(kind => kind.Kind));
        var noun = JsonLeaf.Noun(type.Type);
        if (!element.TryGetProperty(options.TypeDiscriminatorPropertyName, out var kind))
            return [new(path, $"'{options.TypeDiscriminatorPropertyName}' is missing: which {noun} is it? Allowed: {allowed}")];
        var chosen = kind.ValueKind == JsonValueKind.String ? kinds.FirstOrDefault(k => k.Kind == kind.GetString()).Type : null;
        return chosen is null
            ? [new($"{path}.{options.TypeDiscriminatorPropertyName}",
                $"{JsonLeaf.Describe(kind)} is not a kind of {noun}; allowed: {allowed}")]
            : MemberFaults(element, chosen, path, options.TypeDiscriminatorPropertyName);
    }

    private static IEnumerable<FormatFault> MemberFaults(JsonElement element, JsonTypeInfo type, string path,
        string? discriminator)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var members = Members(type).ToDictionary(member => member.Name, StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            if (!seen.Add(member.Name))
                yield return new($"{path}.{member.Name}", $"'{JsonLeaf.Short(member.Name)}' stands there more than once")
                { AtName = true };
            if (member.Name == discriminator)
                continue;
            if (!members.TryGetValue(member.Name, out var known))
            {
                yield return new($"{path}.{member.Name}", Unknown(member.Name, [.. members.Keys])) { AtName = true };
                continue;
            }

            var shape = type.Options.GetTypeInfo(known.PropertyType);
            foreach (var fault in Faults(member.Value, shape, $"{path}.{member.Name}"))
                yield return fault;
        }

        foreach (var member in members.Values.Where(member => member.IsRequired && !element.TryGetProperty(member.Name, out _)))
            yield return new(path, $"'{member.Name}' is missing");
    }

    private static IEnumerable<FormatFault> ListFaults(JsonElement element, JsonTypeInfo type, string path)
    {
        if (element.ValueKind != JsonValueKind.Array)
            return [new(path, $"a list belongs here, not {JsonLeaf.Describe(element)}")];
        var item = type.Options.GetTypeInfo(type.ElementType!);
        return element.EnumerateArray().SelectMany((value, index) => Faults(value, item, $"{path}[{index}]"));
    }

    private static IEnumerable<FormatFault> MapFaults(JsonElement element, JsonTypeInfo type, string path)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return [new(path, $"an object belongs here, not {JsonLeaf.Describe(element)}")];
        var item = type.Options.GetTypeInfo(type.ElementType!);
        return element.EnumerateObject().SelectMany(member => Faults(member.Value, item, $"{path}.{member.Name}"));
    }

    private static string Names(JsonTypeInfo type) => string.Join(", ", Members(type).Select(member => member.Name));

    /// <summary>What is said of a name that nobody knows, with the known one that was perhaps meant.</summary>
    internal static string Unknown(string name, IReadOnlyList<string> allowed)
    {
        var nearest = allowed.Select(candidate => (candidate, Distance: Spelling.Distance(name, candidate)))
            .Where(pair => pair.Distance <= Math.Max(1, name.Length / 3)).OrderBy(pair => pair.Distance)
                .Select(pair => pair.candidate).FirstOrDefault();
        var hint = nearest is null ? "" : $" Did you mean '{nearest}'?";
        return $"'{JsonLeaf.Short(name)}' is not known here.{hint} Allowed: {string.Join(", ", allowed)}";
    }
}
