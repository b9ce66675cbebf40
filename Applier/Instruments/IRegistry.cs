using PatchKit.Shared.Bundles;

namespace PatchKit.Applier.Instruments;

/// <summary>Registry values below <c>HKLM\</c>.</summary>
internal interface IRegistry
{
    /// <summary>The value, or null when key or value are absent.</summary>
    RegistryValue? Read(string key, string name, RegistryView view);

    /// <summary>The value by a fresh handle, for the read-back.</summary>
    RegistryValue? ReadBack(string key, string name, RegistryView view);

    /// <summary>Sets the value; makes the key where it is absent.</summary>
    void Write(string key, string name, RegistryView view, RegistryValue value);

    /// <summary>Removes the value; an absent one is fine. Keys are left.</summary>
    void Delete(string key, string name, RegistryView view);
}

/// <summary>A registry value.</summary>
/// <param name="Kind">Its type.</param>
/// <param name="Text">Its content; numbers in decimal, several strings one a line, bytes in small hexadecimal digits.</param>
internal sealed record RegistryValue(RegistryKind Kind, string Text);
