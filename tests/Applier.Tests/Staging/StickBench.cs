using System.Collections.Immutable;
using System.IO.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NSec.Cryptography;
using PatchKit.Applier.Discovery;
using PatchKit.Applier.Instruments;
using PatchKit.Applier.Staging;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;
using PatchKit.Tests.Shared.Bundles;
using PublicKey = PatchKit.Shared.Trust.PublicKey;

namespace PatchKit.Tests.Applier.Staging;

/// <summary>A vendor with keys in memory who writes sticks to a real folder, and one device that stages them.</summary>
internal sealed class StickBench : IDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly StringComparer Names = StringComparer.Ordinal;
    private readonly Dictionary<string, ImmutableArray<ISigner>> _signers = new(Names);
    private readonly List<byte[]> _roots = [];
    private RootMetadata _root;
    private int _sticks;

    public StickBench()
    {
        Folder = Directory.CreateTempSubdirectory("patchkit-staging-").FullName;
        foreach (var (role, keys) in new[] { (Role.Root, 2), (Role.Targets, 2), (Role.Snapshot, 1), (Role.Timestamp, 1),
            ("bundles", 2), ("deliveries", 1) })
            _signers[role] = [.. Enumerable.Range(0, keys).Select(_ => NewSigner())];
        _root = new(0, Now.AddYears(1), true, ImmutableSortedDictionary.Create<string, PublicKey>(Names),
            ImmutableSortedDictionary.Create<string, Role>(Names));
        PublishRoot();
    }

    public string Folder { get; }

    public string State => Path.Combine(Folder, "state");

    public IFileSystem Files { get; set; } = new FileSystem();

    public FakeTimeProvider Clock { get; } = new(Now);

    public byte[] FirstRoot => _roots[0];

    public long RootVersion => _root.Version;

    public Stager Stager => new(Files, Clock, State, FirstRoot);

    public DeviceState Device => new DeviceMemory(new FileSystem(), State).Read().Value;

    /// <summary>The highest signed time that the device remembers.</summary>
    public DateTimeOffset Floor => Device.Times.Select(one => one.Time).Append(DateTimeOffset.UnixEpoch).Max();

    public Result<StagedRelease> Stage(FoundStick stick, IProgress<(long Done, long Total)>? progress = null) =>
        Stager.Stage(stick, progress);

    public StagedRelease Accepts(FoundStick stick)
    {
        var staged = Stage(stick);
        Assert.Null(staged.Refusal);
        return staged.Value;
    }

    public Refusal Refuses(FoundStick stick, RefusalCode code)
    {
        var refusal = Assert.IsType<Refusal>(Stage(stick).Refusal);
        Assert.True(code == refusal.Code, refusal.ToString());
        Assert.False(Directory.Exists(Path.Combine(State, "staging")), "a private copy was left behind");
        return refusal;
    }

    /// <summary>
    /// Signs the next root; with <paramref name="rotate"/>, every key of these roles is another one from now on.
    /// </summary>
    public void PublishRoot(params string[] rotate) => PublishRoot(same => same, rotate);

    /// <summary>The same; <paramref name="alter"/> changes what is signed, and nothing that comes later.</summary>
    public void PublishRoot(Func<RootMetadata, RootMetadata> alter, params string[] rotate)
    {
        var before = _root.Version == 0 ? [] : _signers[Role.Root];
        foreach (var role in rotate)
            _signers[role] = [.. _signers[role].Select(_ => NewSigner())];
        _root = _root with
        {
            Version = _root.Version + 1,
            Made = Now.AddDays(-2),
            Keys = Keys(Role.TopLevel),
            Roles = Role.TopLevel.ToImmutableSortedDictionary(role => role, role => new Role(Ids(role), _signers[role].Length),
                Names),
        };
        var signers = before.Concat(_signers[Role.Root]).DistinctBy(signer => signer.Key.KeyId);
        _roots.Add(MetadataWriter.Write(alter(_root), signers).Value.Bytes.ToArray());
    }

    /// <summary>Writes a new stick; its metadata are newer than those of every stick before.</summary>
    public FoundStick Make(Func<StickPlan, StickPlan>? change = null)
    {
        var version = ++_sticks;
        var plan = (change ?? (same => same))(new StickPlan { Nonce = $"{version:x32}" });
        var drive = Path.Combine(Folder, $"stick-{version}");
        var zip = new MemoryStream();
        BundleWriter.Write(plan.Manifest, path => new MemoryStream(plan.Contents[path.Text]), zip).Value.ToString();
        var bundle = plan.Zip(zip.ToArray());

        var targets = new Dictionary<string, byte[]> { [StickLayout.Bundle(plan.Named).Text] = bundle };
        var delivery = plan.Deliver(Delivery(plan, Sha256Digest.Of(bundle)));
        var deliveries = new Dictionary<string, byte[]>
        {
            [StickLayout.Delivery(plan.Stick).Text] = plan.DeliveryBytes
            ?? delivery.ToBytes().Value
        };
        if (plan.Withdrawn is { } withdrawn)
            targets[StickLayout.Withdrawn.Text] = WithdrawnList.Format.Write(
                new(WithdrawnList.SchemaVersion, [.. withdrawn.Select(Withdrawal)]));

        var unsigned = Unsigned(plan);
        var list = plan.List(List(unsigned, targets.Concat(deliveries)) with { Stick = plan.Stick });
        deliveries[StickLayout.SignedList(plan.Stick).Text] = list.ToBytes().Value;
        foreach (var (path, bytes) in unsigned)
            Put(drive, path, bytes);
        foreach (var (path, bytes) in targets.Concat(deliveries))
            Put(drive, $"release/targets/{Stored(path, bytes)}", bytes);
        PutMetadata(drive, version, plan, targets, deliveries);
        Directory.CreateDirectory(Path.Combine(drive, "receipts"));
        return new(DriveOf(drive), plan.Marker ?? plan.Stick, Sha256Digest.Of([]));
    }

    /// <summary>The digest that the delivery of a stick names.</summary>
    public static Sha256Digest BundleOn(FoundStick stick) =>
        Sha256Digest.Of(
            File.ReadAllBytes(Directory.EnumerateFiles(Path.Combine(stick.Drive.Root, "release/targets/bundles"), "*.zip")
            .Single()));

    public static Drive DriveOf(string root) =>
        new("E:", root, "PATCHKIT", "", "exFAT", Removable: true, ReadOnly: false, 1 << 30, 1 << 31);

    public void Dispose()
    {
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }

    private static Dictionary<string, byte[]> Unsigned(StickPlan plan) => new()
    {
        [StickLayout.Marker.Text] = StickMarker.Write(plan.Marker ?? plan.Stick),
        [StickLayout.FileList.Text] = "a line for every file, in the format of sha256sum"u8.ToArray(),
        [StickLayout.StartHere[0].Text] = "start here, then follow the screen to its end"u8.ToArray(),
        [StickLayout.StartHere[1].Text] = "iniziare da qui, poi seguire la schermata fino alla fine"u8.ToArray(),
        ["applier/Applier.dll"] = "a program that nobody will ever run, of some length"u8.ToArray(),
        ["applier/it/Applier.resources.dll"] = "un programma che nessuno avvierà mai, di qualche lunghezza"u8.ToArray(),
    };

    private SignedList List(Dictionary<string, byte[]> unsigned, IEnumerable<KeyValuePair<string, byte[]>> targets)
    {
        var files = targets.Select(pair => ($"release/targets/{Stored(pair.Key, pair.Value)}", pair.Value))
            .Concat(_roots.Select((bytes, index) => ($"release/metadata/{index + 1}.root.json", bytes)))
            .Concat(unsigned.Select(pair => (pair.Key, pair.Value)))
            .Select(file => (Path: MediaPath.Of(file.Item1), Bytes: file.Item2))
            .Select(file => new ListedFile(file.Path, StickLayout.KindOf(file.Path)!.Value, file.Bytes.Length,
                Sha256Digest.Of(file.Bytes)));
        return new()
        {
            Schema = SignedList.SchemaVersion,
            Stick = default,
            Files = [.. files.OrderBy(file => file.Path.Text, StringComparer.Ordinal)],
        };
    }

    private void PutMetadata(string drive, long version, StickPlan plan, Dictionary<string, byte[]> bundles,
        Dictionary<string, byte[]> deliveries)
    {
        var folder = "release/metadata";
        foreach (var (bytes, index) in _roots.Select((bytes, index) => (bytes, index)))
        {
            if (index + 1 != plan.WithoutRoot)
                Put(drive, $"{folder}/{index + 1}.root.json", bytes);
        }

        ImmutableArray<DelegatedRole> roles =
        [
            new("bundles", Ids("bundles"), 2, true, ["bundles/*"], []),
            new("deliveries", Ids("deliveries"), 1, true, ["deliveries/*"], []),
        ];
        var listings = new Dictionary<string, TargetsMetadata>
        {
            [Role.Targets] = plan.Targets(new(version, Now.AddYears(1), Listed([]), new(Keys(["bundles", "deliveries"]), roles))
            {
                Made = plan.Made,
            }),
            ["bundles"] = new(version, Now.AddYears(1), Listed(bundles)) { Made = plan.Made },
            ["deliveries"] = new(version, plan.Expires, Listed(deliveries)),
        };
        var meta = ImmutableSortedDictionary.Create<string, MetaFile>(Names);
        foreach (var (role, listing) in listings)
        {
            var file = MetadataWriter.Write(listing, _signers[role]).Value;
            Put(drive, $"{folder}/{version}.{role}.json", file.Bytes.ToArray());
            meta = meta.Add($"{role}.json", MetaFile.Of(file));
        }

        var snapshot = MetadataWriter.Write(new SnapshotMetadata(version, plan.Expires, meta), _signers[Role.Snapshot]).Value;
        Put(drive, $"{folder}/{version}.snapshot.json", snapshot.Bytes.ToArray());
        var timestamp = MetadataWriter.Write(new TimestampMetadata(version, plan.Expires, MetaFile.Of(snapshot)),
            _signers[Role.Timestamp]).Value;
        Put(drive, $"{folder}/timestamp.json", timestamp.Bytes.ToArray());
    }

    private static Delivery Delivery(StickPlan plan, Sha256Digest bundle) => new()
    {
        Schema = PatchKit.Shared.Media.Delivery.SchemaVersion,
        Stick = plan.Stick,
        Customer = new(Token.Of<CustomerId>("lab-1"), "Laboratory"),
        Campaign = plan.Manifest.Campaign,
        Bundles = [new(plan.Named, bundle)],
        Instruments = [new(Token.Of<ProductId>("miseqdx"), Token.Of<SerialNumber>("M70503"), [SampleModes.Dx])],
        Nonce = plan.Nonce,
        Languages = ["en"],
        ReturnTo = new(["Support"], "+00"),
        Issued = plan.Issued,
    };

    private static WithdrawnBundle Withdrawal(Sha256Digest digest) =>
        new(digest, Token.Of<BundleId>("c-1-1.0"), "it was wrong", Now.AddDays(-1));

    private static ImmutableSortedDictionary<string, TargetFile> Listed(Dictionary<string, byte[]> targets) =>
        targets.ToImmutableSortedDictionary(
        pair => pair.Key,
        pair => new TargetFile(pair.Key, pair.Value.Length,
            ImmutableSortedDictionary<string, string>.Empty.Add("sha256", Sha256Digest.Of(pair.Value).Hex)),
        Names);

    private static string Stored(string path, byte[] bytes)
    {
        var slash = path.LastIndexOf('/') + 1;
        return $"{path[..slash]}{Sha256Digest.Of(bytes).Hex}.{path[slash..]}";
    }

    private static void Put(string drive, string path, byte[] bytes)
    {
        var full = Path.Combine(drive, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
    }

    private ImmutableArray<string> Ids(string role) => [.. _signers[role].Select(signer => signer.Key.KeyId)];

    private ImmutableSortedDictionary<string, PublicKey> Keys(IEnumerable<string> roles) =>
        roles.SelectMany(role => _signers[role])
            .ToImmutableSortedDictionary(signer => signer.Key.KeyId, signer => signer.Key, Names);

    private static Ed25519Signer NewSigner() => new(Key.Create(SignatureAlgorithm.Ed25519));
}

