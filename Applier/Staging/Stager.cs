using System.Collections.Immutable;
using System.IO.Abstractions;
using PatchKit.Applier.Discovery;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Staging;

/// <summary>
/// Copies what the stick carries into a private folder and verifies it there. Each file of the stick is read once, bounded, and
/// hashed on the way: a stick that answers differently when asked twice is asked once.
/// </summary>
/// <param name="files">The disk.</param>
/// <param name="clock">The system clock.</param>
/// <param name="stateFolder">The Applier's own folder, or a <see cref="ScratchState"/> for a mere look at a stick.</param>
/// <param name="pinnedRoot">The root that this program was built with, or a rehearsal's.</param>
internal sealed class Stager(IFileSystem files, TimeProvider clock, string stateFolder, ReadOnlyMemory<byte> pinnedRoot)
{
    // What fits on a screen.
    private const int MostForeign = 20;

    // Whoever has the letter needs one or two.
    private const int MostCodes = 10;
    private const string CodeKey = "unlock-code";

    private readonly DeviceMemory _memory = new(files, stateFolder);
    private readonly string _folder = FolderIn(files, stateFolder);

    /// <summary>Where private copies are.</summary>
    public static string FolderIn(IFileSystem files, string stateFolder) => files.Path.Combine(stateFolder, "staging");

    /// <summary>The private folder with the files of the bundle; kept while an application is under way.</summary>
    public string Content => files.Path.Combine(_folder, "content");

    /// <summary>
    /// Verifies and copies. On a refusal nothing of the instrument was changed, and no private copy is left behind.
    /// </summary>
    /// <param name="stick">Where to read.</param>
    /// <param name="progress">Bytes of the bundle so far.</param>
    /// <param name="code">Asks for the code of a stick whose bundle is encrypted, told what was wrong with the last one; gives
    /// null where nobody answers, or has another one.</param>
    public Result<StagedRelease> Stage(FoundStick stick, IProgress<(long Done, long Total)>? progress,
        Func<RefusalCode?, string?>? code = null)
    {
        Result<StagedRelease> staged;
        try
        {
            staged = Guarded(() => Verified(stick, progress, code ?? (_ => null)));
        }
        catch (OperationCanceledException)
        {
            Fault.Try(Clear);
            throw;
        }

        if (staged.Refusal is not { } refusal)
            return staged;
        _ = Guarded(() =>
        {
            Clear();
            return refusal;
        });
        return IsGone(stick, refusal)
            ? new Refusal(RefusalCode.StickGone, stick.Drive.Name, refusal.Reason)
            : refusal;
    }

    /// <summary>The first half of the check alone: nothing is copied, and what this boot mode remembers stays.</summary>
    /// <returns>The check; what <see cref="StickCheck.Begin"/> refuses with, or MemoryDamaged.</returns>
    public Result<StickCheck> Begin(FoundStick stick) => _memory.Read().Then(known => Begin(stick, known));

    /// <summary>The reports of media gateways on a stick that was refused: one may say why a file is gone.</summary>
    public ImmutableArray<KioskReport> KioskReports(FoundStick stick)
    {
        var folder = new StickFolder(files, stick.Drive.Root);
        return folder.Names().TryGet(out var names, out _) ? folder.KioskReports(names) : [];
    }

    /// <summary>Removes the private copies. Called when an application has ended and its receipt is kept.</summary>
    public void Clear()
    {
        if (files.Directory.Exists(_folder))
            files.Directory.Delete(_folder, recursive: true);
    }

    private Result<StickCheck> Begin(FoundStick stick, DeviceState known) => StickCheck.Begin(
        new StickFolder(files, stick.Drive.Root), stick.Id, new TrustStore(files, files.Path.Combine(stateFolder, "trust")),
        pinnedRoot, clock.GetUtcNow(), BuildDate.OfThisProgram, known.OfSticks);

