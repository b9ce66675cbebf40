namespace PatchKit.Tests.Shared.Trust;

/// <summary>A file on a medium that is pulled out after some bytes.</summary>
internal sealed class BrokenStream(byte[] bytes, int good) : MemoryStream(bytes, writable: false)
{
    public override int Read(byte[] buffer, int offset, int count)
    {
        if (Position >= good)
            throw new IOException("the device is gone");
        return base.Read(buffer, offset, (int)Math.Min(count, good - Position));
    }
}
