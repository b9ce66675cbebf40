using System.Text.RegularExpressions;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>
/// The usual shape of a product's serial numbers: to warn on at the desk and on the instrument, never to refuse on.
/// </summary>
public static class SerialShape
{
    /// <summary>Whether a serial number as a whole has the shape; an expression that takes too long fits nothing.</summary>
    public static bool Fits(SerialNumber serial, string shape)
    {
        try
        {
            return Regex.IsMatch(serial.Text, $"^(?:{shape})$", RegexOptions.CultureInvariant, ManifestRules.MatchTimeout);
        }
        catch (Exception useless) when (useless is ArgumentException or RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
