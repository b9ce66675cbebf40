using System.IO.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NSec.Cryptography;
using PatchKit.Applier.Discovery;
using PatchKit.Applier.Instruments;
using PatchKit.Applier.Staging;
using PatchKit.Packager.Campaigns;
using PatchKit.Packager.Host;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Releases;
using PatchKit.Packager.Sticks;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;
using PatchKit.Tests.Applier.Instruments;
using PackagerPlan = PatchKit.Packager.Sticks.StickPlan;

namespace PatchKit.Tests.Applier.Staging;

/// <summary>
/// A support desk, from the sample campaign's folder to the stick, with keys in memory, and fresh instruments that
/// look at what it made, or would have made without its rules. On a real disk, or in memory, but for the ledger.
/// </summary>
internal sealed class DeskBench : IDisposable
{
    private readonly IFileSystem _files;
    private readonly List<Key> _keys = [];
    private readonly (PublicKeyFile File, ISigner Signer) _ann, _ben, _rita, _quinn, _sue;
    private readonly StringWriter _said = new();
    private int _folders;

    public DeskBench(IFileSystem? files = null)
    {
        _files = files ?? new FileSystem();
        Folder = Directory.CreateTempSubdirectory("patchkit-desk-").FullName;
        Ledger = Path.Combine(Folder, "ledger.db");
        (_ann, _ben, _rita, _quinn, _sue) =
            (Person("root, one"), Person("root, two"), Person("release engineering"), Person("quality"), Person("support desk"));
        if (files is null)
            return;
        // What the desk puts on a stick lies beside its program.
        _files.Directory.CreateDirectory(Folder);
        Bring(Path.Combine(AppContext.BaseDirectory, "media-layout"), Path.Combine(AppContext.BaseDirectory, "media-layout"));
    }

    public string Folder { get; }

    public FakeTimeProvider Clock { get; private set; } = new(StickBench.Now);

    public string Said => _said.ToString();

    public string Ledger { get; set; }

    public PackagerServices Services => new(_files, Clock, _said, _said, Interactive: false);

    /// <summary>The same desk at another time.</summary>
    public void At(DateTimeOffset now) => Clock = new(now);

    /// <summary>A folder of its own, not made yet.</summary>
    public string Next(string name) => Path.Combine(Folder, $"{name}-{_folders++}");

    /// <summary>Builds the sample campaign and publishes a release with it.</summary>
    /// <param name="yaml">Changes campaign.yaml.</param>
    /// <param name="payload">Bytes of one more file in it, for a bundle that is large.</param>
    public Result<DeskRelease> Publish(Func<string, string> yaml, int payload = 0)
    {
        var campaign = Next("campaign");
        Bring(RehearsalBench.Campaign(""), campaign);
        var file = Path.Combine(campaign, "campaign.yaml");
        _files.File.WriteAllText(file, yaml(_files.File.ReadAllText(file)));
        if (payload > 0)
        {
            var bytes = new byte[payload];
            new Random(1).NextBytes(bytes);
            Put(Path.Combine(campaign, "payload", "image.bin"), bytes);
        }

        var zip = Next("bundle") + ".zip";
        // The clock of whoever builds may be wrong by years: what the stick's dates are held against is another one.
        if (!new BundleBuilder(_files, new FakeTimeProvider(StickBench.Now.AddYears(6))).Build(campaign, zip)
            .TryGet(out var built, out var refusal))
            return refusal;

        var folder = Next("release");
        var release = ReleaseRepository.Create(_files, Clock, folder, new Dictionary<string, RoleKeys>
        {
            [Role.Root] = Keys(_ann, _ben),
            [Role.Targets] = Keys(_ann, _ben),
            [ReleaseRoles.Bundles] = Keys(_rita, _quinn),
            [ReleaseRoles.Deliveries] = Keys(_sue),
            [Role.Snapshot] = Keys(_sue),
            [Role.Timestamp] = Keys(_sue),
        }).Value;
        var never = BundleListing.Add(_files, release, zip).Refusal;
        if (never is not null)
        {
            using var content = _files.File.OpenRead(zip);
            _ = release.AddTarget(ReleaseRoles.Bundles, StickLayout.Bundle(built.Manifest.Bundle), content).Value;
        }

        Sign(release, Role.Root, _ann, _ben);
        Sign(release, Role.Targets, _ann, _ben);
        Sign(release, ReleaseRoles.Bundles, _rita, _quinn);
        Sign(release, ReleaseRoles.Deliveries, _sue);
        Assert.True(release.Refresh(_sue.Signer).Value.IsPublished);
        return new DeskRelease(folder, built.Manifest, never);
    }

