using System.IO.Abstractions;
using PatchKit.Shared;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Sticks;

/// <summary>Writes files to one medium. What was written can be taken back.</summary>
/// <param name="files">The disk.</param>
/// <param name="target">The stick's root.</param>
internal sealed class StickWriter(IFileSystem files, string target)
{
    private readonly List<string> _written = [];
    private readonly List<string> _folders = [];

    /// <summary>The stick's root.</summary>
    public string Target => target;

    /// <summary>The disk.</summary>
    public IFileSystem Files => files;

    /// <summary>Begins a file; whoever has written it flushes it (<see cref="DiskFlush.FlushToDisk"/>).</summary>
    /// <exception cref="IOException">It cannot be made, or is there already.</exception>
    public FileSystemStream Create(MediaPath place)
    {
        var path = place.Under(target);
        MakeFolder(files.Path.GetDirectoryName(path)!);
        var stream = files.FileStream.New(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1);
        _written.Add(path);
        return stream;
    }

    /// <summary>Writes a small file.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Put(MediaPath place, ReadOnlySpan<byte> bytes)
    {
        using var copy = Create(place);
        copy.Write(bytes);
        copy.FlushToDisk();
    }

    /// <summary>Makes a folder.</summary>
    public void MakeFolder(string folder)
    {
        var missing = new Stack<string>();
        for (var at = folder; at is { Length: > 0 } && !files.Directory.Exists(at); at = files.Path.GetDirectoryName(at))
            missing.Push(at);
        foreach (var path in missing)
        {
            files.Directory.CreateDirectory(path);
            _folders.Add(path);
        }
    }

    /// <summary>Removes what was written and nothing else, the last first: without its marker a stick is none, whatever
    /// stays.</summary>
    /// <returns>Whether all of it is gone.</returns>
    public bool TakeBack() =>
        Enumerable.Reverse(_written).Select(path => Fault.Try(() => files.File.Delete(path))).ToList().TrueForAll(gone => gone)
        && Enumerable.Reverse(_folders).All(folder => Fault.Try(() => files.Directory.Delete(folder)));
}
