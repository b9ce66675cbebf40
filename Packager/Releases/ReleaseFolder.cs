using System.Collections.Immutable;
using System.IO.Abstractions;
using System.Text.Json;
using PatchKit.Packager.Keys;
using PatchKit.Shared;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Releases;

/// <summary>
/// A release on disk: <c>metadata/</c> and <c>targets/</c> as a TUF client reads them, <c>drafts/</c> with what is not yet signed
/// by enough, <c>holders.json</c>. Layout: docs/formats/release.md.
/// </summary>
/// <param name="files">The disk.</param>
/// <param name="folder">The folder.</param>
/// <param name="changes">Keeps what is written in memory; null writes to the disk at once.</param>
internal sealed class ReleaseFolder(IFileSystem files, string folder, ReleaseChanges? changes = null)
{
    private const string DraftsFolder = "drafts";
    private const string HoldersName = "holders.json";
    private const string SettingsName = "settings.json";

    private readonly IMetadataStore _metadata = Store(files, Path.Combine(folder, FolderTransport.MetadataFolder), changes);
    private readonly IMetadataStore _drafts = Store(files, Path.Combine(folder, DraftsFolder), changes);
    private readonly IMetadataStore _names = Store(files, folder, changes);

    /// <summary>The folder.</summary>
    public string Folder => folder;

    /// <summary>Whether anything in it was written, or begun, through this object.</summary>
    public bool HasWritten { get; private set; }

    /// <summary>The release as a client sees it.</summary>
    public ITransport Transport => changes is null
        ? new FolderTransport(files, folder)
        : new ChangedTransport(_metadata, changes, new FolderTransport(files, folder));

    /// <summary>The same release; what is written to it waits in <paramref name="waiting"/>.</summary>
    public ReleaseFolder With(ReleaseChanges waiting) => new(files, folder, waiting);

    /// <summary>Whether there is a release, or the drafts of a first one.</summary>
    public bool Exists => files.Directory.Exists(Path.Combine(folder, FolderTransport.MetadataFolder))
        || files.Directory.Exists(Path.Combine(folder, DraftsFolder));

    /// <summary>
    /// Removes what a command that was killed had begun to write. Only for who has the release to itself; what cannot be removed
    /// now the next one removes.
    /// </summary>
    public void SweepUnfinished() => Fault.Try(() =>
    {
        if (!Exists)
            return;
        foreach (var path in Unfinished().ToList())
            Fault.Try(() => files.File.Delete(path));
    });

    // In the release's own folders alone, and through no link: the folder was named by a person.
    private IEnumerable<string> Unfinished() =>
        new[] { "", FolderTransport.MetadataFolder, DraftsFolder, FolderTransport.TargetsFolder }
            .Select(name => (Path: Path.Combine(folder, name), Deep: name == FolderTransport.TargetsFolder))
            .Where(one => files.Directory.Exists(one.Path))
            .SelectMany(one => files.Directory.EnumerateFiles(one.Path, "*",
                new EnumerationOptions { RecurseSubdirectories = one.Deep, AttributesToSkip = FileAttributes.ReparsePoint }))
            .Where(DurableFile.IsNeighbour);

    /// <summary>A published file; null when it is not there.</summary>
    public Result<RoleFile>? Read(string role, long? version) => Read(_metadata, role, Role.FileName(role, version));

    /// <summary>The drafts that are there.</summary>
    public Result<ImmutableSortedDictionary<string, RoleFile>> ReadDrafts()
    {
        var drafts = ImmutableSortedDictionary.Create<string, RoleFile>(StringComparer.Ordinal);
        foreach (var role in ReleaseRoles.All)
        {
            if (Read(_drafts, role, Role.FileName(role)) is not { } read)
                continue;
            if (!read.TryGet(out var draft, out var refusal))
                return refusal;
            drafts = drafts.Add(role, draft);
        }

        return drafts;
    }

    /// <summary>The holders' names.</summary>
    public Result<Holders> ReadHolders() => _names.Read(HoldersName).Then(bytes => Holders.Read(bytes.Span, HoldersName));

    /// <summary>Writes the holders' names.</summary>
    public Refusal? Write(Holders holders) => Writing(_names).Write(HoldersName, holders.ToBytes());

    /// <summary>How long a stick of this release lives; the usual where nothing is said.</summary>
    public Result<ReleaseSettings> ReadSettings() => _names.Read(SettingsName).Then(bytes => bytes.IsEmpty
        ? ReleaseSettings.Usual
        : ReleaseSettings.Format.Read(bytes.Span, SettingsName));

    /// <summary>Writes how long a stick of this release lives.</summary>
    public Refusal? Write(ReleaseSettings settings) =>
        Writing(_names).Write(SettingsName, ReleaseSettings.Format.Write(settings));

