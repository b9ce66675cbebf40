using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Preflight;

/// <summary>
/// Whether the mode that comes first is done. This mode cannot know: its disk holds nothing of the other one. The stick may show
/// it, and else a person says so; which of the two was believed stands among the facts.
/// </summary>
internal static class ModeOrderCheck
{
    /// <summary>What the stick shows. Where it shows nothing it warns, and a person is asked.</summary>
    /// <param name="earlier">The mode that comes first.</param>
    /// <param name="shown">Whether the stick holds a well-signed receipt of its success.</param>
    public static Finding ModeOrder(ModeTarget earlier, bool shown) => shown
        ? new(CheckId.ModeOrder, FindingLevel.Pass, $"{earlier.Mode} comes first: the stick shows that it is done")
        {
            Facts = [new Fact.Title(earlier.Called), "shown"],
        }
        : new(CheckId.ModeOrder, FindingLevel.Warn, $"{earlier.Mode} comes first: the stick does not show that it is done")
        {
            Facts = [new Fact.Title(earlier.Called), ""],
        };

    /// <summary>What is found when a person has been asked.</summary>
    /// <param name="earlier">The mode that comes first.</param>
    /// <param name="done">Whether they say that it is done.</param>
    public static Finding Said(ModeTarget earlier, bool done) => done
        ? new(CheckId.ModeOrder, FindingLevel.Warn, $"{earlier.Mode} comes first: the operator says that it is done")
        {
            Facts = [new Fact.Title(earlier.Called), "said"],
        }
        : new(CheckId.ModeOrder, FindingLevel.Stop, $"{earlier.Mode} comes first, and nobody says that it is done")
        {
            Facts = [new Fact.Title(earlier.Called)],
        };
}
