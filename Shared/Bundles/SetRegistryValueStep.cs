using System.Text.Json.Serialization;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>Sets one registry value.</summary>
/// <param name="Id">See <see cref="Step"/>.</param>
/// <param name="Title">See <see cref="Step"/>.</param>
/// <param name="Key">The key, beginning with <c>HKLM\</c>.</param>
/// <param name="Name">The value's name; empty for the default value.</param>
/// <param name="Type">Its type.</param>
/// <param name="Value">
/// Its text; numbers in decimal, several strings one a line, bytes as pairs of small hexadecimal digits.
/// </param>
public sealed record SetRegistryValueStep(
    StepId Id,
    LocalizedText Title,
    [property: JsonRequired] string Key,
    [property: JsonRequired] string Name,
    [property: JsonRequired] RegistryKind Type,
    [property: JsonRequired] string Value) : Step(Id, Title), IRegistryStep
{
    /// <summary>Which half of the registry.</summary>
    [JsonRequired]
    public RegistryView View { get; init; } = RegistryView.Bits64;

    private protected override string Sets => $@"value {View} {Key}\{Name}";

    internal override Probe Effect(BundleContents files) => new RegistryProbe(Key, Name) { EqualTo = Value, View = View };

    internal override void Check(RuleBook book, BundleContents files, string path)
    {
        book.Key(Key, $"{path}.key");
        book.RegistryValue(Type, Value, $"{path}.value");
    }
}

/// <summary>A step that changes one registry value.</summary>
public interface IRegistryStep
{
    /// <summary>The key.</summary>
    string Key { get; }

    /// <summary>The value's name; empty for the default value.</summary>
    string Name { get; }

    /// <summary>Which half of the registry.</summary>
    RegistryView View { get; }
}

/// <summary>The type of a registry value.</summary>
[JsonConverter(typeof(StrictEnumConverter<RegistryKind>))]
public enum RegistryKind
{
    /// <summary>REG_SZ.</summary>
    Text,

    /// <summary>REG_DWORD, written in decimal.</summary>
    Dword,

    /// <summary>REG_QWORD, written in decimal.</summary>
    Qword,

    /// <summary>REG_EXPAND_SZ.</summary>
    ExpandableText,

    /// <summary>REG_MULTI_SZ, one string a line.</summary>
    MultiText,

    /// <summary>REG_BINARY, written as pairs of small hexadecimal digits.</summary>
    Binary,
}
