using System.Collections.Immutable;
using System.IO.Abstractions;
using System.Runtime.Versioning;
using System.Text.Json;
using System.Text.Json.Serialization;

using PatchKit.Applier.Instruments.Windows;
using PatchKit.Shared.Bundles;

namespace PatchKit.Qualification;

/// <summary>Why this machine is none to try things on.</summary>
[SupportedOSPlatform("windows")]
internal static class Grounds
{
    private const string Bios = @"HKLM\HARDWARE\DESCRIPTION\System\BIOS";

    private static readonly string[] Virtual =
        ["virtual", "vmware", "qemu", "kvm", "xen", "bochs", "parallels", "bhyve", "amazon ec2", "google compute"];

    /// <summary>The reason, or null.</summary>
    /// <param name="disposable">Whether somebody said that a physical machine may be thrown away.</param>
    /// <param name="journal">Where the journal would lie.</param>
    public static string? Refuse(bool disposable, string journal)
    {
        var registry = new WindowsRegistry();
        var places = new WindowsPlaces(new FileSystem());
        if (Instrument(registry) is { } product)
            return $"this is an instrument ({product}): nothing is tried on it";
        if (Directory.Exists(places.State) && Directory.EnumerateFileSystemEntries(places.State).Any())
            return $"an Applier has worked on this machine ({places.State} holds its records): nothing is tried on it";
        if (Directory.Exists(journal))
            return "an earlier start was not finished: start with --clean, or, after a restart, with --after-restart";
        if (Leftovers.Find(journal) is [_, ..] left)
            return $"things called {Thing.Mark}… are there, and nobody wrote down why: {string.Join(", ", left)}";
        return disposable || Machine(registry) is { } machine && Virtual.Any(machine.Contains)
            ? null
            : $"this does not look like a virtual machine ({Machine(registry) ?? "it does not say what it is"}): " +
                "start with --disposable if nothing on it is needed any more";
    }

    // Every product of the kit's own campaigns, by the questions that the Applier asks. A test holds the list against them.
    private static string? Instrument(WindowsRegistry registry)
    {
        using var stream = typeof(Grounds).Assembly.GetManifestResourceStream("instruments.json")!;
        return JsonSerializer.Deserialize(stream, InstrumentsJson.Default.ImmutableArrayKnownInstrument)
            .FirstOrDefault(known => known.Identity.All(value =>
                registry.Read(value.Key, value.Name, RegistryView.Bits64)?.Text == value.EqualTo))?.Product;
    }

    private static string? Machine(WindowsRegistry registry)
    {
        var words = new[] { "SystemManufacturer", "SystemProductName", "BIOSVendor" }
            .Select(name => registry.Read(Bios, name, RegistryView.Bits64)?.Text).OfType<string>().ToList();
        return words.Count == 0 ? null : string.Join(" ", words).ToLowerInvariant();
    }
}

/// <summary>A product that a campaign of the kit is made for.</summary>
/// <param name="Product">Its name.</param>
/// <param name="Identity">Registry values that tell it.</param>
internal sealed record KnownInstrument(
    [property: JsonRequired] string Product, [property: JsonRequired] ImmutableArray<KnownValue> Identity);

/// <summary>A registry value that tells a product.</summary>
/// <param name="Key">The key.</param>
/// <param name="Name">The value's name.</param>
/// <param name="EqualTo">Its text.</param>
internal sealed record KnownValue(
    [property: JsonRequired] string Key, [property: JsonRequired] string Name, [property: JsonRequired] string EqualTo);

/// <summary>JSON of the list.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ImmutableArray<KnownInstrument>))]
internal sealed partial class InstrumentsJson : JsonSerializerContext;
