using System.Security.Cryptography;
using PatchKit.Shared;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Sticks;

/// <summary>
/// Reads back what was written to a stick, from the medium and not from memory, each file once, and holds it against its source.
/// Then it shows the stick as it was read, to be checked as an instrument would check it.
/// </summary>
internal sealed class LaneReading(StickLane lane) : IStick
{
    private const int Chunk = 1 << 20;
    private readonly StickFolder _folder = new(lane.Writer.Files, lane.Writer.Target, readBack: true);
    private readonly Dictionary<MediaPath, (long Length, Sha256Digest Digest)> _seen = [];
    private readonly List<WrittenFile> _written = [];

    /// <summary>Where the bytes came from, the least certain of all files.</summary>
    public ReadSource Source { get; private set; } = ReadSource.Medium;

    /// <inheritdoc/>
    public ITransport Release { get; } =
        new FolderTransport(lane.Writer.Files, lane.Writer.Target, StickLayout.Release, readBack: true);

    /// <summary>Reads files back.</summary>
    /// <param name="files">What was written, with the digests of the sources.</param>
    public Refusal? Compare(IReadOnlyList<WrittenFile> files)
    {
        _written.AddRange(files);
        var chunk = new byte[Chunk];
        foreach (var file in files)
        {
            if (Read(file, chunk) is { } refusal)
                return refusal;
        }

        return null;
    }

    /// <inheritdoc/>
    public Result<StickNames> Names() => _folder.Names();

    /// <inheritdoc/>
    public Result<(long Length, Sha256Digest Digest)> Measure(MediaPath path, long most) =>
        _seen.TryGetValue(path, out var seen) ? seen : _folder.Measure(path, most);

    private Refusal? Read(WrittenFile file, byte[] chunk)
    {
        var path = file.Place.Under(lane.Writer.Target);
        if (!lane.Writer.Files.File.Exists(path))
            return new(RefusalCode.FileMissing, file.Place.Text,
                "it was written, and is not there: the stick was pulled, is dying, or has less room than it says");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var length = 0L;
        using (var stream = DirectReadStream.Open(lane.Writer.Files, path))
        {
            Source = stream.Source > Source ? stream.Source : Source;
            for (int read; (read = stream.Read(chunk)) > 0; length += read)
            {
                hash.AppendData(chunk, 0, read);
                lane.CountReadBack(read);
            }
        }

        var digest = Sha256Digest.FromBytes(hash.GetHashAndReset());
        _seen[file.Place] = (length, digest);
        return length == file.Length && digest == file.Sha256
            ? null
            : MediumFault.Differs(file, () => DirectReadStream.Open(lane.Writer.Files, path), _written);
    }
}
