using System.Text.Json.Serialization;
using PatchKit.Shared.Json;

namespace PatchKit.Shared.Bundles;

/// <summary>A registry value has this text (numbers in decimal).</summary>
/// <param name="Key">The key, beginning with <c>HKLM\</c>.</param>
/// <param name="Name">The value's name; empty for the default value.</param>
public sealed record RegistryProbe([property: JsonRequired] string Key, [property: JsonRequired] string Name) : Probe
{
    /// <summary>False asks that the value is absent.</summary>
    [JsonRequired]
    public bool Exists { get; init; } = true;

    /// <summary>
    /// The text it must have (numbers in decimal, several strings one a line, bytes in hexadecimal); null asks only that it is
    /// there.
    /// </summary>
    public string? EqualTo { get; init; }

    /// <summary>Which half of the registry on 64-bit Windows.</summary>
    [JsonRequired]
    public RegistryView View { get; init; } = RegistryView.Bits64;

    private protected override string Thing => Key;

    internal override string? Against(Probe other) =>
        other is not RegistryProbe value || !Same(value.Key, Key) || !Same(value.Name, Name) || value.View != View
            ? null
            : Exists != value.Exists ? $@"'{Key}\{Name}' cannot be there and be absent"
            : EqualTo is not null && value.EqualTo is not null && value.EqualTo != EqualTo
                ? $@"'{Key}\{Name}' cannot be '{EqualTo}' and '{value.EqualTo}'"
                : null;

    internal override bool IsImpliedBy(Probe other) => other is RegistryProbe value && Same(value.Key, Key)
        && Same(value.Name, Name) && value.View == View && value.Exists == Exists
        && (EqualTo is null || EqualTo == value.EqualTo);

    internal override void Check(RuleBook book, string path)
    {
        book.Key(Key, $"{path}.key");
        book.Require(Exists || EqualTo is null, path, "a value that must be absent has no text to ask for");
    }
}

/// <summary>Which half of the registry on 64-bit Windows.</summary>
[JsonConverter(typeof(StrictEnumConverter<RegistryView>))]
public enum RegistryView
{
    /// <summary>The native one.</summary>
    [JsonStringEnumMemberName("64")]
    Bits64,

    /// <summary>That of 32-bit programs.</summary>
    [JsonStringEnumMemberName("32")]
    Bits32,
}
