using System.Text.Json.Serialization;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>A product is installed, perhaps in this version range.</summary>
/// <param name="Name">Its display name among the installed programs.</param>
public sealed record ProductProbe([property: JsonRequired] string Name) : Probe
{
    /// <summary>False asks that it is not installed.</summary>
    [JsonRequired]
    public bool Exists { get; init; } = true;

    /// <summary>The range its version must lie in; null asks only that it is installed.</summary>
    public VersionRange? Version { get; init; }

    private protected override string Thing => Name;

    internal override string? Against(Probe other) =>
        other is not ProductProbe product || !Same(product.Name, Name)
            ? null
            : Exists != product.Exists ? $"'{Name}' cannot be installed and be absent"
            : Version is not null && product.Version is not null && !Version.Overlaps(product.Version)
                ? $"no version of '{Name}' is {Version} and {product.Version}"
                : null;

    internal override bool IsImpliedBy(Probe other) => other is ProductProbe product && Same(product.Name, Name)
        && product.Exists == Exists && (Version is null || (product.Version is { } narrower && narrower.LiesIn(Version)));

    internal override void Check(RuleBook book, string path)
    {
        book.Line(Name, $"{path}.name");
        if (Version is not null)
            book.Range(Version, $"{path}.version");
        book.Require(Exists || Version is null, path, "a product that must be absent has no version to ask for");
    }
}
