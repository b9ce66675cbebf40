using System.IO.Abstractions;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Native = PatchKit.Shared.Disks.DiskNativeMethods;

namespace PatchKit.Shared.Disks;

/// <summary>Where the bytes of a read-back come from.</summary>
public enum ReadSource
{
    /// <summary>From the medium: past the system's cache.</summary>
    Medium = 1,

    /// <summary>The system was told to forget the file first; whether it did, it does not say.</summary>
    EmptiedCache,

    /// <summary>Perhaps from memory: the file system has no way past its cache, or is not the machine's own.</summary>
    Cache,
}

/// <summary>
/// Reads a file from its medium and not from the system's memory, once, from the beginning: for a read-back that proves what a
/// stick or disk has kept. The file is flushed before (<see cref="DiskFlush"/>). Where the cache cannot be passed by, the bytes
/// are read all the same, and <see cref="Source"/> says so.
/// </summary>
/// <remarks>Linux: O_DIRECT, open(2); else POSIX_FADV_DONTNEED. Windows: FILE_FLAG_NO_BUFFERING, "File Buffering".</remarks>
public sealed unsafe class DirectReadStream : ForwardReadStream
{
    // Whole sectors into memory that begins on a sector: both are multiples of every sector size in use (512 to 64 KiB).
    private const int Window = 1024 * 1024;
    private const int Alignment = 64 * 1024;

    // FileOptions has no name for FILE_FLAG_NO_BUFFERING, and lets it through.
    private const FileOptions NoBuffering = (FileOptions)0x20000000;
    private const int InvalidParameter = unchecked((int)0x80070057);

    private readonly FileSystemStream _file;
    private readonly SafeFileHandle? _handle;
    private readonly long _length;
    private void* _window;
    private long _read;
    private int _start;
    private int _end;

    private ReadSource? _source;

    private DirectReadStream(FileSystemStream file, SafeFileHandle? handle, ReadSource? source)
    {
        (_file, _handle, _source) = (file, handle, source);
        if (handle is null)
            return;
        _length = RandomAccess.GetLength(handle);
        _window = NativeMemory.AlignedAlloc(Window, Alignment);
    }

    /// <summary>Where the bytes come from.</summary>
    public ReadSource Source => _source ??= TakesWholeSectorsAlone() ? ReadSource.Medium : ReadSource.Cache;

    /// <inheritdoc/>
    public override long Length => _file.Length;

    /// <summary>Opens a file.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static DirectReadStream Open(IFileSystem files, string path)
    {
        if (OperatingSystem.IsWindows())
            return OpenOnWindows(files, path);
        var file = New(files, path, FileOptions.None);
        if (MachineFile.Behind(file) is not { SafeFileHandle: var handle })
            return new(file, null, ReadSource.Cache);
        var flags = Native.FControl(handle, Native.GetFlags, 0);
        if (flags >= 0 && Native.FControl(handle, Native.SetFlags, flags | Native.Direct) == 0)
            return new(file, handle, ReadSource.Medium);
        return new(file, null,
            Native.FAdvise(handle, 0, 0, Native.DropFromCache) == 0 ? ReadSource.EmptiedCache : ReadSource.Cache);
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_handle is null)
            return _file.Read(buffer);
        if (_start == _end && !Fill())
            return 0;
        var count = Math.Min(buffer.Length, _end - _start);
        new ReadOnlySpan<byte>((byte*)_window + _start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _file.Dispose();
        NativeMemory.AlignedFree(_window);
        _window = null;
        base.Dispose(disposing);
    }

    private static DirectReadStream OpenOnWindows(IFileSystem files, string path)
    {
        FileSystemStream file;
        try
        {
            file = New(files, path, NoBuffering);
        }
        catch (IOException wrong) when (wrong.HResult == InvalidParameter)
        {
            return new(New(files, path, FileOptions.None), null, ReadSource.Cache);
        }

        return MachineFile.Behind(file) is { SafeFileHandle: var handle }
            ? new(file, handle, source: null)
            : new(file, null, ReadSource.Cache);
    }

    // A system that takes the flag and reads from its memory all the same, as Wine does, gives a single byte too; past the cache
    // there are whole sectors alone. Whoever refuses has passed it by.
    private bool TakesWholeSectorsAlone()
    {
        if (_length == 0)
            return true;
        Span<byte> one = stackalloc byte[1];
        try
        {
            RandomAccess.Read(_handle!, one, 0);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static FileSystemStream New(IFileSystem files, string path, FileOptions options) => files.FileStream.New(
        path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, options);

    // A read that ends within a sector is the file's last: no other may begin there.
    private bool Fill()
    {
        if (_read >= _length)
            return false;
        (_start, _end) = (0, RandomAccess.Read(_handle!, new Span<byte>(_window, Window), _read));
        _read += _end;
        return _end == Window || _read == _length
            ? true
            : throw new IOException($"{_file.Name}: {_length} bytes long, but only {_read} could be read");
    }
}
