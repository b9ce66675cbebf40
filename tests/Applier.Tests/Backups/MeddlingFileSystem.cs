using System.IO.Abstractions;
using System.Reflection;

namespace PatchKit.Tests.Applier.Backups;

/// <summary>
/// The real file system, with a hand in every opening, reading and writing of a stream: to fail, or to change a file meanwhile.
/// </summary>
internal sealed class MeddlingFileSystem : InterposedFileSystem
{
    /// <summary>Called with the path before it is opened.</summary>
    public Action<string> Opening { get; set; } = _ => { };

    /// <summary>Called with the path after bytes were read.</summary>
    public Action<string> HasRead { get; set; } = _ => { };

    /// <summary>Called with the path and the number of bytes after they were read.</summary>
    public Action<string, int> HasReadBytes { get; set; } = (_, _) => { };

    /// <summary>Called with the path and the number of bytes before they are written.</summary>
    public Action<string, int> Writing { get; set; } = (_, _) => { };

    public override IDriveInfoFactory DriveInfo => Free is { } free ? Drive.With<IDriveInfoFactory>(free) : base.DriveInfo;

    /// <summary>Room that every disk has left, in bytes; null for what it really has.</summary>
    public long? Free { get; set; }

    protected override void Opens(string path) => Opening(path);

    protected override FileSystemStream Between(FileSystemStream real, FileAccess? access) =>
        new MeddlingStream(real, real.Name, this);

    private sealed class MeddlingStream(FileSystemStream real, string path, MeddlingFileSystem hand)
        : FileSystemStream(real, path, false)
    {
        public override int Read(byte[] buffer, int offset, int count) => Tell(real.Read(buffer, offset, count));

        public override int Read(Span<byte> buffer) => Tell(real.Read(buffer));

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            hand.Writing(Name, buffer.Length);
            real.Write(buffer);
        }

        public override void Flush(bool flushToDisk) => real.Flush(flushToDisk);

        private int Tell(int count)
        {
            hand.HasRead(Name);
            hand.HasReadBytes(Name, count);
            return count;
        }
    }

#pragma warning disable CA1852 // DispatchProxy derives from it when the program runs.
    private class Drive : DispatchProxy
    {
        private long _free;

        public static T With<T>(long free)
            where T : class
        {
            var proxy = Create<T, Drive>();
            ((Drive)(object)proxy)._free = free;
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
        {
            nameof(IDriveInfoFactory.New) => With<IDriveInfo>(_free),
            "get_" + nameof(IDriveInfo.DriveFormat) => "ext4",
            "get_" + nameof(IDriveInfo.AvailableFreeSpace) => _free,
            var name => throw new NotSupportedException(name),
        };
    }
#pragma warning restore CA1852
}
