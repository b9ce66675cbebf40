using System.Collections.Immutable;
using System.Globalization;

namespace PatchKit.Shared.Trust;

/// <summary>Who may sign for a role, and how many of them must.</summary>
/// <param name="KeyIds">Ids of the keys that may sign; each once.</param>
/// <param name="Threshold">How many different keys must have signed; at least 1, so that no signature at all is never
/// enough.</param>
public record Role(ImmutableArray<string> KeyIds, int Threshold)
{
    /// <summary>The role's own metadata file is named after it; these four are the framework's.</summary>
    public const string Root = "root";

    /// <inheritdoc cref="Root"/>
    public const string Timestamp = "timestamp";

    /// <inheritdoc cref="Root"/>
    public const string Snapshot = "snapshot";

    /// <inheritdoc cref="Root"/>
    public const string Targets = "targets";

    /// <summary>The roles that every root names.</summary>
    public static ImmutableArray<string> TopLevel { get; } = [Root, Snapshot, Targets, Timestamp];

    /// <summary>How many different keys must have signed; at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1: the caller's mistake.</exception>
    public int Threshold { get; init => field = AtLeastOne(value); } = AtLeastOne(Threshold);

    /// <summary>
    /// The file of a role: <c>3.root.json</c>, or <c>timestamp.json</c> without a version. Odd characters are percent-encoded.
    /// </summary>
    public static string FileName(string role, long? version = null) =>
        (version is { } number ? $"{number}." : "") + Uri.EscapeDataString(role) + ".json";

    /// <summary>The version in the name of a root's file, such as <c>3.root.json</c>; null for another name.</summary>
    public static long? VersionOfRoot(string fileName) =>
        long.TryParse(fileName.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            && fileName == FileName(Root, version) ? version : null;

    private static int AtLeastOne(int threshold) => threshold >= 1
        ? threshold
        : throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "a threshold is at least 1");
}