    /// <summary>Writes a draft, in place of an earlier one of its role.</summary>
    public Refusal? WriteDraft(RoleFile draft) => Writing(_drafts).Write(Role.FileName(draft.Role), draft.File.Bytes);

    /// <summary>Deletes a role's draft.</summary>
    public Refusal? DeleteDraft(string role) => Writing(_drafts).Delete(Role.FileName(role));

    /// <summary>Writes a file where clients read it.</summary>
    public Refusal? Publish(RoleFile file) => Writing(_metadata).Write(file.Name, file.File.Bytes);

    /// <summary>
    /// Copies a file into <c>targets/</c> under the name of its hash (consistent snapshots), hashing on the way.
    /// </summary>
    public Result<TargetFile> AddTarget(MediaPath target, Stream content, JsonElement? custom)
    {
        return Fault.Guard<TargetFile>(target.Text, () =>
        {
            if (changes is not null)
                return AddLater(target, content, custom, changes);
            HasWritten = true;
            var unfinished = DurableFile.Neighbour(target.Under(Path.Combine(folder, FolderTransport.TargetsFolder)));
            files.Directory.CreateDirectory(Path.GetDirectoryName(unfinished)!);
            try
            {
                var digest = DurableFile.CopyAndFlush(files, content, unfinished);
                var length = files.FileInfo.New(unfinished).Length;
                DurableFile.Rename(files, unfinished, PathOf(target, digest));
                return new TargetFile(target.Text, length, Listing(digest), custom);
            }
            catch (Exception e) when (Fault.Is(e))
            {
                Fault.Try(() => files.File.Delete(unfinished));
                throw;
            }
        }, what: "it cannot be copied into the release");
    }

    // Small files alone are listed with changes that wait: deliveries and signed lists.
    private Result<TargetFile> AddLater(MediaPath target, Stream content, JsonElement? custom, ReleaseChanges waiting)
    {
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        var digest = Sha256Digest.Of(bytes.ToArray());
        waiting.Targets[Stored(target, digest).Text] = bytes.ToArray();
        waiting.Later(() =>
            new ReleaseFolder(files, folder).AddTarget(target, new MemoryStream(bytes.ToArray()), custom).Refusal);
        return new TargetFile(target.Text, bytes.Length, Listing(digest), custom);
    }

    /// <summary>Reads a small target that the metadata list; its hash is checked.</summary>
    public Result<byte[]> ReadTarget(TargetFile target, int longest)
    {
        if (!MediaPath.Parse(target.Path).TryGet(out var path, out var refusal))
            return refusal;
        if (target.Length > longest || !Sha256Digest.TryParse(target.Hashes.GetValueOrDefault("sha256"), out var digest))
            return new Refusal(RefusalCode.FileLength, target.Path, "it is too long, or listed without a SHA-256");
        try
        {
            using var stream = files.FileStream.New(PathOf(path, digest), FileMode.Open, FileAccess.Read, FileShare.Read);
            var bytes = new byte[target.Length + 1];
            var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            var content = bytes[..length];
            return length == target.Length && Sha256Digest.Of(content) == digest
                ? content
                : new Refusal(RefusalCode.FileAltered, target.Path, "it is not what the metadata list");
        }
        catch (Exception e) when (Fault.Is(e))
        {
            return Fault.Refuse(e, target.Path, RefusalCode.FileMissing, "it cannot be read");
        }
    }

    /// <summary>Where a target of this digest stands on disk.</summary>
    public string PathOf(MediaPath target, Sha256Digest digest) =>
        Stored(target, digest).Under(Path.Combine(folder, FolderTransport.TargetsFolder));

    /// <summary>A target's path below the targets folder: consistent snapshots (TUF 1.0.34 section 6.2).</summary>
    public static MediaPath Stored(MediaPath target, Sha256Digest digest)
    {
        var slash = target.Text.LastIndexOf('/') + 1;
        return MediaPath.Of($"{target.Text[..slash]}{digest.Hex}.{target.Text[slash..]}");
    }

    /// <summary>A listing with a SHA-256.</summary>
    public static ImmutableSortedDictionary<string, string> Listing(Sha256Digest digest) =>
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("sha256", digest.Hex);

    private static IMetadataStore Store(IFileSystem files, string folder, ReleaseChanges? changes)
    {
        var store = new MetadataStore(files, folder);
        return changes is null ? store : changes.Over(store);
    }

    private static Result<RoleFile>? Read(IMetadataStore store, string role, string name)
    {
        var read = store.Read(name);
        if (!read.TryGet(out var bytes, out var refusal))
            return (Result<RoleFile>)refusal;
        return bytes.IsEmpty ? (Result<RoleFile>?)null : RoleFile.Read(role, bytes, name);
    }

    private IMetadataStore Writing(IMetadataStore store)
    {
        HasWritten = true;
        return store;
    }
}
