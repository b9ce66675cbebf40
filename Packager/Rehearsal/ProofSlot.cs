using System.IO.Abstractions;
using System.Text.Json.Nodes;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Rehearsal;

/// <summary>
/// One make-believe instrument with its stick in a place of its own, which can stand again as it stood before: it is always put
/// back to the same place, because a journal names its backup by that.
/// </summary>
internal sealed class ProofSlot
{
    private static readonly string[] Applications = ["C", "ProgramData", "PatchKit", "applications"];

    private readonly IFileSystem _files;
    private readonly string _root;
    private readonly ModeId _mode;

    private ProofSlot(IFileSystem files, string root, RehearsedInstrument instrument, ModeId mode)
    {
        (_files, _root, _mode) = (files, root, mode);
        Instrument = instrument with { Folder = Path.Combine(Live, Path.GetFileName(instrument.Folder)) };
    }

    /// <summary>The instrument.</summary>
    public RehearsedInstrument Instrument { get; }

    /// <summary>Its files as they stand now.</summary>
    public InstrumentTree Tree => InstrumentTree.Of(_files, Instrument, _mode);

    /// <summary>The whole records of the newest journal (docs/formats/journal.md: one line each).</summary>
    public int Records => _files.Directory.Exists(Path.Combine([ModeRoot, .. Applications]))
        ? _files.Directory.EnumerateFiles(Path.Combine([ModeRoot, .. Applications]), "journal", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Select(file => _files.File.ReadAllBytes(file).Count(one => one == (byte)'\n'))
            .LastOrDefault()
        : 0;

    private string Live => Path.Combine(_root, "live");

    private string ModeRoot => Path.Combine(Instrument.Folder, "modes", _mode.Text);

    /// <summary>Makes one.</summary>
    /// <param name="files">The disk.</param>
    /// <param name="instruments">The folder with all instruments, the stick and the stand-ins.</param>
    /// <param name="root">A new folder.</param>
    /// <param name="instrument">Which instrument.</param>
    /// <param name="mode">The boot mode that is going to run.</param>
    public static ProofSlot Of(IFileSystem files, string instruments, string root, RehearsedInstrument instrument, ModeId mode)
    {
        var slot = new ProofSlot(files, root, instrument, mode);
        foreach (var folder in files.Directory.EnumerateDirectories(instruments))
        {
            var isOther = files.File.Exists(Path.Combine(folder, Campaigns.InstrumentTemplate.Sheet))
                && Path.GetFileName(folder) != Path.GetFileName(instrument.Folder);
            if (!isOther)
                slot.Copy(folder, Path.Combine(slot.Live, Path.GetFileName(folder)));
        }

        return slot;
    }

    /// <summary>Keeps how all of it stands, under a name.</summary>
    public void Keep(string name) => Copy(Live, Path.Combine(_root, name));

    /// <summary>Lets all of it stand as it was kept.</summary>
    public void PutBack(string name)
    {
        _files.Directory.Delete(Live, recursive: true);
        Copy(Path.Combine(_root, name), Live);
    }

    /// <summary>Removes the whole place.</summary>
    public void Remove() => _files.Directory.Delete(_root, recursive: true);

    /// <summary>Lets the machine lie about a call while something is done.</summary>
    public async Task<T> Lying<T>(string call, Func<Task<T>> work)
    {
        const string machine = "machine.json";
        var path = Path.Combine(ModeRoot, machine);
        var honest = await _files.File.ReadAllBytesAsync(path).ConfigureAwait(false);
        new InstrumentSheets(_files, ModeRoot).Edit(machine, sheet =>
        {
            var lies = sheet["lies"] as JsonArray ?? [];
            lies.Add(call);
            if (lies.Parent is null)
                sheet["lies"] = lies;
        });
        try
        {
            return await work().ConfigureAwait(false);
        }
        finally
        {
            await _files.File.WriteAllBytesAsync(path, honest).ConfigureAwait(false);
        }
    }

    // Folders with their rights too: the Applier's own are closed, and it looks.
    private void Copy(string from, string to)
    {
        Folder(from, to);
        foreach (var folder in _files.Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
            Folder(folder, Path.Combine(to, Path.GetRelativePath(from, folder)));
        foreach (var file in _files.Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
            _files.File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
    }

    private void Folder(string from, string to)
    {
        _files.Directory.CreateDirectory(to);
        if (!OperatingSystem.IsWindows())
            _files.File.SetUnixFileMode(to, _files.File.GetUnixFileMode(from));
    }
}
