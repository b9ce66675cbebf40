using System.Diagnostics;
using System.IO.Abstractions;
using Microsoft.Win32.SafeHandles;
using PatchKit.Shared;
using PatchKit.Shared.Disks;

namespace PatchKit.Applier.Instruments.Rehearsal;

/// <summary>
/// The host's disk, on which a rehearsal's fault happens at a record of a journal. Records are counted as they stand in the file
/// (docs/formats/journal.md: one line each), whichever start wrote them.
/// </summary>
/// <param name="inner">The host's disk.</param>
/// <param name="instrument">The make-believe instrument's folder: its disks fill, the stick does not.</param>
/// <param name="fault">The fault.</param>
internal sealed class FaultyDisk(IFileSystem inner, string instrument, PlayedFault fault) : FileSystemBase
{
    private const string Journal = "journal";

    private volatile bool _isFull;

    private IFileSystem Host => inner;

    /// <inheritdoc/>
    public override IDirectory Directory => inner.Directory;

    /// <inheritdoc/>
    public override IDirectoryInfoFactory DirectoryInfo => inner.DirectoryInfo;

    /// <inheritdoc/>
    public override IDriveInfoFactory DriveInfo => inner.DriveInfo;

    /// <inheritdoc/>
    public override IFile File => inner.File;

    /// <inheritdoc/>
    public override IFileInfoFactory FileInfo => inner.FileInfo;

    /// <inheritdoc/>
    public override IFileStreamFactory FileStream => new Streams(this);

    /// <inheritdoc/>
    public override IFileSystemWatcherFactory FileSystemWatcher => inner.FileSystemWatcher;

    /// <inheritdoc/>
    public override IFileVersionInfoFactory FileVersionInfo => inner.FileVersionInfo;

    /// <inheritdoc/>
    public override IPath Path => inner.Path;

    /// <inheritdoc/>
    public override IRandomAccess RandomAccess => inner.RandomAccess;

    private FileSystemStream Open(string path, bool writes, Func<FileSystemStream> open)
    {
        if (!writes || !IsOnInstrument(path))
            return open();
        var isNext = inner.Path.GetFileName(path) == Journal && Records(path) + 1 == fault.Record;
        _isFull |= isNext && fault.Kind is PlayedFaultKind.Full;
        if (_isFull)
            throw Fault.Full($"{path}: the rehearsal's disk is full");
        return isNext ? new CutStream(open(), fault.Kind is PlayedFaultKind.Torn) : open();
    }

    private bool IsOnInstrument(string path) => inner.Path.GetFullPath(path)
        .StartsWith(inner.Path.GetFullPath(instrument) + inner.Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private int Records(string journal) =>
        inner.File.Exists(journal) ? inner.File.ReadAllBytes(journal).Count(one => one == (byte)'\n') : 0;

    /// <summary>The journal's file while the record is appended at which the power goes.</summary>
    private sealed class CutStream(FileSystemStream inner, bool torn) : FileSystemStream(inner, inner.Name, isAsync: false)
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            inner.Write(torn ? buffer[..(buffer.Length / 2)] : buffer);
            if (torn)
                End();
        }

#pragma warning disable RS0030 // What the kit's own flush calls of a stream that stands before a file.
        public override void Flush(bool flushToDisk) => End();
#pragma warning restore RS0030

        private void End()
        {
            inner.FlushToDisk();
#pragma warning disable RS0030 // The power goes: nothing is cleaned up, and nobody is told.
            Process.GetCurrentProcess().Kill();
#pragma warning restore RS0030
            new ManualResetEventSlim().Wait();
        }
    }

    private sealed class Streams(FaultyDisk disk) : IFileStreamFactory
    {
        private readonly IFileStreamFactory _inner = disk.Host.FileStream;

        public IFileSystem FileSystem => disk;

        public FileSystemStream New(SafeFileHandle handle, FileAccess access) => _inner.New(handle, access);

        public FileSystemStream New(SafeFileHandle handle, FileAccess access, int bufferSize) =>
            _inner.New(handle, access, bufferSize);

        public FileSystemStream New(SafeFileHandle handle, FileAccess access, int bufferSize, bool isAsync) =>
            _inner.New(handle, access, bufferSize, isAsync);

        public FileSystemStream New(string path, FileMode mode) =>
            disk.Open(path, writes: true, () => _inner.New(path, mode));

        public FileSystemStream New(string path, FileMode mode, FileAccess access) =>
            disk.Open(path, Writes(access), () => _inner.New(path, mode, access));

        public FileSystemStream New(string path, FileMode mode, FileAccess access, FileShare share) =>
            disk.Open(path, Writes(access), () => _inner.New(path, mode, access, share));

        public FileSystemStream New(string path, FileMode mode, FileAccess access, FileShare share, int bufferSize) =>
            disk.Open(path, Writes(access), () => _inner.New(path, mode, access, share, bufferSize));

        public FileSystemStream New(string path, FileMode mode, FileAccess access, FileShare share, int bufferSize,
            bool useAsync) =>
            disk.Open(path, Writes(access), () => _inner.New(path, mode, access, share, bufferSize, useAsync));

        public FileSystemStream New(string path, FileMode mode, FileAccess access, FileShare share, int bufferSize,
            FileOptions options) =>
            disk.Open(path, Writes(access), () => _inner.New(path, mode, access, share, bufferSize, options));

        public FileSystemStream New(string path, FileStreamOptions options) =>
            disk.Open(path, Writes(options.Access), () => _inner.New(path, options));

        public FileSystemStream Wrap(FileStream fileStream) => _inner.Wrap(fileStream);

        private static bool Writes(FileAccess access) => access.HasFlag(FileAccess.Write);
    }
}