/// <summary>What a stick shall carry: right in everything until a test changes something.</summary>
internal sealed record StickPlan
{
    public StickId Stick { get; init; } = Token.Of<StickId>("PK-0042");

    /// <summary>The stick that the marker names instead.</summary>
    public StickId? Marker { get; init; }

    public required string Nonce { get; init; }

    public DateTimeOffset Issued { get; init; } = StickBench.Now.AddDays(-1);

    public DateTimeOffset Expires { get; init; } = StickBench.Now.AddDays(60);

    public BundleManifest Manifest { get; init; } = TestManifest.Create();

    /// <summary>The bytes of the bundle's files.</summary>
    public IReadOnlyDictionary<string, byte[]> Contents { get; init; } = TestManifest.Contents;

    /// <summary>The bundle's name in metadata and delivery.</summary>
    public BundleId Named { get; init; } = Token.Of<BundleId>("c-1-1.0");

    public Func<Delivery, Delivery> Deliver { get; init; } = same => same;

    public byte[]? DeliveryBytes { get; init; }

    /// <summary>Alters the zip before its digest is taken: signed as it is, and not what it should be.</summary>
    public Func<byte[], byte[]> Zip { get; init; } = same => same;

    public Func<SignedList, SignedList> List { get; init; } = same => same;

    public IReadOnlyList<Sha256Digest>? Withdrawn { get; init; }

    /// <summary>When targets and bundles were drafted.</summary>
    public DateTimeOffset Made { get; init; } = StickBench.Now.AddDays(-1);

    /// <summary>Alters targets before they are signed.</summary>
    public Func<TargetsMetadata, TargetsMetadata> Targets { get; init; } = same => same;

    /// <summary>The root version that is left out; 0 for none.</summary>
    public int WithoutRoot { get; init; }
}
