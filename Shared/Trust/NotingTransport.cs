using System.Security.Cryptography;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Trust;

/// <summary>
/// Passes a repository's files on and notes what it saw: so that a file which the workflow has read to its end is not read a
/// second time by whoever compares it with a list. A medium may answer differently when asked twice.
/// </summary>
/// <param name="inner">The repository.</param>
public sealed class NotingTransport(ITransport inner) : ITransport
{
    private readonly Dictionary<string, (long Length, Sha256Digest Digest)> _metadata = new(StringComparer.Ordinal);

    /// <summary>Length and digest of each metadata file that was read to its end, by file name.</summary>
    public IReadOnlyDictionary<string, (long Length, Sha256Digest Digest)> Metadata => _metadata;

    /// <inheritdoc/>
    public Result<Stream> OpenMetadata(string fileName) =>
        inner.OpenMetadata(fileName).Then<Stream>(stream =>
            new NotingStream(stream, (length, digest) => _metadata[fileName] = (length, digest)));

    /// <inheritdoc/>
    public Result<Stream> OpenTarget(string path) => inner.OpenTarget(path);

    /// <inheritdoc/>
    public long? RootAfter(long version) => inner.RootAfter(version);

    private sealed class NotingStream(Stream inner, Action<long, Sha256Digest> note) : ForwardReadStream
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private long _length;
        private bool _ended;

        public override int Read(Span<byte> buffer)
        {
            var read = inner.Read(buffer);
            _hash.AppendData(buffer[..read]);
            _length += read;
            if (read == 0 && buffer.Length > 0 && !_ended)
            {
                _ended = true;
                note(_length, Sha256Digest.FromBytes(_hash.GetCurrentHash()));
            }

            return read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
                _hash.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
