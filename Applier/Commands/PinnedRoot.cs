using System.IO.Abstractions;
using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Applier.Commands;

/// <summary>The root that this program trusts: the one compiled into it (keys/root.json), or a rehearsal's own.</summary>
/// <param name="Bytes">The root file.</param>
/// <param name="Fingerprint">Its fingerprint, as printed in the letter.</param>
/// <param name="Rehearsal">Whether it is a rehearsal's.</param>
internal sealed record PinnedRoot(ReadOnlyMemory<byte> Bytes, RootFingerprint Fingerprint, bool Rehearsal)
{
    private const string ResourceName = "root.json";
    private const int MaxLength = 512 << 10;

    /// <summary>
    /// Opens the root. Another one than the compiled one is accepted together with a rehearsal instrument alone.
    /// </summary>
    /// <param name="files">The disk.</param>
    /// <param name="given">The file named on the command line, or null.</param>
    /// <param name="rehearsal">Whether the instrument is make-believe.</param>
    public static Result<PinnedRoot> Open(IFileSystem files, string? given, bool rehearsal)
    {
        if (given is not null && !rehearsal)
            return new Refusal(RefusalCode.RootNotPinned, given,
                "another root than the compiled one is accepted with a rehearsal instrument alone");
        try
        {
            return given is null ? Compiled() : Read(files.File.OpenRead(given), given);
        }
        catch (Exception e) when (Fault.Is(e))
        {
            return new Refusal(RefusalCode.InputMissing, given ?? ResourceName, e.Message);
        }
    }

    private static Result<PinnedRoot> Compiled() =>
        Read(typeof(PinnedRoot).Assembly.GetManifestResourceStream(ResourceName)!, ResourceName);

    private static Result<PinnedRoot> Read(Stream stream, string place)
    {
        using (stream)
        {
            var buffer = new byte[MaxLength + 1];
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (length > MaxLength)
                return new Refusal(RefusalCode.FileLength, place, $"a root has at most {MaxLength} bytes");
            var bytes = buffer.AsMemory(0, length).ToArray();
            return TrustAnchor.Read(bytes, place)
                .Then<PinnedRoot>(root => new PinnedRoot(bytes, RootFingerprint.Of(root), root.Metadata.Rehearsal));
        }
    }
}
