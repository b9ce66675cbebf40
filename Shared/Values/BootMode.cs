using System.Text.Json.Serialization;
using PatchKit.Shared.Json;

namespace PatchKit.Shared.Values;

/// <summary>One installed Windows of a dual-boot instrument. Everything is done once per boot mode.</summary>
[JsonConverter(typeof(StrictEnumConverter<BootMode>))]
public enum BootMode
{
    /// <summary>Diagnostic mode.</summary>
    [JsonStringEnumMemberName("Dx")]
    Dx = 1,

    /// <summary>Research use only.</summary>
    [JsonStringEnumMemberName("RUO")]
    Ruo,
}

/// <summary>The boot modes and their printed names.</summary>
public static class BootModes
{
    /// <summary>Both, in the order in which they are shown.</summary>
    public static IReadOnlyList<BootMode> All { get; } = [BootMode.Dx, BootMode.Ruo];

    /// <summary>The name on screens and in files: <c>Dx</c> or <c>RUO</c>.</summary>
    public static string Label(this BootMode mode) => mode switch
    {
        BootMode.Dx => "Dx",
        BootMode.Ruo => "RUO",
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "no boot mode"),
    };

    /// <summary>Reads a printed name.</summary>
    public static bool TryParse(string? text, out BootMode mode)
    {
        mode = text switch { "Dx" => BootMode.Dx, "RUO" => BootMode.Ruo, _ => default };
        return mode != default;
    }
}
