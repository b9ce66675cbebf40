using System.IO.Abstractions;
using PatchKit.Shared;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Trust;

namespace PatchKit.Packager.Sticks;

/// <summary>How far a stick is.</summary>
internal enum LanePhase
{
    /// <summary>Files are written.</summary>
    Writing,

    /// <summary>It was too slow for the others, and reads its sources for itself.</summary>
    WritingAlone,

    /// <summary>Every byte is read back.</summary>
    ReadingBack,

    /// <summary>Whole, entered, done.</summary>
    Done,

    /// <summary>It failed.</summary>
    Failed,
}

/// <summary>
/// One stick on its way, on a thread of its own, so that none waits for another. It takes the pieces of the sources from a
/// <see cref="SharedPass"/>; one that is too slow for the others is left behind, and then reads the sources for itself.
/// </summary>
internal sealed class StickLane
{
    private const int Chunk = 1 << 20;

    // What waits in the computer's memory is neither written nor progress, and its last flush would take minutes.
    private const int MostWaiting = 16 << 20;
    private readonly IReadOnlyList<StickSource> _sources;
    private readonly TimeProvider _clock;
    private readonly object _gate = new();
    private readonly Queue<Work> _queue = [];
    private readonly Task _task;
    private FileSystemStream? _file;
    private int _next;
    private long _offset;
    private int _waiting;
    private bool _leftBehind;
    private bool _hasCaughtUp;
    private long _written;
    private long _readBack;