    /// <summary>The same release in a folder of its own.</summary>
    public DeskRelease Copy(DeskRelease release)
    {
        var copy = Next("release");
        foreach (var path in _files.Directory.EnumerateFiles(release.Folder, "*", SearchOption.AllDirectories))
            Put(Path.Combine(copy, Path.GetRelativePath(release.Folder, path)), _files.File.ReadAllBytes(path));
        return release with { Folder = copy };
    }

    /// <summary>The vendor withdraws the release's bundle.</summary>
    public void Withdraw(DeskRelease release)
    {
        var opened = Open(release);
        var listed = opened.Find(ReleaseRoles.Bundles, StickLayout.Bundle(release.Manifest.Bundle))!;
        Assert.True(Sha256Digest.TryParse(listed.Hashes["sha256"], out var digest));
        Assert.Null(Withdrawals.Add(opened,
            new(digest, release.Manifest.Bundle, "it was wrong", StickBench.Now.AddDays(-1))).Refusal);
        Sign(opened, ReleaseRoles.Bundles, _rita, _quinn);
        Assert.True(opened.Refresh(_sue.Signer).Value.IsPublished);
    }

    /// <summary>An order that the sample campaign can serve.</summary>
    public static StickOrder Order(BundleId bundle) => new()
    {
        Schema = StickOrder.SchemaVersion,
        Stick = Token.Of<StickId>("PK-1"),
        Customer = new(Token.Of<CustomerId>("hospital"), "Hospital (make-believe)"),
        Bundle = bundle,
        Instruments = [new(Token.Of<ProductId>("miseqdx"), Token.Of<SerialNumber>("M70503"), [.. SampleModes.All])],
        Languages = ["en"],
        ReturnTo = new(["Support desk (make-believe)"], "+00 000 0000"),
    };

    /// <summary>Makes the stick, as `stick` does.</summary>
    public Result<StickContents> Make(DeskRelease release, StickOrder order, string output, bool yes = true,
        PackagerServices? services = null) =>
        new StickMaker(services ?? Services, release.Folder, Ledger) { GoOn = _ => yes }
            .Make(order, _ => new OpenedSigner(_sue.Signer, "the desk", null), null, output);

    /// <summary>Makes it without asking any rule: what somebody with the desk's key could put on a stick.</summary>
    public Refusal? Force(DeskRelease release, StickOrder order, string output)
    {
        var repository = Open(release);
        var listed = repository.Find(ReleaseRoles.Bundles, StickLayout.Bundle(release.Manifest.Bundle))!;
        Assert.True(Sha256Digest.TryParse(listed.Hashes["sha256"], out var digest));
        // Of a bundle that the release does not list nobody knows a digest.
        if (order.Bundle != release.Manifest.Bundle)
            digest = Sha256Digest.Of("nothing"u8);
        using var bundle = new BundleReader(_files)
            .Open(repository.PathOf(ReleaseRoles.Bundles, StickLayout.Bundle(release.Manifest.Bundle))!).Value;
        var delivery = order.ToDelivery(release.Manifest.Campaign, digest, new string('0', 32), Clock.GetUtcNow());
        var zip = repository.PathOf(ReleaseRoles.Bundles, StickLayout.Bundle(release.Manifest.Bundle))!;
        var sources = new List<StickSource>
        { StickSource.Of(_files, zip, StickLayout.Targets.Append($"bundles/{Path.GetFileName(zip)}")) };
        if (repository.PathOf(ReleaseRoles.Bundles, StickLayout.Withdrawn) is { } withdrawn)
            sources.Add(StickSource.Of(_files, withdrawn, StickLayout.Targets.Append($"bundles/{Path.GetFileName(withdrawn)}")));
        var writer = new StickWriter(_files, output);
        var copied = new List<ListedFile>();
        foreach (var source in sources)
        {
            using var stream = source.Open();
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            writer.Put(source.Place, bytes);
            copied.Add(source.Listed(bytes.Length, Sha256Digest.Of(bytes)));
        }

        var texts = StickLayout.StartHere.Select(place => (place, "Start here")).ToList();
        var plan = new PackagerPlan(repository, listed, bundle, sources, texts);
        if (!SignedSticks.Sign(plan, copied, [delivery], _ => new OpenedSigner(_sue.Signer, "the desk", null))
            .TryGet(out var signed, out var refusal))
            return refusal;
        foreach (var file in signed.FilesOf(order.Stick).Concat(plan.TextsFor(delivery)))
        {
            using var content = new MemoryStream();
            using (var source = file.Open())
                source.CopyTo(content);
            writer.Put(file.Place, content.ToArray());
        }

        writer.Put(StickLayout.Marker, StickMarker.Write(order.Stick));
        return null;
    }

