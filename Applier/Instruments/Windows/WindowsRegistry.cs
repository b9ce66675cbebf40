using System.Globalization;
using System.Runtime.Versioning;
using Microsoft.Win32;
using PatchKit.Shared.Bundles;
using RegistryView = PatchKit.Shared.Bundles.RegistryView;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>The registry, each time by fresh handles; a change is flushed to the disk before it counts as made.</summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsRegistry : IRegistry
{
    private const string Hive = @"HKLM\";

    /// <inheritdoc/>
    public RegistryValue? Read(string key, string name, RegistryView view)
    {
        using var root = Open(view);
        using var opened = root.OpenSubKey(Below(key));
        if (opened?.GetValue(name, null, RegistryValueOptions.DoNotExpandEnvironmentNames) is not { } value)
            return null;
        return (opened.GetValueKind(name), value) switch
        {
            (RegistryValueKind.String, string text) => new(RegistryKind.Text, text),
            (RegistryValueKind.ExpandString, string text) => new(RegistryKind.ExpandableText, text),
            (RegistryValueKind.DWord, int number) =>
                new(RegistryKind.Dword, unchecked((uint)number).ToString(CultureInfo.InvariantCulture)),
            (RegistryValueKind.QWord, long number) =>
                new(RegistryKind.Qword, unchecked((ulong)number).ToString(CultureInfo.InvariantCulture)),
            (RegistryValueKind.MultiString, string[] lines) when lines.All(line => line.Length > 0 && !line.Contains('\n')) =>
                new(RegistryKind.MultiText, string.Join('\n', lines)),
            (RegistryValueKind.Binary, byte[] bytes) => new(RegistryKind.Binary, Convert.ToHexStringLower(bytes)),
            var (kind, _) => throw new InstrumentFault($@"{key}\{name}", $"a value of the type {kind} is not handled"),
        };
    }

    /// <inheritdoc/>
    public RegistryValue? ReadBack(string key, string name, RegistryView view) => Read(key, name, view);

    /// <inheritdoc/>
    public void Write(string key, string name, RegistryView view, RegistryValue value)
    {
        using var root = Open(view);
        using var opened = root.CreateSubKey(Below(key), writable: true);
        object data = value.Kind switch
        {
            RegistryKind.Dword => unchecked((int)uint.Parse(value.Text, CultureInfo.InvariantCulture)),
            RegistryKind.Qword => unchecked((long)ulong.Parse(value.Text, CultureInfo.InvariantCulture)),
            RegistryKind.MultiText => value.Text.Length == 0 ? Array.Empty<string>() : value.Text.Split('\n'),
            RegistryKind.Binary => Convert.FromHexString(value.Text),
            _ => value.Text,
        };
        var kind = value.Kind switch
        {
            RegistryKind.Dword => RegistryValueKind.DWord,
            RegistryKind.Qword => RegistryValueKind.QWord,
            RegistryKind.ExpandableText => RegistryValueKind.ExpandString,
            RegistryKind.MultiText => RegistryValueKind.MultiString,
            RegistryKind.Binary => RegistryValueKind.Binary,
            _ => RegistryValueKind.String,
        };
        opened.SetValue(name, data, kind);
        opened.Flush();
    }

    /// <summary>Writes a string into a key that is gone after the next start of Windows, and makes the key.</summary>
    public static void WriteVolatile(string key, string name, string text)
    {
        using var root = Open(RegistryView.Bits64);
        using var opened = root.CreateSubKey(Below(key), writable: true, RegistryOptions.Volatile);
        opened.SetValue(name, text, RegistryValueKind.String);
    }

    /// <inheritdoc/>
    public void Delete(string key, string name, RegistryView view)
    {
        using var root = Open(view);
        using var opened = root.OpenSubKey(Below(key), writable: true);
        opened?.DeleteValue(name, throwOnMissingValue: false);
        opened?.Flush();
    }

    /// <summary>Names of the keys below a key; none when it is absent.</summary>
    public static IReadOnlyList<string> SubKeys(string key, RegistryView view)
    {
        using var root = Open(view);
        using var opened = root.OpenSubKey(Below(key));
        return opened?.GetSubKeyNames() ?? [];
    }

    /// <summary>Whether the key is there.</summary>
    public static bool HasKey(string key)
    {
        using var root = Open(RegistryView.Bits64);
        using var opened = root.OpenSubKey(Below(key));
        return opened is not null;
    }

    /// <summary>The strings of a REG_MULTI_SZ; none when it is absent.</summary>
    public static IReadOnlyList<string> Strings(string key, string name)
    {
        using var root = Open(RegistryView.Bits64);
        using var opened = root.OpenSubKey(Below(key));
        return opened?.GetValue(name) as string[] ?? [];
    }

    private static RegistryKey Open(RegistryView view) => RegistryKey.OpenBaseKey(
        RegistryHive.LocalMachine,
        view == RegistryView.Bits32 ? Microsoft.Win32.RegistryView.Registry32 : Microsoft.Win32.RegistryView.Registry64);

    private static string Below(string key) => key.StartsWith(Hive, StringComparison.OrdinalIgnoreCase)
        ? key[Hive.Length..]
        : throw new InstrumentFault(key, $"the key is not below {Hive}");
}
