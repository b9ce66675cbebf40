using PatchKit.Shared;

namespace PatchKit.Packager.Returns;

/// <summary>A file that was looked at, or one inside of a mail or an archive.</summary>
/// <param name="Place">Where it lies; inside of another one behind an exclamation mark.</param>
/// <param name="Bytes">What could be a receipt; null when it is none, or could not be read.</param>
/// <param name="Refusal">Why it could not be read; null when it could.</param>
internal sealed record FoundFile(string Place, byte[]? Bytes, Refusal? Refusal = null)
{
    /// <summary>Whether it was looked at and holds nothing that could be a receipt.</summary>
    public bool IsPassedOver => Bytes is null && Refusal is null;
}
