namespace PatchKit.Packager.Host;

/// <summary>
/// What a command has written so far, noted before the first byte of each place: the evidence for what a refusal says was
/// changed.
/// </summary>
internal sealed class Changes
{
    private readonly List<string> _places = [];

    /// <summary>One sentence for a person.</summary>
    public string Sentence => _places.Count == 0
        ? "Nothing was written."
        : $"Written, perhaps in part: {string.Join(", ", _places)}. Nothing else.";

    /// <summary>From here on the place (a file, a folder) may hold something new.</summary>
    /// <param name="place">What a person calls it.</param>
    /// <param name="when">Whether it is so, where the caller asks somebody who knows.</param>
    public void Begin(string place, bool when = true)
    {
        if (when && !_places.Contains(place, StringComparer.Ordinal))
            _places.Add(place);
    }

    /// <summary>The place is as it was: what was begun there was taken back.</summary>
    public void TakenBack(string place) => _places.Remove(place);
}
