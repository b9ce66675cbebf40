using System.Globalization;

namespace PatchKit.Shared.Json;

/// <summary>The refusals of bytes that are not the format they should be.</summary>
internal static class JsonRefusals
{
    /// <summary>They are not the format.</summary>
    public static Refusal Invalid(string place, string reason) =>
        new Refusal(RefusalCode.FormatInvalid, place, reason).With(reason);

    /// <summary>They are more than the format may have.</summary>
    public static Refusal TooLong(long length, long limit, string place) =>
        new Refusal(RefusalCode.FileLength, place, $"{length} bytes, more than the {limit} that this format may have").With(
            length.ToString(CultureInfo.InvariantCulture), limit.ToString(CultureInfo.InvariantCulture));
}
