using PatchKit.Packager.Host;
using PatchKit.Packager.Releases;

namespace PatchKit.Packager.Commands;

/// <summary>A command's work on a release, one command at a time.</summary>
internal static class ReleaseWork
{
    // A person who types a passphrase holds the release so long.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Does the work when nobody else is at work in the release, and says for whom it waits. What a killed command has left in
    /// the release is removed first.
    /// </summary>
    /// <param name="services">The host.</param>
    /// <param name="folder">The release folder.</param>
    /// <param name="json">Whether a program reads the answer.</param>
    /// <param name="work">The work; gives the exit code.</param>
    public static int Alone(PackagerServices services, string folder, bool json, Func<int> work)
    {
        // A folder that is not there is for the work to refuse.
        if (!services.Files.Directory.Exists(folder))
            return work();
        if (!ReleaseLock.Take(services.Files, services.Clock, folder, Patience,
            holder => services.Error.WriteLine($"waiting  {folder}: {holder} is at work in it"))
                .TryGet(out var held, out var refusal))
            return Outcome.Refuse(services, refusal, json);
        using (held)
        {
            new ReleaseFolder(services.Files, folder).SweepUnfinished();
            return work();
        }
    }
}
