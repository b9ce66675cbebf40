using System.Globalization;
using System.IO.Abstractions;
using System.Security.Cryptography;
using System.Text;
using PatchKit.Shared;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.State;

/// <summary>
/// One small record that survives a power cut at any write: two generations, <c>PATH.a</c> and <c>PATH.b</c>, each with a
/// sequence number and a digest. A write goes to the older one and leaves the newest alone; a generation that was not there
/// before comes by a temporary file and a rename, so that no cut leaves a lone damaged one. Format: docs/formats/state.md.
/// </summary>
/// <param name="files">The disk.</param>
/// <param name="path">The record's path without the generation's letter; its folder is made when it is first written.</param>
/// <param name="format">How the record is written; a longer generation counts as damaged, and a longer record is not written.
/// </param>
/// <param name="damaged">What a damaged record means here.</param>
internal sealed class StateFile<T>(
    IFileSystem files, string path, JsonFormat<T> format, RefusalCode damaged = RefusalCode.Inconsistent)
    where T : class
{
    private const string Signature = "patchkit-state 1";

    /// <summary>
    /// The newest whole generation; its value is null when nothing was ever written.
    /// </summary>
    /// <returns>The reading, or a refusal when a generation is there and none is whole: no power cut does that.</returns>
    public Result<StateReading<T>> Read()
    {
        var (a, b) = (ReadGeneration("a"), ReadGeneration("b"));
        if (a.Value is null && b.Value is null)
        {
            return (a.IsThere, b.IsThere) switch
            {
                (false, false) => new StateReading<T>(null, 0),
                (true, true) => new Refusal(damaged, path, "both generations of the state file are damaged"),
                _ => new Refusal(damaged, path,
                    $"generation {(a.IsThere ? "a" : "b")} of the state file is damaged, and the other one is missing"),
            };
        }

        var newest = a.Sequence > b.Sequence ? a : b;
        return new StateReading<T>(newest.Value, newest.Sequence);
    }

    /// <summary>Writes the next generation, flushes it to the disk and reads it back.</summary>
    /// <exception cref="IOException">The disk said no, or kept something else than was written; the newest generation is
    /// untouched.</exception>
    public void Write(T value) => Write(value, ReadGeneration("a"), ReadGeneration("b"));

    /// <summary>
    /// Writes a record that must not be forgotten: the very first one goes to both generations, so that damage to one file leaves
    /// the other, and damage to both is told from "nothing was ever written".
    /// </summary>
    /// <exception cref="IOException">As <see cref="Write(T)"/>.</exception>
    public void WriteLasting(T value)
    {
        var (a, b) = (ReadGeneration("a"), ReadGeneration("b"));
        (a, b) = Write(value, a, b);
        if (!a.IsThere || !b.IsThere)
            Write(value, a, b);
    }

    // Given both generations as they stand; gives them as they stand then.
    private (Generation A, Generation B) Write(T value, Generation a, Generation b)
    {
        var older = a.Sequence > b.Sequence ? "b" : "a";
        var written = new Generation(true, Math.Max(a.Sequence, b.Sequence) + 1, value);
        var bytes = Frame(written.Sequence, format.Write(value));
        if (bytes.Length > format.Longest)
            throw new IOException(
                $"{path}: the record has {bytes.Length} bytes, and at most {format.Longest} are ever read back");
        files.Directory.CreateDirectory(files.Path.GetDirectoryName(path)!);
        Put($"{path}.{older}", bytes, alone: older == "a" ? !b.IsThere : !a.IsThere);
        return older == "a" ? (written, b) : (a, written);
    }

    private void Put(string target, byte[] bytes, bool alone)
    {
        var isNew = !files.File.Exists(target);
        if (isNew && alone)
        {
            DurableFile.Write(files, target, bytes);
            return;
        }

        using (var stream = files.FileStream.New(target, FileMode.Create, FileAccess.Write, FileShare.Read))
        {
            stream.Write(bytes);
            if (isNew)
                stream.FlushWithName();
            else
                stream.FlushToDisk();
        }

        if (DurableFile.Digest(files, target) != Sha256Digest.Of(bytes))
            throw new IOException($"{target}: the disk gave back something else than was written");
    }

    /// <summary>Removes both generations, the older first.</summary>
    public void Delete()
    {
        var aIsNewest = ReadGeneration("a").Sequence > ReadGeneration("b").Sequence;
        files.File.Delete($"{path}.{(aIsNewest ? "b" : "a")}");
        files.File.Delete($"{path}.{(aIsNewest ? "a" : "b")}");
    }

    private static byte[] Frame(long sequence, byte[] payload)
    {
        var header = string.Create(CultureInfo.InvariantCulture, $"{Signature} {sequence} {Digest(sequence, payload)}\n");
        return [.. Encoding.ASCII.GetBytes(header), .. payload, (byte)'\n'];
    }

    // The sequence number is hashed along, so that no old payload can pass for a newer one.
    private static Sha256Digest Digest(long sequence, ReadOnlySpan<byte> payload)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{sequence}\n")));
        hash.AppendData(payload);
        return Sha256Digest.FromBytes(hash.GetHashAndReset());
    }

    private Generation ReadGeneration(string letter)
    {
        var file = files.FileInfo.New($"{path}.{letter}");
        if (!file.Exists)
            return new(false, 0, null);
        var broken = new Generation(true, 0, null);
        if (file.Length > format.Longest)
            return broken;
        var bytes = files.File.ReadAllBytes(file.FullName).AsSpan();
        var line = bytes.IndexOf((byte)'\n');
        if (line < 0 || bytes[^1] != (byte)'\n')
            return broken;
        var words = Encoding.ASCII.GetString(bytes[..line]).Split(' ');
        if (words.Length != 4 || $"{words[0]} {words[1]}" != Signature || line + 1 >= bytes.Length
            || !long.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) || sequence < 1)
            return broken;
        var payload = bytes[(line + 1)..^1];
        return Digest(sequence, payload).ToString() == words[3] && format.Read(payload, path).TryGet(out var value, out _)
            ? new(true, sequence, value)
            : broken;
    }

    private readonly record struct Generation(bool IsThere, long Sequence, T? Value);
}

/// <summary>What every state file has in common.</summary>
internal static class StateFile
{
    /// <summary>The longest generation, in bytes, unless its owner says otherwise: 4 MiB.</summary>
    public const int UsualBytes = 4 * 1024 * 1024;
}

/// <summary>What a state file holds.</summary>
/// <param name="Value">The record; null when there is none yet.</param>
/// <param name="Sequence">How often it was written; 0 when there is none yet.</param>
internal sealed record StateReading<T>(T? Value, long Sequence)
    where T : class;
