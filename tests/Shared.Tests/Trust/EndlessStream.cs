using PatchKit.Shared.Disks;

namespace PatchKit.Tests.Shared.Trust;

/// <summary>A file that never ends, and counts what was taken from it.</summary>
internal sealed class EndlessStream : ForwardReadStream
{
    public long Given { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        var given = Math.Min(buffer.Length, 1000);
        buffer[..given].Fill((byte)'x');
        Given += given;
        return given;
    }
}