    /// <summary>What a fresh instrument with the desk's clock says of a stick; null when it takes it.</summary>
    public Refusal? Instrument(DeskRelease release, string stick)
    {
        var root = Open(release).State.Roots[0].File.Bytes.ToArray();
        return new StickFinder(_files, NoDrives.Instance).Find(stick)
            .Then(found => new Stager(_files, Clock, Next("state"), root).Stage(found, null)).Refusal;
    }

    /// <summary>The support desk's signer.</summary>
    public OpenedSigner Desk => new(_sue.Signer, "the desk", null);

    /// <summary>The ledger's log.</summary>
    public IReadOnlyList<(long Number, string Kind, string Body)> Log()
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Ledger};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT number, kind, body FROM log ORDER BY number";
        using var reader = command.ExecuteReader();
        var entries = new List<(long, string, string)>();
        while (reader.Read())
            entries.Add((reader.GetInt64(0), reader.GetString(1), reader.GetString(2)));
        return entries;
    }

    /// <summary>How many deliveries stand in the ledger.</summary>
    public long Entries()
    {
        if (!File.Exists(Ledger))
            return 0;
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Ledger};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM deliveries";
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>Every file below a folder with its digest; null when there is no such folder.</summary>
    public static SortedDictionary<string, string>? Tree(string folder) => !Directory.Exists(folder) ? null
        : new(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(
            path => Path.GetRelativePath(folder, path), path => Sha256Digest.Of(File.ReadAllBytes(path)).Hex),
            StringComparer.Ordinal);

    /// <summary>Removes folders that are wanted no more.</summary>
    public void Clear(params string[] names)
    {
        foreach (var folder in _files.Directory.EnumerateDirectories(Folder).Where(one =>
            names.Any(name => Path.GetFileName(one).StartsWith(name, StringComparison.Ordinal))).ToList())
            _files.Directory.Delete(folder, recursive: true);
    }

    public void Dispose()
    {
        _keys.ForEach(key => key.Dispose());
        Directory.Delete(Folder, recursive: true);
    }

    private (PublicKeyFile File, ISigner Signer) Person(string name)
    {
        var key = Key.Create(SignatureAlgorithm.Ed25519);
        _keys.Add(key);
        var signer = new Ed25519Signer(key);
        return (new(name, KeyUse.Rehearsal, signer.Key), signer);
    }

    private static RoleKeys Keys(params (PublicKeyFile File, ISigner Signer)[] people) =>
        new([.. people.Select(person => person.File)], people.Length);

    private static void Sign(ReleaseRepository release, string role, params (PublicKeyFile File, ISigner Signer)[] people)
    {
        foreach (var person in people)
            Assert.Null(release.Sign(role, person.Signer).Refusal);
    }

    private ReleaseRepository Open(DeskRelease release) => ReleaseRepository.Open(_files, Clock, release.Folder).Value;

    // From the real disk.
    private void Bring(string from, string to)
    {
        foreach (var path in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
            Put(Path.Combine(to, Path.GetRelativePath(from, path)), File.ReadAllBytes(path));
    }

    private void Put(string path, byte[] bytes)
    {
        _files.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _files.File.WriteAllBytes(path, bytes);
    }
}

/// <summary>A published release with one bundle.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Manifest">The bundle's manifest.</param>
/// <param name="Never">Why the desk would not even have listed it, or null.</param>
internal sealed record DeskRelease(string Folder, BundleManifest Manifest, Refusal? Never);

/// <summary>A machine without removable drives.</summary>
internal sealed class NoDrives : IDrives
{
    public static NoDrives Instance { get; } = new();

    public IReadOnlyList<Drive> List() => [];

    public string? Forgets() => null;

    public string? Release(Drive stick) => null;

    public void Flush()
    {
    }
}
