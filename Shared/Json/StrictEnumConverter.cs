using System.Text.Json;
using System.Text.Json.Serialization;

namespace PatchKit.Shared.Json;

/// <summary>Enumerations are names in kebab case on the wire, never numbers, so that a file says what it means.</summary>
public sealed class StrictEnumConverter<T>()
    : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
