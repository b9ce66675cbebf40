using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>
/// The installer of a version that may stand on an instrument before a step takes it away: an undo installs it again.
/// </summary>
/// <param name="Version">The version that it installs.</param>
/// <param name="Payload">The installer, in payload/.</param>
public sealed record UndoPayload(
    [property: JsonRequired] SoftwareVersion Version,
    [property: JsonRequired] MediaPath Payload)
{
    /// <summary>Arguments for installing it, as those of the step.</summary>
    [JsonRequired]
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>The rules of several.</summary>
    internal static void CheckAll(RuleBook book, ImmutableArray<UndoPayload> all, BundleContents files, string path)
    {
        book.Distinct(all.Select(one => one.Version), i => $"{path}[{i}].version", "version");
        for (var i = 0; i < all.Length; i++)
            RunInstallerStep.Installer(book, all[i].Payload, all[i].Arguments, files, $"{path}[{i}]");
    }
}
