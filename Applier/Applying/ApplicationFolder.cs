using System.Globalization;
using System.IO.Abstractions;
using PatchKit.Applier.State;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Applying;

/// <summary>
/// Where one application keeps its journal, state, undo data and logs, below the Applier's private state folder.
/// </summary>
internal sealed class ApplicationFolder(IFileSystem files, string path, int number)
{
    /// <summary>Number of the application on this boot mode, from 1.</summary>
    public int Number => number;

    /// <summary>The folder.</summary>
    public string Path => path;

    /// <summary>The journal.</summary>
    public string Journal => files.Path.Combine(path, "journal");

    /// <summary>Undo data of all steps.</summary>
    public string Undo => files.Path.Combine(path, "undo");

    /// <summary>Outputs of installers and scripts.</summary>
    public string Logs => files.Path.Combine(path, "logs");

    /// <summary>Where the application stands.</summary>
    public StateFile<TransactionState> State { get; } = new(files, files.Path.Combine(path, "state"),
        TransactionState.Format);

    /// <summary>Room kept for an undo.</summary>
    public Reserve Reserve { get; } = new(files, files.Path.Combine(path, "reserve"));

    /// <summary>
    /// What nobody needs of an application that has ended: the reserve, and folders for undo data that hold none.
    /// </summary>
    public IEnumerable<string> Spent()
    {
        var reserve = files.Path.Combine(path, "reserve");
        if (files.File.Exists(reserve))
            yield return reserve;
        if (!files.Directory.Exists(Undo))
            yield break;
        var steps = files.Directory.EnumerateDirectories(Undo).ToList();
        var empty = steps.Where(step => !files.Directory.EnumerateFileSystemEntries(step).Any()).ToList();
        foreach (var step in empty)
            yield return step;
        if (empty.Count == steps.Count)
            yield return Undo;
    }

    /// <summary>Undo data of one step.</summary>
    public string UndoOf(StepId step) => files.Path.Combine(Undo, step.Text);

    /// <summary>Makes the folder, without anything that a start cut off before its state was written has left in it.</summary>
    public void Begin()
    {
        Remove(path);
        files.Directory.CreateDirectory(path);
    }

    /// <summary>Whether an application stands here; a damaged state counts, so that it is reported and not overwritten.</summary>
    public bool WasBegun => !State.Read().TryGet(out var reading, out _) || reading.Value is not null;

    /// <summary>Removes all of it.</summary>
    public void Remove() => Remove(path);

    /// <summary>Removes the undo data.</summary>
    public void Forget() => Remove(Undo);

    private void Remove(string folder)
    {
        if (files.Directory.Exists(folder))
            files.Directory.Delete(folder, recursive: true);
    }
}

/// <summary>All applications of this boot mode. One without a readable state never began: its folder is used again.</summary>
internal sealed class ApplicationFolders(IFileSystem files, string stateFolder)
{
    private string Root => files.Path.Combine(stateFolder, "applications");

    /// <summary>Those that were begun, the latest first.</summary>
    public IEnumerable<ApplicationFolder> Begun() => Numbers().OrderDescending().Select(Of).Where(folder => folder.WasBegun);

    /// <summary>What a look at a plan has left of one that never began: no journal stands there.</summary>
    public IEnumerable<ApplicationFolder> OnlyLookedAt() =>
        Numbers().Select(Of).Where(folder => !folder.WasBegun && !files.File.Exists(folder.Journal));

    /// <summary>The folder of the next one. Not made yet.</summary>
    public ApplicationFolder Next() => Of(1 + (Begun().FirstOrDefault()?.Number ?? 0));

    private ApplicationFolder Of(int number) =>
        new(files, files.Path.Combine(Root, number.ToString("D4", CultureInfo.InvariantCulture)), number);

    private IEnumerable<int> Numbers() => files.Directory.Exists(Root)
        ? files.Directory.EnumerateDirectories(Root)
            .Select(folder =>
                int.TryParse(files.Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : 0)
            .Where(number => number > 0)
        : [];
}
