using System.Text.Json.Serialization;
using PatchKit.Shared.Bundles;

namespace PatchKit.Applier.Instruments.Rehearsal;

/// <summary>The values of <c>registry.json</c>. Keys and names are the same in any letters' case, as on Windows.</summary>
internal sealed class RehearsalRegistry(RehearsalFolder folder) : IRegistry
{
    /// <summary>The file.</summary>
    public const string FileName = "registry.json";

    private const string Hive = @"HKLM\";

    /// <inheritdoc/>
    public RegistryValue? Read(string key, string name, RegistryView view) =>
        All().FirstOrDefault(value => value.Is(Known(key), name, view)) is { } found ? new(found.Kind, found.Text) : null;

    /// <inheritdoc/>
    public RegistryValue? ReadBack(string key, string name, RegistryView view) => Read(key, name, view);

    /// <inheritdoc/>
    public void Write(string key, string name, RegistryView view, RegistryValue value)
    {
        if (folder.Obeys("registry.write", Known(key)))
            Put(key, name, view, value);
    }

    /// <inheritdoc/>
    public void Delete(string key, string name, RegistryView view)
    {
        if (folder.Obeys("registry.delete", Known(key)))
            Put(key, name, view, null);
    }

    /// <summary>Makes the value so, or absent, whatever the instrument's lies.</summary>
    public void Put(string key, string name, RegistryView view, RegistryValue? value)
    {
        var all = All();
        var index = Array.FindIndex(all, candidate => candidate.Is(key, name, view));
        MakeBelieveValue[] fresh = value is null ? [] : [new(key, name, value.Kind, value.Text, view)];
        all = index < 0 ? [.. all, .. fresh] : [.. all[..index], .. fresh, .. all[(index + 1)..]];
        folder.Write(FileName, all, RehearsalFormats.Values);
    }

    private static string Known(string key) => key.StartsWith(Hive, StringComparison.OrdinalIgnoreCase)
        ? key
        : throw new InstrumentFault(key, $"the key does not begin with {Hive}");

    private MakeBelieveValue[] All() => folder.Read(FileName, RehearsalFormats.Values);
}

/// <summary>An entry of <c>registry.json</c>.</summary>
internal sealed record MakeBelieveValue(
    [property: JsonRequired] string Key,
    [property: JsonRequired] string Name,
    [property: JsonRequired] RegistryKind Kind,
    [property: JsonRequired] string Text,
    RegistryView View = RegistryView.Bits64)
{
    /// <summary>Whether it is this value.</summary>
    public bool Is(string key, string name, RegistryView view) => View == view
        && string.Equals(Key, key, StringComparison.OrdinalIgnoreCase)
        && string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);
}
