using System.Buffers;
using System.Collections.Immutable;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Media;

/// <summary>
/// What a delivery must keep beyond its shape: the rules of docs/formats/delivery.md. One place for reader and writer.
/// </summary>
internal static class DeliveryRules
{
    private const int MajorVersion = 1;
    private const int MaxInstruments = 1000;
    private const int MaxAddressLines = 12;
    private const int MaxTextLength = 200;
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Refuses a version that this program does not know.</summary>
    internal static Refusal? VersionFault(ReadOnlySpan<byte> bytes, string place) =>
        StrictJson.SchemaFault(bytes, MajorVersion, place);

    /// <summary>128 bits in 32 lower-case hexadecimal digits.</summary>
    internal static bool IsNonce(string text) => text.Length == 32 && !text.AsSpan().ContainsAnyExcept(HexDigits);

    /// <summary>Which rule a delivery breaks, or null.</summary>
    internal static string? Fault(Delivery delivery) =>
        !IsNonce(delivery.Nonce) ? "$.nonce: not 32 lower-case hexadecimal digits"
        : delivery.Issued.Offset != default ? "$.issued: not in UTC"
        : !IsLine(delivery.Customer.Name) ? $"$.customer.name: {LineRule}"
        : BundlesFault(delivery.Bundles) ?? InstrumentsFault(delivery.Instruments) ?? LanguagesFault(delivery.Languages)
            ?? ReturnFault(delivery.ReturnTo);

    private static string LineRule => $"one line of 1 to {MaxTextLength} characters without control characters";

    // The plan of a stick is one plan: an Applier that took the first of several would apply less than the paper says.
    private static string? BundlesFault(ImmutableArray<DeliveredBundle> bundles) =>
        bundles.Length == 1 ? null : $"$.bundles: {bundles.Length}, and a delivery names exactly one";

    private static string? InstrumentsFault(ImmutableArray<ExpectedInstrument> instruments)
    {
        if (instruments.Length is 0 or > MaxInstruments)
            return $"$.instruments: {instruments.Length}, not 1 to {MaxInstruments}";
        // A serial number names one instrument, whatever its product.
        if (instruments.GroupBy(one => one.Serial).FirstOrDefault(group => group.Count() > 1) is { } twice)
            return $"$.instruments: {twice.Key} stands there twice";
        return instruments.FirstOrDefault(one => one.Modes.IsEmpty || one.Modes.Distinct().Count() < one.Modes.Length) is { } odd
            ? $"$.instruments: {odd.Serial} has no boot mode, or one twice"
            : null;
    }

    private static string? LanguagesFault(ImmutableArray<string> languages)
    {
        if (languages.IsEmpty || languages.Distinct(StringComparer.Ordinal).Count() < languages.Length)
            return "$.languages: none, or one stands there twice";
        return languages.FirstOrDefault(language => !LocalizedText.Languages.Contains(language)) is { } unknown
            ? $"$.languages: '{unknown}' is none of {string.Join(", ", LocalizedText.Languages)}"
            : null;
    }

    private static string? ReturnFault(ReturnAddress address)
    {
        if (address.Lines.Length is 0 or > MaxAddressLines || !address.Lines.All(IsLine))
            return $"$.returnTo.lines: not 1 to {MaxAddressLines} of: {LineRule}";
        return IsLine(address.Telephone) ? null : $"$.returnTo.telephone: {LineRule}";
    }

    // A line break or an escape sequence would let an address draw on the operator's screen.
    private static bool IsLine(string text) => text.Length is > 0 and <= MaxTextLength && !text.Any(char.IsControl);
}
