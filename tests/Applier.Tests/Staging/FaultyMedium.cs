using System.IO.Abstractions;
using System.Reflection;

namespace PatchKit.Tests.Applier.Staging;

/// <summary>
/// A medium behind which writes go wrong: the real file system, with a hand in what reaches the disk and in what is read back.
/// </summary>
internal sealed class FaultyMedium : FileSystemBase
{
    private readonly FileSystem _real = new();
    private readonly IFileStreamFactory _streams;
    private readonly List<(string Path, long From)> _layout = [];
    private long _end;

    public FaultyMedium() => _streams = Factory.Of(this);

    /// <summary>The file whose byte in the middle is stored as another one.</summary>
    public Func<string, bool> Alters { get; init; } = _ => false;

    /// <summary>
    /// The room that it really has, in bytes; what is written beyond lands at its beginning. Null: what it says.
    /// </summary>
    public long? Wraps { get; init; }

    /// <summary>Called before bytes are written.</summary>
    public Action<string> Writing { get; init; } = _ => { };

    /// <summary>Called before bytes are read.</summary>
    public Action<string> Reading { get; init; } = _ => { };

    public override IDirectory Directory => _real.Directory;

    public override IFile File => _real.File;

    public override IFileInfoFactory FileInfo => _real.FileInfo;

    public override IFileVersionInfoFactory FileVersionInfo => _real.FileVersionInfo;

    public override IFileStreamFactory FileStream => _streams;

    public override IPath Path => _real.Path;

    public override IDirectoryInfoFactory DirectoryInfo => _real.DirectoryInfo;

    public override IDriveInfoFactory DriveInfo => _real.DriveInfo;

    public override IRandomAccess RandomAccess => _real.RandomAccess;

    public override IFileSystemWatcherFactory FileSystemWatcher => _real.FileSystemWatcher;

    // Files lie one after the other, each from a sector on. What comes to lie on top of an earlier one is stored there.
    private void Wrote(string path, long at, ReadOnlySpan<byte> bytes)
    {
        if (Wraps is not { } room)
            return;
        if (at == 0)
        {
            _layout.Add((path, _end));
            _end = (_end + 511) / 512 * 512;
            _layout[^1] = (path, _end);
        }

        var from = _layout.FindLast(one => one.Path == path).From + at;
        _end = Math.Max(_end, from + bytes.Length);
        for (var i = 0; i < bytes.Length; i++)
        {
            var place = from + i;
            if (place < room)
                continue;
            var lower = place % room;
            var (under, begins) = _layout.FindLast(one => one.From <= lower);
            if (under == path)
                continue;
            using var file = new FileStream(under, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            if (lower - begins >= file.Length)
                continue;
            var run = (int)Math.Min(Math.Min(bytes.Length - i, file.Length - (lower - begins)), room - lower);
            file.Position = lower - begins;
            file.Write(bytes.Slice(i, run));
            i += run - 1;
        }
    }

    private sealed class FaultyStream(FileSystemStream real, string path, FaultyMedium medium, bool alters)
        : FileSystemStream(real, path, false)
    {
        private bool _altered = !alters;

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            medium.Reading(Name);
            return real.Read(buffer);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            medium.Writing(Name);
            var at = real.Position;
            if (!_altered && buffer.Length > 0)
            {
                _altered = true;
                var copy = buffer.ToArray();
                copy[copy.Length / 2] ^= 1;
                real.Write(copy);
            }
            else
            {
                real.Write(buffer);
            }

            real.Flush();
            medium.Wrote(Name, at, buffer);
        }

        public override void Flush(bool flushToDisk) => real.Flush(flushToDisk);
    }

#pragma warning disable CA1852 // DispatchProxy derives from it when the program runs.
    private class Factory : DispatchProxy
    {
        private FaultyMedium _medium = null!;

        public static IFileStreamFactory Of(FaultyMedium medium)
        {
            var proxy = Create<IFileStreamFactory, Factory>();
            ((Factory)(object)proxy)._medium = medium;
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            var stream = (FileSystemStream)targetMethod!.Invoke(
                _medium._real.FileStream, BindingFlags.DoNotWrapExceptions, null, args, null)!;
            var path = (string)args![0]!;
            var writes = args.OfType<FileAccess>().FirstOrDefault() is FileAccess.Write;
            return new FaultyStream(stream, path, _medium, writes && _medium.Alters(path));
        }
    }
#pragma warning restore CA1852
}
