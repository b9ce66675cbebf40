using System.IO.Abstractions;

namespace PatchKit.Tests.Applier.PowerCuts;

/// <summary>A stream on a <see cref="PowerCutDisk"/>: every write, truncation and flush to the disk is an operation.</summary>
internal sealed class PowerCutStream(PowerCutDisk disk, FileSystemStream inner, string path)
    : FileSystemStream(inner, path, isAsync: false)
{
    private const long Reserved = 1L << 20;

    // A file that is renamed takes its open streams along.
    private string _path = path;

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        var half = buffer[..(buffer.Length / 2)].ToArray();
        lock (disk.Gate)
        {
            disk.Operate("write", () => Put(half));
            Put(buffer);
        }
    }

    public override void WriteByte(byte value) => Write([value]);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer, offset, count);
        return Task.CompletedTask;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void SetLength(long value)
    {
        lock (disk.Gate)
        {
            disk.Operate("truncate");
            // Room that is taken in advance is not held in memory.
            if (value < inner.Length + Reserved)
                inner.SetLength(value);
            inner.Flush();
            disk.Wrote(_path);
        }
    }

    public override void Flush() => disk.Read();

    public override void Flush(bool flushToDisk)
    {
        if (!flushToDisk)
            return;
        lock (disk.Gate)
        {
            disk.Operate("flush");
            inner.Flush();
            disk.Flushed(_path);
        }
    }

    /// <summary>The file has another name now.</summary>
    public void Renamed(string from, string to) => _path = _path == from ? to : _path;

    protected override void Dispose(bool disposing)
    {
        lock (disk.Gate)
            disk.Closed(this);
        base.Dispose(disposing);
    }

    // The program sees its bytes at once; only the disk may lose them.
    private void Put(ReadOnlySpan<byte> bytes)
    {
        inner.Write(bytes);
        inner.Flush();
        disk.Wrote(_path);
    }
}
