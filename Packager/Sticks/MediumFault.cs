using System.Globalization;
using PatchKit.Shared;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Sticks;

/// <summary>What is wrong with a medium, in words for whoever holds it.</summary>
internal static class MediumFault
{
    private const int Sector = 512;
    private const int Window = 1 << 20;

    // Fewer bytes are found somewhere by chance.
    private const int Telling = 16;

    /// <summary>What a write or a read that failed says.</summary>
    public static Refusal Of(Exception fault, string target) => Fault.KindOf(fault) switch
    {
        FaultKind.Full => Of(RefusalCode.DiskFull, target,
            "it is full before it should be: it is smaller than it says, or other files grow on it", fault),
        FaultKind.Gone or FaultKind.Missing =>
            Of(RefusalCode.StickGone, target, "it was pulled, or is not there any more", fault),
        FaultKind.Device =>
            Of(RefusalCode.StickGone, target, "it reports a fault, or was pulled: a stick that does so again is dying", fault),
        FaultKind.ReadOnly =>
            Of(RefusalCode.StickReadOnly, target, "it is write-protected, or has made itself so: it may be dying", fault),
        _ => Fault.Refuse(fault, target, what: "the stick could not be written"),
    };

    /// <summary>What a file says that reads back as something else than was written.</summary>
    /// <param name="file">What was written.</param>
    /// <param name="read">Opens what is read back.</param>
    /// <param name="all">Everything that was written to the stick.</param>
    public static Refusal Differs(WrittenFile file, Func<Stream> read, IEnumerable<WrittenFile> all)
    {
        var (at, seen) = FirstDifference(file, read);
        if (at < 0)
            return Altered(file, "the stick answers differently each time it is asked: it is dying");
        var place = $"from byte {Number(at)} on it";
        if (seen.Length >= Telling && seen.AsSpan().ContainsAnyExcept(seen[0]) && Origin(seen, all, file.Place, at) is { } origin)
            return Altered(file, $"{place} holds what was written to {origin}: the stick has less room than it says, and its " +
                "writes wrap around. It is a forgery, or broken");
        return seen.Length >= Telling && !seen.AsSpan().ContainsAnyExcept(seen[0]) && seen[0] is 0 or 0xFF
            ? Altered(file, $"{place} is empty: what was written there was not kept. The stick has less room than it says, " +
                "or is dying")
            : Altered(file, $"{place} is not what was written: the stick is dying, or somebody else writes to it");
    }

    private static Refusal Altered(WrittenFile file, string reason) => new(RefusalCode.FileAltered, file.Place.Text, reason);

    private static Refusal Of(RefusalCode code, string target, string reason, Exception fault) =>
        new(code, target, $"{reason} ({fault.Message})");

    private static (long At, byte[] Seen) FirstDifference(WrittenFile file, Func<Stream> read)
    {
        using var wanted = file.Open();
        using var found = read();
        var (one, other) = (new byte[Window], new byte[Window]);
        for (var at = 0L; ; at += Window)
        {
            var length = wanted.ReadAtLeast(one, Window, throwOnEndOfStream: false);
            var there = found.ReadAtLeast(other, Window, throwOnEndOfStream: false);
            var same = one.AsSpan(0, length).CommonPrefixLength(other.AsSpan(0, there));
            if (same < Math.Max(length, there))
            {
                var from = same / Sector * Sector;
                return (at + from, other[from..Math.Min(there, from + Sector)]);
            }

            if (length < Window)
                return (-1, []);
        }
    }

    private static string? Origin(byte[] sector, IEnumerable<WrittenFile> all, MediaPath place, long at)
    {
        var window = new byte[Window];
        foreach (var file in all)
        {
            using var stream = file.Open();
            for (var from = 0L; ; from += Window)
            {
                var length = stream.ReadAtLeast(window, Window, throwOnEndOfStream: false);
                for (var i = 0; i + Telling <= length; i += Sector)
                {
                    // The last sector of a file is full of something else.
                    var part = window.AsSpan(i, Math.Min(sector.Length, length - i));
                    if (sector.AsSpan().StartsWith(part) && (file.Place != place || from + i != at))
                        return $"{file.Place} at byte {Number(from + i)}";
                }

                if (length < Window)
                    break;
            }
        }

        return null;
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A file that was written to a stick.</summary>
/// <param name="Place">Where.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Sha256">Digest of its source.</param>
/// <param name="Open">Opens its source.</param>
internal sealed record WrittenFile(MediaPath Place, long Length, Sha256Digest Sha256, Func<Stream> Open)
{
    /// <summary>A small file in memory.</summary>
    public static WrittenFile Of(MediaPath place, ReadOnlyMemory<byte> bytes) => new(place, bytes.Length,
        Sha256Digest.Of(bytes.Span), () => new MemoryStream(bytes.ToArray(), writable: false));
}
