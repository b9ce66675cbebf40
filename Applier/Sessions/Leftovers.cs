using PatchKit.Applier.Applying;
using PatchKit.Applier.Discovery;
using PatchKit.Applier.Preflight;
using PatchKit.Applier.Receipts;
using PatchKit.Applier.Staging;
using PatchKit.Shared;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Media;

namespace PatchKit.Applier.Sessions;

/// <summary>
/// The one list of what a start that was cut off may leave behind and nobody needs: swept by the next start, under its lock. What
/// an application under way still needs is not on it: its reserve, and the neighbour of a file whose rename waits for a restart.
/// </summary>
internal sealed class Leftovers(SessionHost host, Transaction transaction)
{
    // Private copies that live no longer than the look they were made for.
    private static readonly string[] Scratch = ["restore-proof", "verify", "script-trial"];

    /// <summary>
    /// Files and folders on the instrument, by full path: in the Applier's own folder and beside what plans change.
    /// </summary>
    public IReadOnlyList<string> OnInstrument()
    {
        var (files, state) = (host.Files, host.State);
        if (!files.Directory.Exists(state))
            return [];
        var found = Scratch.Select(name => files.Path.Combine(state, name)).Where(files.Directory.Exists).ToList();
        found.AddRange(files.Directory.EnumerateFiles(state, "*", SearchOption.AllDirectories)
            .Where(path => DurableFile.IsNeighbour(path)
                || Name(path).StartsWith(SpaceCheck.ReserveName, StringComparison.Ordinal)));
        found.AddRange(new ReceiptOutbox(files, state).LoneTwins);
        if (transaction.Pending() is not null)
            return found;
        // Of a start that was cut off while it staged: a bundle that was encrypted lies there in the plain.
        if (Stager.FolderIn(files, state) is var staging && files.Directory.Exists(staging))
            found.Add(staging);
        found.AddRange(transaction.Spent());
        found.AddRange(transaction.ChangedFiles()
            .Select(path => DurableFile.Neighbour(host.Instrument.Places.OnHost(path.Text)))
            .Where(files.File.Exists));
        return found;
    }

    /// <summary>Files on a stick: write trials, and unfinished neighbours of receipts.</summary>
    public IReadOnlyList<string> OnStick(string root)
    {
        var receipts = StickLayout.Receipts.Under(root);
        return
        [
            .. host.Files.Directory.EnumerateFiles(root, StickFinder.WriteTrial + "*"),
            .. host.Files.Directory.Exists(receipts)
                ? host.Files.Directory.EnumerateFiles(receipts).Where(DurableFile.IsNeighbour)
                : [],
        ];
    }

    /// <summary>Removes what lies on the instrument. What cannot be removed now the next start removes.</summary>
    public void SweepInstrument() => Sweep(OnInstrument);

    /// <summary>Removes what lies on the stick, likewise.</summary>
    public void SweepStick(string root) => Sweep(() => OnStick(root));

    private void Sweep(Func<IReadOnlyList<string>> find) => Fault.Try(() =>
    {
        foreach (var path in find())
            Fault.Try(() => Remove(path));
    });

    private void Remove(string path)
    {
        if (host.Files.Directory.Exists(path))
            host.Files.Directory.Delete(path, recursive: true);
        else
            host.Files.File.Delete(path);
    }

    private string Name(string path) => host.Files.Path.GetFileName(path);
}
