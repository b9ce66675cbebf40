using System.Collections.Immutable;
using System.Text.Json;

namespace PatchKit.Shared.Bundles;

/// <summary>
/// The names that a signed bundle carries: every text of its manifest that is short enough for one. What a machine says may be
/// told where it is one of them, because then it tells nothing new.
/// </summary>
public static class BundleNames
{
    /// <summary>Longest name, in characters: that of a path on an instrument.</summary>
    private const int MaxLength = 260;

    /// <summary>The names, each once, in the order of the manifest.</summary>
    public static ImmutableArray<string> Of(BundleManifest manifest)
    {
        var names = new List<string>();
        var reader = new Utf8JsonReader(BundleManifest.Format.Write(manifest));
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.String && reader.GetString() is { Length: <= MaxLength } name)
                names.Add(name);
        }

        return [.. names.Distinct(StringComparer.Ordinal)];
    }
}
