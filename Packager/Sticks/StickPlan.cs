using System.Text;
using PatchKit.Packager.Releases;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Sticks;

/// <summary>What the sticks of a run have in common: one release, one bundle, one Applier.</summary>
/// <param name="Release">The release.</param>
/// <param name="Listed">
/// The bundle, as it is listed, and the first of the sources; null where each stick has an encrypted one of its own instead.
/// </param>
/// <param name="Bundle">The bundle, opened.</param>
/// <param name="Sources">The large files, in the order in which they are written.</param>
/// <param name="Texts">
/// What to do first, in each language, as it stands in <c>media-layout</c>; each stick's own says whom to call.
/// </param>
internal sealed record StickPlan(
    ReleaseRepository Release,
    TargetFile? Listed,
    OpenBundle Bundle,
    IReadOnlyList<StickSource> Sources,
    IReadOnlyList<(MediaPath Place, string Text)> Texts)
{
    private const string Telephone = "{telephone}";

    /// <summary>What is written last on a delivery's stick; with the line ends that every editor of Windows reads.</summary>
    public IEnumerable<WrittenFile> TextsFor(Delivery delivery) => Texts.Select(one => WrittenFile.Of(one.Place,
        Encoding.UTF8.GetBytes(one.Text.Replace(Telephone, delivery.ReturnTo.Telephone, StringComparison.Ordinal)
            .ReplaceLineEndings("\r\n"))));
}