    private Result<StagedRelease> Verified(FoundStick stick, IProgress<(long Done, long Total)>? progress,
        Func<RefusalCode?, string?> code)
    {
        Clear();
        if (!_memory.Read().TryGet(out var known, out var refusal))
            return refusal;
        // What was seen is remembered before the second half: a stick that is refused for its bundle still withdraws others.
        if (!Begin(stick, known).TryGet(out var check, out refusal)
            || !_memory.Keep(known, known.With(check.Standing)
                    .With(check.Delivery, check.SignersOf(RoleRules.Deliveries)).With(check.Withdrawn))
                .TryGet(out var seen, out refusal)
            || !check.Finish((client, target) => Bundle(client, target, check.Delivery, progress, code))
                .TryGet(out var contents, out refusal)
            || !_memory.Keep(seen, seen.With(contents.Manifest, check.SignersOf(RoleRules.Bundles)))
                .TryGet(out seen, out refusal))
        {
            return refusal;
        }

        return new StagedRelease(
            Content,
            contents.Delivery,
            contents.Bundle,
            contents.Manifest,
            contents.Trusted.HoldersOf(RoleRules.Bundles),
            contents.Trusted.FirstExpiry,
            check.TimeAfter(seen.Times),
            [.. contents.Foreign.Take(MostForeign).Select(one => one.Name)])
        {
            KioskReports = contents.KioskReports,
        };
    }

    // What the stick says no to becomes a refusal where it is read; what is left is the private folder's disk.
    private Result<StagedRelease> Guarded(Func<Result<StagedRelease>> act)
    {
        return Fault.Guard<StagedRelease>(stateFolder, () =>
        {
            return act();
        });
    }

    // A drive that was pulled answers "no such file" as often as "no such device".
    private bool IsGone(FoundStick stick, Refusal refusal) => refusal.Code == RefusalCode.StickGone
        || (refusal.Code == RefusalCode.FileMissing && !files.File.Exists(StickLayout.Marker.Under(stick.Drive.Root)));

    private Result<BundleManifest> Bundle(TrustClient client, TargetFile target, Delivery delivery,
        IProgress<(long Done, long Total)>? progress, Func<RefusalCode?, string?> code)
    {
        var (zip, wanted) = (files.Path.Combine(_folder, "bundle.zip"), delivery.Bundles[0]);
        var (carried, place) = delivery.Locked is { } locked
            ? (locked.Target(delivery.Stick), files.Path.Combine(_folder, "locked.zip"))
            : (target, zip);
        var counted = progress is null ? null : new BytesSoFar(progress, carried.Length);
        if (!client.Download(carried, files, place, counted).TryGet(out _, out var refusal))
            return refusal;
        if (place != zip)
        {
            if (Unlocked(place, target, zip, code) is { } shut)
                return shut;
            files.File.Delete(place);
        }

        return Extract(zip, wanted);
    }

    // The encrypted file is the signed one: what does not open it is the code.
    private Refusal? Unlocked(string locked, TargetFile target, string zip, Func<RefusalCode?, string?> code)
    {
        Refusal? trouble = null;
        for (var attempt = 1; attempt <= MostCodes; attempt++)
        {
            if (code(trouble?.Code) is not { } typed)
            {
                return trouble ?? new Refusal(RefusalCode.AnswerMissing, CodeKey,
                    "the stick's bundle is encrypted, and nobody gives the code of its letter");
            }

            trouble = UnlockCode.TryParse(typed, out var parsed)
                ? BundleLock.Open(files, locked, parsed, target, zip)
                : new Refusal(RefusalCode.UnlockCodeMistyped, "",
                    $"what was typed is not a code of {UnlockCode.Length} characters");
            if (trouble is not { Code: RefusalCode.UnlockCodeMistyped or RefusalCode.UnlockCodeWrong })
                return trouble;
        }

        return trouble;
    }

    // Hashed again where it is used, through the handle it is read by: between the copy and here lies a disk that is not ours
    // alone.
    private Result<BundleManifest> Extract(string zip, DeliveredBundle wanted)
    {
        BundleManifest manifest;
        using (var stream = files.FileStream.New(zip, FileMode.Open, FileAccess.Read, FileShare.Read))
        {
            if (Sha256Digest.Of(stream) != wanted.Sha256)
                return ChangedMeanwhile(StickLayout.Bundle(wanted.Bundle).Text);
            stream.Position = 0;
            if (!new BundleReader(files).Open(stream).TryGet(out var bundle, out var refusal))
                return refusal;
            using (bundle)
            {
                if (!bundle.Extract(Content).TryGet(out _, out refusal))
                    return refusal;
                manifest = bundle.Manifest;
            }
        }

        // Closed first: Windows does not delete what is open.
        files.File.Delete(zip);
        return manifest;
    }

    private static Refusal ChangedMeanwhile(string path) =>
        new Refusal(RefusalCode.FileAltered, path, "the private copy changed after it was verified");

    private sealed class BytesSoFar(IProgress<(long Done, long Total)> progress, long total) : IProgress<long>
    {
        public void Report(long value) => progress.Report((value, total));
    }
}
