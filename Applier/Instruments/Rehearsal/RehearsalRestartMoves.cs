using System.Text.Json.Serialization;
using PatchKit.Shared.Disks;

namespace PatchKit.Applier.Instruments.Rehearsal;

/// <summary>
/// The renames of <c>restart-moves.json</c>. They are carried out when the instrument is opened after a restart, which a person
/// or the rehearsal plays by raising <c>starts</c> in <c>instrument.json</c>; opening it again without that changes nothing.
/// </summary>
/// <param name="folder">The instrument.</param>
/// <param name="starts">How often the instrument was started.</param>
internal sealed class RehearsalRestartMoves(RehearsalFolder folder, int starts) : IRestartMoves
{
    /// <summary>The file; absent when nothing waits.</summary>
    public const string FileName = "restart-moves.json";

    /// <summary>The run of the machine that these renames are asked for in; see <see cref="IMachine.Boot"/>.</summary>
    public string Boot => $"start {starts}";

    /// <summary>What waits to be replaced, on the host: the targets of renames whose source is still there.</summary>
    public IEnumerable<string> Waiting => All().Where(move => folder.FileSystem.File.Exists(Host(move.Source)))
        .Select(move => Host(move.Target));

    /// <inheritdoc/>
    public void Schedule(string source, string target)
    {
        if (folder.Obeys("restart-moves.schedule", target))
            Save([.. All(), new(starts, Relative(source), Relative(target))]);
    }

    /// <summary>
    /// What the machine does while it starts: the renames that were asked for before this start, in their order.
    /// </summary>
    public void CarryOut()
    {
        var all = All();
        var due = all.Where(move => move.Start != starts).ToArray();
        if (due.Length == 0)
            return;
        foreach (var move in due.Where(move => folder.FileSystem.File.Exists(Host(move.Source))))
            DurableFile.Rename(folder.FileSystem, Host(move.Source), Host(move.Target));
        Save([.. all.Except(due)]);
    }

    private string Relative(string path) => folder.FileSystem.Path.GetRelativePath(folder.ModeRoot, path);

    private string Host(string path) => folder.FileSystem.Path.GetFullPath(path, folder.ModeRoot);

    private MakeBelieveMove[] All() => folder.FileSystem.File.Exists(folder.StateFile(FileName))
        ? folder.Read(FileName, RehearsalFormats.Moves)
        : [];

    private void Save(MakeBelieveMove[] moves) => folder.Write(FileName, moves, RehearsalFormats.Moves);
}

/// <summary>An entry of <c>restart-moves.json</c>.</summary>
/// <param name="Start">The start of the instrument during which it was asked for.</param>
/// <param name="Source">From the mode's folder.</param>
/// <param name="Target">From the mode's folder.</param>
internal sealed record MakeBelieveMove(
    [property: JsonRequired] int Start,
    [property: JsonRequired] string Source,
    [property: JsonRequired] string Target);
