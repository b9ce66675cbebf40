using System.Collections.Immutable;
using System.Globalization;
using System.IO.Abstractions;
using PatchKit.Applier.Backups;
using PatchKit.Applier.Instruments;
using PatchKit.Shared;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Applying;

/// <summary>
/// A restore of files to where they were: journaled as an application is, so that one that was cut off is gone on with, and one
/// that was a mistake is taken back. Each file is kept, flushed and in the journal before it is replaced.
/// </summary>
/// <remarks>Below the state folder: <c>restores/0001/journal</c>, and <c>files/</c> with what was replaced.</remarks>
internal sealed class Restoration
{
    private readonly IFileSystem _files;
    private readonly TimeProvider _time;
    private readonly string _folder;
    private readonly Journal _journal;
    private readonly HashSet<string> _kept;

    // What the disk keeps of a file beside its bytes: it is kept, and put back, with them.
    private readonly IFileExtras _extras;

    private Restoration(IFileSystem files, TimeProvider time, string folder, Journal journal, IFileExtras? extras)
    {
        (_files, _time, _folder, _journal) = (files, time, folder, journal);
        _extras = extras ?? NoFileExtras.Instance;
        _kept = Replaced.Select(one => one.Path).Concat(Links.Select(one => one.Path))
            .Concat(Rights.Select(one => one.Path)).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>What it was asked to do.</summary>
    public RestoreBegan Began => (RestoreBegan)_journal.Records[0];

    /// <summary>Whether it was begun and neither ended nor taken back.</summary>
    public bool IsUnderWay => _journal.Records[^1] is not Ended;

    /// <summary>Whether what it replaced is being put back, or was.</summary>
    public bool IsTakenBack => _journal.Records.OfType<TakingBack>().Any();

    /// <summary>The files that it replaced or was about to replace, in order.</summary>
    public IReadOnlyList<Replaced> Replaced => [.. _journal.Records.OfType<Replaced>()];

    /// <summary>
    /// Whether one was begun here and has not ended. A journal that cannot be read holds everything up as well: nobody knows
    /// which files are whose.
    /// </summary>
    public static bool HoldsUp(IFileSystem files, TimeProvider time, string state) =>
        Latest(files, time, state).TryGet(out var latest, out var refusal)
            ? latest.IsUnderWay
            : refusal.Code != RefusalCode.NothingToUndo;

    /// <summary>The latest one of this boot mode; NothingToUndo when there was none, Inconsistent when its journal is damaged.
    /// </summary>
    public static Result<Restoration> Latest(IFileSystem files, TimeProvider time, string state, IFileExtras? extras = null)
    {
        foreach (var folder in Folders(files, state).Reverse())
        {
            if (!Journal.Open(files, files.Path.Combine(folder, "journal")).TryGet(out var journal, out var refusal))
                return refusal;
            // Without a first record it never began.
            if (journal.Records.Count > 0)
                return journal.Records[0] is RestoreBegan { Schema: Applying.Began.SchemaVersion }
                    ? new Restoration(files, time, folder, journal, extras)
                    : new Refusal(RefusalCode.Inconsistent, folder, "the journal of a restore does not begin as one");
        }

        return new Refusal(RefusalCode.NothingToUndo, state, "no restore was begun in this boot mode");
    }

    /// <summary>Begins one. What an earlier one kept cannot be put back any more.</summary>
    public static Result<Restoration> Begin(IFileSystem files, TimeProvider time, string state, RestoreBegan began,
        IFileExtras? extras = null)
    {
        var earlier = Folders(files, state);
        var folder = files.Path.Combine(state, "restores",
            (earlier.Length + 1).ToString("D4", CultureInfo.InvariantCulture));
        files.Directory.CreateDirectory(folder);
        return Journal.Open(files, files.Path.Combine(folder, "journal")).Then<Restoration>(journal =>
        {
            journal.Append(began);
            foreach (var one in earlier)
                Forget(files, one);
            return new Restoration(files, time, folder, journal, extras);
        });
    }

    /// <summary>A request that keeps in a restore's journal whatever it is about to change.</summary>
    /// <param name="request">What is to be put back.</param>
    /// <param name="begun">The restore; asked for with the first change.</param>
    public static RestoreRequest Journaled(RestoreRequest request, Func<Restoration> begun) => request with
    {
        Replacing = (file, target) => begun().Keep(file.Path, target, file.Sha256.Digest),
        Touching = (path, target) => begun().KeepTouched(path, target),
        GivingRights = (path, security) => begun().NoteRights(path, security),
        MakingLink = link => begun().NoteLink(link.Path, link.Target),
    };

    /// <summary>Keeps a file as it stands, or notes its absence, once, before it is replaced.</summary>
    /// <param name="path">The file on the instrument.</param>
    /// <param name="host">The file on the host.</param>
    /// <param name="replacement">Digest of what comes in its place.</param>
    /// <exception cref="IOException">It cannot be kept: it must not be replaced.</exception>
    public void Keep(string path, string host, Sha256Digest replacement)
    {
        if (!_kept.Add(path))
            return;
        var name = _kept.Count.ToString(CultureInfo.InvariantCulture);
        var before = Captured(host, name).Capture();
        _journal.Append(new Replaced(_time.GetUtcNow(), path, name, before, replacement));
    }

    /// <summary>Keeps a file whose bytes stay, before its streams, owner, rights, times or attributes change; once.</summary>
    /// <param name="path">The file on the instrument.</param>
    /// <param name="host">The file on the host.</param>
    /// <exception cref="IOException">It cannot be kept: it must not be touched.</exception>
    public void KeepTouched(string path, string host)
    {
        if (!_kept.Contains(path) && DigestOf(host) is { } digest)
            Keep(path, host, digest);
    }

    /// <summary>Notes a folder's owner and rights before it gets others, once.</summary>
    /// <param name="path">The folder on the instrument.</param>
    /// <param name="security">As <see cref="IFileExtras.SecurityOf"/> tells them.</param>
    public void NoteRights(string path, string security)
    {
        if (_kept.Add(path))
            _journal.Append(new FolderRights(_time.GetUtcNow(), path, security));
    }

    /// <summary>Notes a link before it is made where nothing is.</summary>
    /// <param name="path">The link on the instrument.</param>
    /// <param name="target">What it points at.</param>
    public void NoteLink(string path, string target)
    {
        if (_kept.Add(path))
            _journal.Append(new LinkMade(_time.GetUtcNow(), path, target));
    }

    /// <summary>All files are put back.</summary>
    public void End() => _journal.Append(new Ended(_time.GetUtcNow(), Verdict.Applied));

    /// <summary>
    /// Removes the links that it made and puts what it replaced back, the last file first, and reads each back. A file that was
    /// changed since then is left alone unless told otherwise. May be called again after a cut.
    /// </summary>
    /// <param name="onHost">Where a path of the instrument lies.</param>
    /// <param name="overwriteNewer">Also replace files that are neither as before nor as restored.</param>
    /// <param name="told">Told each file that was put back.</param>
    /// <returns>Files put back, and those left alone.</returns>
    public (int PutBack, ImmutableArray<string> Left) TakeBack(
        Func<string, string> onHost, bool overwriteNewer, Action<string> told)
    {
        if (!IsTakenBack)
            _journal.Append(new TakingBack(_time.GetUtcNow()));
        var putBack = 0;
        var left = ImmutableArray.CreateBuilder<string>();
        foreach (var link in Links.Reverse())
        {
            var host = onHost(link.Path);
            if (_files.FileInfo.New(host).LinkTarget == link.Target)
            {
                RemoveLink(host);
                putBack++;
                told(link.Path);
            }
            else if (_files.Path.Exists(host))
            {
                left.Add(link.Path);
            }
        }

        foreach (var one in Replaced.Reverse())
        {
            var host = onHost(one.Path);
            var now = DigestOf(host);
            if (now != one.Before.Sha256 && now is not null && now != one.Replacement && !overwriteNewer)
                left.Add(one.Path);
            else if (PutBack(one, host, now))
            {
                putBack++;
                told(one.Path);
            }
        }

        foreach (var folder in Rights.Reverse())
        {
            if (GiveRights(onHost(folder.Path), folder.Security) is not { } given)
                left.Add(folder.Path);
            else if (given)
                told(folder.Path);
        }

        _journal.Append(new Ended(_time.GetUtcNow(), Verdict.Undone));
        if (left.Count == 0)
            Forget(_files, _folder);
        return (putBack, left.ToImmutable());
    }

    private IEnumerable<LinkMade> Links => _journal.Records.OfType<LinkMade>();

    private IEnumerable<FolderRights> Rights => _journal.Records.OfType<FolderRights>();

    // Whether it had to be given them; null when it does not have them now.
    private bool? GiveRights(string folder, string security)
    {
        if (!_files.Directory.Exists(folder) || _extras.SecurityOf(folder) == security)
            return false;
        _extras.SetSecurity(folder, security);
        return _extras.SecurityOf(folder) == security ? true : null;
    }

    // What it leads to stays: only Windows has links that are folders.
    private void RemoveLink(string host)
    {
        if (OperatingSystem.IsWindows() && (_files.File.GetAttributes(host) & FileAttributes.Directory) != 0)
            _files.Directory.Delete(host);
        else
            _files.File.Delete(host);
    }

    private bool PutBack(Replaced one, string host, Sha256Digest? now)
    {
        var (before, file) = (one.Before, Captured(host, one.Name));
        if (before.Sha256 is not { } digest)
        {
            file.Remove(before);
            return now is not null;
        }

        var stands = now == digest && IsDressed(file, before, host);
        if (!stands)
        {
            var successor = DurableFile.Neighbour(host);
            file.Rebuild(successor, before);
            file.SetWritable();
            DurableFile.Rename(_files, successor, host);
            if (DigestOf(host) != digest || !IsDressed(file, before, host))
                throw new IOException($"{host}: it was put back, and reads back otherwise");
        }

        file.SetLook(before);
        return !stands;
    }

    // Nothing is missing of what it had beside its bytes, and no stream is there that it had not.
    private bool IsDressed(CapturedFile file, FileBefore before, string host) =>
        file.Undressed(before) is null && _extras.StreamsOf(host).Count == before.Streams.Length;

    private CapturedFile Captured(string host, string name) => new(_files, _extras, host, CopyOf(name));

    private string CopyOf(string name) => _files.Path.Combine(_folder, "files", name);

    private Sha256Digest? DigestOf(string host) => _files.File.Exists(host) ? DurableFile.Digest(_files, host) : null;

    private static void Forget(IFileSystem files, string folder) => Fault.Try(() =>
    {
        var kept = files.Path.Combine(folder, "files");
        if (files.Directory.Exists(kept))
            files.Directory.Delete(kept, recursive: true);
    });

    private static string[] Folders(IFileSystem files, string state)
    {
        var root = files.Path.Combine(state, "restores");
        return files.Directory.Exists(root)
            ? [.. files.Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal)]
            : [];
    }
}
