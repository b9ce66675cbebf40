using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Backups;

/// <summary>
/// A backup that was restored on trial. Its constructor is private and nothing of it can be set, so that nobody but
/// <see cref="RestoreProof"/> makes one: whoever asks for a proven backup is given one that is.
/// </summary>
internal sealed partial record ProvenBackup
{
    private ProvenBackup(BackupTaken backup, BackupTotals mandatory, BackupTotals optional,
        ImmutableArray<BackupProblem> notRestorable, DateTimeOffset proven) =>
        (Backup, Mandatory, Optional, NotRestorable, Proven) = (backup, mandatory, optional, notRestorable, proven);

    /// <summary>The backup.</summary>
    public BackupTaken Backup { get; }

    /// <summary>Where it lies.</summary>
    public KeptBackup Kept => new(Backup.Place, Backup.Manifest.Id, Backup.ManifestDigest);

    /// <summary>Files and documents that came back from it byte for byte.</summary>
    public BackupTotals Mandatory { get; }

    /// <summary>Files that were re-read from the medium.</summary>
    public BackupTotals Optional { get; }

    /// <summary>Files of the optional set with odd names or times that the trial could not put back, and why.</summary>
    public ImmutableArray<BackupProblem> NotRestorable { get; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset Proven { get; }

    /// <summary>
    /// Stands for the proof in journal and receipt: SHA-256 of one line with the digest of the backup's manifest, the files and
    /// bytes of either part, and the time.
    /// </summary>
    public Sha256Digest Digest => Sha256Digest.Of(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $"{Backup.ManifestDigest} {Mandatory.Files} {Mandatory.Bytes} {Optional.Files} {Optional.Bytes} {Proven:O}\n")));
}