    public StickLane(StickWriter writer, IReadOnlyList<StickSource> sources, TimeProvider clock)
    {
        (Writer, _sources, _clock) = (writer, sources, clock);
        Total = sources.Sum(source => source.Length);
        Began = clock.GetTimestamp();
        _task = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Its medium.</summary>
    public StickWriter Writer { get; }

    /// <summary>Why it failed, or null.</summary>
    public Refusal? Fault { get; private set; }

    /// <summary>How far it is.</summary>
    public LanePhase Phase { get; private set; }

    /// <summary>Bytes of all sources.</summary>
    public long Total { get; }

    /// <summary>Bytes written.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>Bytes read back.</summary>
    public long HasReadBack => Interlocked.Read(ref _readBack);

    /// <summary>When it began, by the clock's timestamp.</summary>
    public long Began { get; }

    /// <summary>How long it took; null while it is at work.</summary>
    public TimeSpan? Took { get; private set; }

    /// <summary>Whether it was left behind by the others.</summary>
    public bool WasSlow => _leftBehind;

    /// <summary>Whether it is whole on its medium, and entered: what fails after that takes nothing back.</summary>
    public bool IsWhole { get; set; }

    /// <summary>How many pieces it holds.</summary>
    public int Held { get; private set; }

    /// <summary>Hands over the next piece of the source at hand; false when it takes none any more.</summary>
    public bool Put(Piece piece)
    {
        piece.Hold();
        if (Add(new(piece, null), ofPass: true))
            return true;
        piece.Release();
        return false;
    }

    /// <summary>The next source begins.</summary>
    public void Begin() => Add(new(null, Open), ofPass: true);

    /// <summary>The source at hand is at its end.</summary>
    public void End() => Add(new(null, Close), ofPass: true);

    /// <summary>Whether it still takes what others take.</summary>
    public bool Takes
    {
        get
        {
            lock (_gate)
                return !_leftBehind && Fault is null;
        }
    }

    /// <summary>The others go on without it.</summary>
    public void LeaveBehind()
    {
        lock (_gate)
        {
            if (_leftBehind)
                return;
            _leftBehind = true;
            Phase = LanePhase.WritingAlone;
            foreach (var work in _queue)
                work.Piece?.Release();
            _queue.Clear();
            Held = 0;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>What comes after the sources, on its own thread; nothing where it has failed before.</summary>
    public void Then(Action act) => Add(new(null, act), ofPass: false);

    /// <summary>Nothing more comes.</summary>
    public void Complete() => Add(new(null, null), ofPass: false);

    /// <summary>Waits until it is done or has failed.</summary>
    public void Wait() => _task.Wait();

    /// <summary>It has failed, whatever is on its way.</summary>
    public void Fail(Refusal fault)
    {
        lock (_gate)
        {
            Fault ??= fault;
            Phase = LanePhase.Failed;
        }
    }

    /// <summary>What it does now.</summary>
    public void Is(LanePhase phase)
    {
        lock (_gate)
            Phase = Fault is null ? phase : LanePhase.Failed;
    }

    /// <summary>Writes a small file, on its own thread.</summary>
    public void Put(WrittenFile file)
    {
        using var source = new MemoryStream();
        using (var content = file.Open())
            content.CopyTo(source);
        Writer.Put(file.Place, source.ToArray());
    }

    /// <summary>Counts bytes that were read back.</summary>
    public void CountReadBack(int bytes) => Interlocked.Add(ref _readBack, bytes);

    private bool Add(Work work, bool ofPass)
    {
        lock (_gate)
        {
            if (ofPass && (_leftBehind || Fault is not null))
                return false;
            _queue.Enqueue(work);
            Held += work.Piece is null ? 0 : 1;
            Monitor.Pulse(_gate);
        }

        return true;
    }

    private void Run()
    {
        while (Next() is var work)
        {
            if (work is null)
            {
                Guarded(CatchUp);
                continue;
            }

            if (work is { Piece: null, Act: null })
                break;
            Guarded(() => Do(work));
            if (work.Piece is null)
                continue;
            work.Piece.Release();
            lock (_gate)
                Held = Math.Max(0, Held - 1);
        }

        Guarded(() => _file?.Dispose());
        Took = _clock.GetElapsedTime(Began);
    }

    // Null: it was left behind, and has to catch up first.
    private Work? Next()
    {
        lock (_gate)
        {
            while (true)
            {
                if (_leftBehind && !_hasCaughtUp)
                    return null;
                if (_queue.TryDequeue(out var work))
                    return work;
                Monitor.Wait(_gate);
            }
        }
    }

    private void Do(Work work)
    {
        if (Fault is not null)
            return;
        if (work.Piece is { } piece)
            Write(piece.Buffer.AsSpan(0, piece.Length));
        else
            work.Act!();
    }

    private void Guarded(Action act)
    {
        try
        {
            act();
        }
        catch (Exception e) when (Shared.Fault.Is(e))
        {
            Fail(MediumFault.Of(e, Writer.Target));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Fail(new(RefusalCode.Internal, e.GetType().Name, e.Message));
        }
    }

    // From where the others went on without it, through its own eyes.
    private void CatchUp()
    {
        _hasCaughtUp = true;
        if (Fault is null)
            WriteRest();
    }

    /// <summary>Writes what the pass has not brought, from its sources: what goes on this stick alone.</summary>
    public void WriteRest()
    {
        if (_file is null && _next == _sources.Count)
            return;
        var chunk = new byte[Chunk];
        while (_file is not null || _next < _sources.Count)
        {
            if (_file is null)
                Open();
            using (var source = _sources[_next - 1].Open())
            {
                source.Position = _offset;
                for (int read; (read = source.Read(chunk)) > 0;)
                    Write(chunk.AsSpan(0, read));
            }

            Close();
        }
    }

    private void Open()
    {
        _file = Writer.Create(_sources[_next].Place);
        (_next, _offset, _waiting) = (_next + 1, 0, 0);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        _file!.Write(bytes);
        _offset += bytes.Length;
        if ((_waiting += bytes.Length) >= MostWaiting)
        {
            _file.FlushToDisk();
            _waiting = 0;
        }

        Interlocked.Add(ref _written, bytes.Length);
    }

    private void Close()
    {
        using (_file)
            _file!.FlushToDisk();
        _file = null;
    }

    private sealed record Work(Piece? Piece, Action? Act);
}
