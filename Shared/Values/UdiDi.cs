using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using PatchKit.Shared.Json;

namespace PatchKit.Shared.Values;

/// <summary>
/// The device identifier of a product's UDI, as one of the agencies that the FDA has accredited (21 CFR 830.100) and the EU has
/// designated issues it.
/// </summary>
/// <param name="Agency">Who issued it; its rule tells whether the code can be one.</param>
/// <param name="Code">The identifier alone, without a delimiter such as (01), + or =/.</param>
public sealed partial record UdiDi([property: JsonRequired] IssuingAgency Agency, [property: JsonRequired] string Code)
{
    /// <summary>What is wrong with the code by its agency's rule, or null.</summary>
    [JsonIgnore]
    public string? Fault => Agency switch
    {
        IssuingAgency.Gs1 =>
            IsGtin14(Code) ? null : $"'{Code}' is no GTIN: 14 digits, the last of which is their check digit, without the (01) "
            + "of the label",
        IssuingAgency.Hibcc => Hibc().IsMatch(Code)
            ? null
            : $"'{Code}' is no HIBC primary code: a labeler's code of a letter and three characters, 1 to 18 characters of the "
                + "product and a digit of the packaging, all capitals and digits; without the + and the check character of the "
                + "label",
        IssuingAgency.Iccbba => Isbt().IsMatch(Code)
            ? null
            : $"'{Code}' is no ISBT 128 device identifier: 10 or 16 capitals and digits, without the delimiter of the label",
        _ => "the issuing agency is unknown",
    };

    /// <inheritdoc/>
    public override string ToString() => $"{Code} ({Agency.ToString().ToUpperInvariant()})";

    // GS1 General Specifications, 7.9: weights 3 and 1 from the left, the last digit makes the sum a multiple of ten.
    private static bool IsGtin14(string text) =>
        text.Length == 14 && text.All(char.IsAsciiDigit)
            && text.Select((digit, i) => (digit - '0') * (i % 2 == 0 ? 3 : 1)).Sum() % 10 == 0;

    // ANSI/HIBC 2.6: LIC, PCN, unit of measure. The link and check characters belong to the label.
    [GeneratedRegex(@"\A[A-Z][A-Z0-9]{3}[A-Z0-9]{1,18}[0-9]\z")]
    private static partial Regex Hibc();

    // FDA, UDI formats by issuing agency: facility, product and its code in 16 characters; containers for blood in 10.
    [GeneratedRegex(@"\A(?:[A-Z0-9]{16}|[A-Z0-9]{10})\z")]
    private static partial Regex Isbt();
}

/// <summary>Who issues device identifiers.</summary>
[JsonConverter(typeof(StrictEnumConverter<IssuingAgency>))]
public enum IssuingAgency
{
    /// <summary>GS1: a GTIN with its check digit.</summary>
    [JsonStringEnumMemberName("GS1")]
    Gs1 = 1,

    /// <summary>Health Industry Business Communications Council: a HIBC primary code.</summary>
    [JsonStringEnumMemberName("HIBCC")]
    Hibcc,

    /// <summary>ICCBBA: an ISBT 128 device identifier.</summary>
    [JsonStringEnumMemberName("ICCBBA")]
    Iccbba,
}
