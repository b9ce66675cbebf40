using System.Collections.Immutable;
using System.IO.Abstractions;
using System.Security.Cryptography;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Media;

/// <summary>A stick in a folder. Links, devices and pipes below it are refused, what is none of ours is not entered.</summary>
/// <param name="files">The disk.</param>
/// <param name="root">The stick's root.</param>
/// <param name="readBack">Whether to read past the system's cache, to see what the medium has kept.</param>
public sealed class StickFolder(IFileSystem files, string root, bool readBack = false) : IStick
{
    private const int Chunk = 1 << 20;
    private const int MostNames = 20_000;
    private const int Deepest = 12;

    // A gateway leaves one for each time that the stick was checked in.
    private const int MostReports = 4;
    private const string ReportEnding = ".json";
    private readonly GuardedFolder _folder = new(files, root, readBack);

    /// <inheritdoc/>
    public ITransport Release { get; } = new FolderTransport(files, root, StickLayout.Release, readBack);

    /// <inheritdoc/>
    public Result<StickNames> Names()
    {
        var (ours, foreign) = (new List<string>(), new List<ForeignFile>());
        try
        {
            foreach (var path in files.Directory.EnumerateFileSystemEntries(root))
            {
                var name = files.Path.GetFileName(path)!;
                if (!StickLayout.TopLevel.Contains(name, StringComparer.OrdinalIgnoreCase))
                    foreign.Add(new(Printable.Line(name), SystemLitter.Is(name)));
                else if (!StickLayout.Receipts.Text.Equals(name, StringComparison.OrdinalIgnoreCase)
                    && Collect(path, name, 1, ours, foreign) is { } refusal)
                    return refusal;
            }
        }
        catch (Exception e) when (Fault.Is(e))
        {
            return new Refusal(RefusalCode.StickGone, root, e.Message);
        }

        return new StickNames(
            [.. ours.Order(StringComparer.Ordinal)], [.. foreign.OrderBy(one => one.Name, StringComparer.Ordinal)]);
    }

    /// <inheritdoc/>
    public ImmutableArray<KioskReport> KioskReports(StickNames names) =>
    [
        .. names.Foreign.Where(one => !one.OfSystem && one.Name.EndsWith(ReportEnding, StringComparison.OrdinalIgnoreCase))
            .Take(MostReports).Select(one => Report(one.Name)).OfType<KioskReport>(),
    ];

    /// <inheritdoc/>
    public Result<(long Length, Sha256Digest Digest)> Measure(MediaPath path, long most)
    {
        if (!_folder.Open(path, path.Text).TryGet(out var stream, out var refusal))
            return refusal;
        using (stream)
        {
            try
            {
                using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                var chunk = new byte[Math.Min(Chunk, most)];
                var length = 0L;
                for (int read; length < most && (read = stream.Read(chunk, 0, (int)Math.Min(chunk.Length, most - length))) > 0;)
                {
                    hash.AppendData(chunk, 0, read);
                    length += read;
                }

                return (length, Sha256Digest.FromBytes(hash.GetHashAndReset()));
            }
            catch (IOException e)
            {
                return TrustRefusals.StickGone(path.Text, e);
            }
        }
    }

    /// <summary>Opens a file of the stick.</summary>
    public Result<Stream> Open(MediaPath path) => _folder.Open(path, path.Text);

    // What cannot be read, or is no report, is somebody's file like any other.
    private KioskReport? Report(string name)
    {
        if (!MediaPath.Parse(name).Then(Open).TryGet(out var stream, out _))
            return null;
        using (stream)
        {
            try
            {
                return BoundedRead.All(stream, KioskReport.Longest, name).TryGet(out var bytes, out _)
                    ? KioskReport.Of(name, bytes.ToArray(), path => files.File.Exists(path.Under(root)))
                    : null;
            }
            catch (IOException)
            {
                return null;
            }
        }
    }

    // Litter is a matter of its name alone: it may be a folder that nobody may read.
    private Refusal? Collect(string path, string name, int depth, List<string> ours, List<ForeignFile> foreign)
    {
        if (GuardedFolder.Unfit(files, path) is { } unfit)
            return unfit;
        if (!files.File.GetAttributes(path).HasFlag(FileAttributes.Directory))
        {
            ours.Add(name);
            return ours.Count <= MostNames ? null : TooMany(name, $"there are more than {MostNames} files");
        }

        if (depth > Deepest)
            return TooMany(name, $"there are more than {Deepest} folders in each other");
        foreach (var below in files.Directory.EnumerateFileSystemEntries(path))
        {
            var inner = $"{name}/{files.Path.GetFileName(below)}";
            if (SystemLitter.Is(files.Path.GetFileName(below)!))
                foreign.Add(new(Printable.Line(inner), OfSystem: true));
            else if (Collect(below, inner, depth + 1, ours, foreign) is { } refusal)
                return refusal;
        }

        return null;
    }

    private static Refusal TooMany(string name, string reason) =>
        new Refusal(RefusalCode.PathUnsafe, Printable.Line(name), reason);
}
