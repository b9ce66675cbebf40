using System.Buffers;
using System.IO.Abstractions;
using System.Security.Cryptography;
using PatchKit.Applier.Backups.Copying;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Applier.Backups.Walking;
using PatchKit.Applier.Operators;
using PatchKit.Shared;

namespace PatchKit.Applier.Backups;

/// <summary>
/// Reads and hashes the first of what could be saved, as a backup does, for a moment: how fast it goes on this very instrument.
/// What cannot be read is passed over; the backup will tell.
/// </summary>
/// <param name="files">The disk.</param>
/// <param name="clock">The clock.</param>
internal sealed class PaceTrial(IFileSystem files, TimeProvider clock)
{
    /// <summary>Most bytes that are read of one file: the first of many, and not one alone.</summary>
    private const long MostOfFile = 8 << 20;

    private const long Most = 64 << 20;
    private const int Piece = 1 << 20;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    /// <summary>What was read so far.</summary>
    public ReadingTrial Read { get; private set; } = ReadingTrial.None;

    /// <summary>Reads the beginning of a file, unless enough was read.</summary>
    public void Take(BackupItem item, CancellationToken cancel)
    {
        if (item.Set == BackupSet.Document || item.Look.Size == 0 || Read.Bytes >= Most || Read.Took >= Longest)
            return;
        var (read, began) = (0L, clock.GetTimestamp());
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(Piece, item.Look.Size));
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using var stream = files.FileStream.New(item.HostPath, SourceFile.Reading);
            while (read < MostOfFile && Read.Took + clock.GetElapsedTime(began) < Longest
                && stream.Read(buffer) is > 0 and var some)
            {
                cancel.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, some);
                read += some;
            }
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            // The backup meets it too, and says it then.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        Read = new(Read.Bytes + read, Read.Took + clock.GetElapsedTime(began));
    }
}
