using System.Collections.Immutable;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Sticks;

/// <summary>A stick as it is going to be: checked like a real one before anything of it is published.</summary>
/// <param name="release">The release as a client will see it.</param>
/// <param name="listed">The files of the signed list, as their sources were read.</param>
/// <param name="unlisted">The other names: metadata, and the list itself.</param>
internal sealed class PlannedStick(ITransport release, ImmutableArray<ListedFile> listed, IEnumerable<MediaPath> unlisted)
    : IStick
{
    /// <inheritdoc/>
    public ITransport Release => release;

    /// <inheritdoc/>
    public Result<StickNames> Names() => new StickNames(
        [.. listed.Select(file => file.Path).Concat(unlisted).Distinct().Select(path => path.Text)], []);

    /// <inheritdoc/>
    public Result<(long Length, Sha256Digest Digest)> Measure(MediaPath path, long most) =>
        listed.FirstOrDefault(file => file.Path == path) is { } file
            ? (file.Length, file.Sha256)
            : new Refusal(RefusalCode.FileMissing, path.Text, "it was not copied");
}
