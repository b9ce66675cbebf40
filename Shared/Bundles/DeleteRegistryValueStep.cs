using System.Text.Json.Serialization;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>Removes one registry value; its key stays.</summary>
/// <param name="Id">See <see cref="Step"/>.</param>
/// <param name="Title">See <see cref="Step"/>.</param>
/// <param name="Key">The key, beginning with <c>HKLM\</c>.</param>
/// <param name="Name">The value's name; empty for the default value.</param>
public sealed record DeleteRegistryValueStep(
    StepId Id,
    LocalizedText Title,
    [property: JsonRequired] string Key,
    [property: JsonRequired] string Name) : Step(Id, Title), IRegistryStep
{
    /// <summary>Which half of the registry.</summary>
    [JsonRequired]
    public RegistryView View { get; init; } = RegistryView.Bits64;

    private protected override string Sets => $@"value {View} {Key}\{Name}";

    internal override Probe Effect(BundleContents files) => new RegistryProbe(Key, Name) { Exists = false, View = View };

    internal override void Check(RuleBook book, BundleContents files, string path) => book.Key(Key, $"{path}.key");
}
