using System.Text.Json.Serialization;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>A file is there (or not), and perhaps has this content.</summary>
/// <param name="Path">Full path on the instrument, for example <c>C:\Program Files\X\x.exe</c>.</param>
public sealed record FileProbe([property: JsonRequired] InstrumentPath Path) : Probe
{
    /// <summary>False asks that the file or folder is absent.</summary>
    [JsonRequired]
    public bool Exists { get; init; } = true;

    /// <summary>The digest that its content must have.</summary>
    public Sha256Digest? Sha256 { get; init; }

    /// <summary>A text that its content (UTF-8, at most 1 MiB) must hold.</summary>
    public string? Contains { get; init; }

    /// <summary>
    /// The range in which the version of a program or library must lie: the fixed file version of its resources.
    /// </summary>
    public VersionRange? Version { get; init; }

    /// <summary>Whether nothing is asked but that it is there, or absent.</summary>
    [JsonIgnore]
    public bool AsksNothingMore => Sha256 is null && Contains is null && Version is null;

    private protected override string Thing => Path.Text;

    internal override string? Against(Probe other) => other is not FileProbe file || file.Path.CollisionKey != Path.CollisionKey
        ? null
        : Exists != file.Exists ? $"'{Path}' cannot be there and be absent"
        : Sha256 is { } one && file.Sha256 is { } two && one != two ? $"'{Path}' cannot have the SHA-256 {one} and {two}"
        : Version is not null && file.Version is not null && !Version.Overlaps(file.Version)
            ? $"no version of '{Path}' is {Version} and {file.Version}"
        : null;

    internal override bool IsImpliedBy(Probe other) => other is FileProbe file && file.Path.CollisionKey == Path.CollisionKey
        && file.Exists == Exists && (Sha256 is null || Sha256 == file.Sha256)
        && (Contains is null || file.Contains?.Contains(Contains, StringComparison.Ordinal) == true)
        && (Version is null || (file.Version is { } narrower && narrower.LiesIn(Version)));

    internal override void Check(RuleBook book, string path)
    {
        book.Require(Exists || AsksNothingMore, path, "a file that must be absent has no content to ask for");
        if (Version is not null)
            book.Range(Version, $"{path}.version");
        book.Require(Contains is not "", $"{path}.contains", "the text is empty");
    }
}
