using System.IO.Abstractions;
using PatchKit.Tests.Applier.Backups;

namespace PatchKit.Tests.Applier.Staging;

/// <summary>
/// A medium behind which writes go wrong: the real file system, with a hand in what reaches the disk and in what is read back.
/// </summary>
internal sealed class FaultyMedium : InterposedFileSystem
{
    private readonly List<(string Path, long From)> _layout = [];
    private long _end;

    /// <summary>The file whose byte in the middle is stored as another one.</summary>
    public Func<string, bool> Alters { get; init; } = _ => false;

    /// <summary>
    /// The room that it really has, in bytes; what is written beyond lands at its beginning. Null: what it says.
    /// </summary>
    public long? Wraps { get; init; }

    /// <summary>A folder whose drive answers for this one, of which nothing can be asked.</summary>
    public string? RoomOf { get; init; }

    public override IDriveInfoFactory DriveInfo => RoomOf is { } other ? new OtherDrive(this, other) : base.DriveInfo;

    /// <summary>Called before bytes are written.</summary>
    public Action<string> Writing { get; init; } = _ => { };

    /// <summary>Called before bytes are read.</summary>
    public Action<string> Reading { get; init; } = _ => { };

    protected override FileSystemStream Between(FileSystemStream real, FileAccess? access) =>
        new FaultyStream(real, real.Name, this, access is FileAccess.Write && Alters(real.Name));

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

    private sealed class OtherDrive(FaultyMedium medium, string other) : IDriveInfoFactory
    {
        public IFileSystem FileSystem => medium;

        public IDriveInfo[] GetDrives() => medium.Real.DriveInfo.GetDrives();

        public IDriveInfo New(string driveName) => medium.Real.DriveInfo.New(other);

        public IDriveInfo? Wrap(DriveInfo? driveInfo) => medium.Real.DriveInfo.Wrap(driveInfo);
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
}
