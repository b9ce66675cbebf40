using System.IO.Abstractions;

namespace PatchKit.Applier.Backups.Manifest;

/// <summary>
/// First in, first out, of any length: what is more than some thousands waits in files, so that memory does not grow with a
/// backup.
/// </summary>
/// <param name="files">The file system.</param>
/// <param name="name">Gives the path of a new file; it is removed once it was read.</param>
/// <param name="record">How an element is written and read back.</param>
internal sealed class LongQueue<T>(IFileSystem files, Func<string> name, RecordFields<T> record)
    where T : class
{
    /// <summary>Elements in one file, unless <see cref="PerFile"/> says otherwise.</summary>
    public const int Length = 2048;

    private const string ListName = "list";
    private readonly Queue<Part> _parts = new();
    private List<T> _last = [];
    private List<T> _first = [];
    private int _next;
    private int _inMemory;

    /// <summary>Elements in one file, all of which are in memory while it is read.</summary>
    public int PerFile { get; init; } = Length;

    /// <summary>How many times <see cref="PerFile"/> elements wait in memory before files are written.</summary>
    public int MostInMemory { get; init; } = 4;

    /// <summary>Elements that were put in.</summary>
    public long Added { get; private set; }

    /// <summary>Puts one in.</summary>
    /// <exception cref="IOException">The disk said no.</exception>
    public void Enqueue(T element)
    {
        _last.Add(element);
        Added++;
        if (_last.Count < PerFile)
            return;
        if (_inMemory < MostInMemory)
        {
            _inMemory++;
            _parts.Enqueue(new Part(_last, null));
            _last = [];
            return;
        }

        var path = name();
        using (var stream = files.FileStream.New(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        using (var json = new JsonRecordWriter(stream))
        {
            json.List(ListName, _last, record.Write);
            json.End();
        }

        _parts.Enqueue(new Part(null, path));
        _last.Clear();
    }

    /// <summary>Takes one out; false when there is none at the moment.</summary>
    public bool TryDequeue(out T element)
    {
        if (_next == _first.Count && !Advance())
        {
            element = default!;
            return false;
        }

        // Nothing is held longer than it is needed.
        element = _first[_next];
        _first[_next++] = default!;
        return true;
    }

    /// <summary>Takes out one after the other until there is none.</summary>
    public IEnumerable<T> Drain()
    {
        while (TryDequeue(out var element))
            yield return element;
    }

    private bool Advance()
    {
        _next = 0;
        if (_parts.TryDequeue(out var part))
        {
            _inMemory -= part.Elements is null ? 0 : 1;
            _first = part.Elements ?? Load(part.Path!);
        }
        else
        {
            _first.Clear();
            (_first, _last) = (_last, _first);
        }

        return _first.Count > 0;
    }

    private List<T> Load(string path)
    {
        List<T> elements;
        using (var stream = files.FileStream.New(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0))
        using (var json = new JsonRecords(stream))
        {
            json.Begin();
            elements = [.. json.List(ListName, record.Read)];
        }

        files.File.Delete(path);
        return elements;
    }

    private sealed record Part(List<T>? Elements, string? Path);
}
