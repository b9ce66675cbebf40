using System.Collections.Immutable;
using System.IO.Abstractions;
using PatchKit.Shared;

namespace PatchKit.Applier.Applying;

/// <summary>All applications of a boot mode that were begun, as their journals and states tell them.</summary>
/// <param name="Applications">The newest first.</param>
internal sealed record AllApplications(ImmutableArray<Application> Applications)
{
    /// <summary>
    /// The one that has to be brought to its end first: of a chain that is being taken back the oldest, which tells of all. Null
    /// when all have ended well.
    /// </summary>
    public Application? Unfinished =>
        Applications.LastOrDefault(one => one.State.IsHalfWay || one.State.Stage == TransactionStage.Inconsistent);

    /// <summary>
    /// The one that this boot mode's state is told by: one that has not come to its end, else the newest that is applied, else
    /// the newest. Null when none was ever begun.
    /// </summary>
    public Application? Told => Unfinished ?? Applications.FirstOrDefault(one => one.State.Stage != TransactionStage.Undone)
        ?? Applications.FirstOrDefault();

    /// <summary>Reads them. Writes nothing.</summary>
    /// <returns>All of them; damage to any of them is damage to the answer.</returns>
    public static Result<AllApplications> Read(IFileSystem files, TimeProvider time, ApplicationFolders folders)
    {
        var all = ImmutableArray.CreateBuilder<Application>();
        foreach (var folder in folders.Begun())
        {
            if (!Application.Open(files, folder, time).TryGet(out var application, out var damage))
                return damage;
            all.Add(application);
        }

        return new AllApplications(all.ToImmutable());
    }
}
