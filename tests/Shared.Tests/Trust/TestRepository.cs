using System.Collections.Immutable;
using System.Security.Cryptography;
using NSec.Cryptography;
using PatchKit.Shared;
using PatchKit.Shared.Trust;
using PublicKey = PatchKit.Shared.Trust.PublicKey;

namespace PatchKit.Tests.Shared.Trust;

/// <summary>
/// A repository in memory whose maker can also lie: every role's metadata can be changed, published, and published wrongly.
/// </summary>
internal sealed class TestRepository : ITransport
{
    public static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Later = Now.AddDays(30);

    private static readonly StringComparer Names = StringComparer.Ordinal;
    private readonly Dictionary<string, Dictionary<string, ISigner>> _signers = new(Names);

    public TestRepository(bool consistentSnapshot = true)
    {
        Root = new(
            0,
            Later,
            consistentSnapshot,
            ImmutableSortedDictionary.Create<string, PublicKey>(Names),
            Role.TopLevel.ToImmutableSortedDictionary(name => name, _ => new Role([], 1), Names));
        foreach (var role in Role.TopLevel)
            AddKey(role);
        Publish(Role.Root, Role.Targets, Role.Snapshot, Role.Timestamp);
    }

    public RootMetadata Root { get; set; }

    public TargetsMetadata Targets { get; set; } = Empty;

    public SnapshotMetadata Snapshot { get; set; } = new(0, Later, ImmutableSortedDictionary.Create<string, MetaFile>(Names));

    public TimestampMetadata Timestamp { get; set; } = new(0, Later, new MetaFile(1));

    public Dictionary<string, TargetsMetadata> Delegated { get; } = new(Names);

    /// <summary>Lists length and hash of metadata files, or versions alone.</summary>
    public bool ListsHashes { get; set; } = true;

    public Dictionary<string, byte[]> MetadataFiles { get; } = new(Names);

    public Dictionary<string, byte[]> TargetFiles { get; } = new(Names);

    /// <summary>What was opened, in order.</summary>
    public List<string> Opened { get; } = [];

    /// <summary>Stands between the file and its reader.</summary>
    public Func<string, byte[], Stream> Serve { get; set; } = (_, bytes) => new MemoryStream(bytes, writable: false);

    public byte[] FirstRoot => MetadataFiles["1.root.json"];

    private static TargetsMetadata Empty => new(0, Later, ImmutableSortedDictionary.Create<string, TargetFile>(Names));

    /// <summary>One that lists a target, the name under which it keeps it, and the client of a device that trusts it.</summary>
    public static (TestRepository Repository, TargetFile Target, string Name, TrustClient Client) WithTarget(byte[] content)
    {
        var repository = new TestRepository();
        var target = repository.AddTarget(Role.Targets, "bundles/x.zip", content);
        repository.PublishTargets(Role.Targets);
        return (repository, target, $"bundles/{target.Hashes["sha256"]}.x.zip", new Device(repository).Client());
    }

    public static Ed25519Signer NewSigner() =>
        new(Key.Create(SignatureAlgorithm.Ed25519, new() { ExportPolicy = KeyExportPolicies.AllowPlaintextExport }));

    public Result<Stream> OpenMetadata(string fileName) => Open(MetadataFiles, fileName);

    public Result<Stream> OpenTarget(string path) => Open(TargetFiles, path);

    public long? RootAfter(long version) =>
        MetadataFiles.Keys.Select(Role.VersionOfRoot).Where(other => other > version).Min();

    /// <summary>Gives a top-level role one more key.</summary>
    public ISigner AddKey(string role, ISigner? signer = null)
    {
        signer ??= NewSigner();
        SignersOf(role)[signer.Key.KeyId] = signer;
        Root = Root with
        {
            Keys = Root.Keys.SetItem(signer.Key.KeyId, signer.Key),
            Roles = Root.Roles.SetItem(role, Root.Roles[role] with { KeyIds = [.. Root.Roles[role].KeyIds, signer.Key.KeyId] }),
        };
        return signer;
    }

    /// <summary>Takes all keys from a top-level role and gives it a new one. The old ones go on signing roots.</summary>
    public ISigner Rotate(string role)
    {
        if (role != Role.Root)
            SignersOf(role).Clear();
        Root = Root with { Roles = Root.Roles.SetItem(role, Root.Roles[role] with { KeyIds = [] }) };
        return AddKey(role);
    }

    public void SetThreshold(string role, int threshold) =>
        Root = Root with { Roles = Root.Roles.SetItem(role, Root.Roles[role] with { Threshold = threshold }) };

    /// <summary>Makes <paramref name="from"/> delegate to a role with a key of its own.</summary>
    public ISigner Delegate(string from, string name, string[] paths, bool terminating = false, string[]? prefixes = null,
        ISigner? signer = null)
    {
        signer ??= NewSigner();
        SignersOf(name)[signer.Key.KeyId] = signer;
        Delegated.TryAdd(name, Empty);
        var role = new DelegatedRole(name, [signer.Key.KeyId], 1, terminating, [.. paths], [.. prefixes ?? []]);
        Change(from, metadata => metadata with
        {
            Delegations = new(
                (metadata.Delegations?.Keys ?? ImmutableSortedDictionary.Create<string, PublicKey>(Names))
                    .SetItem(signer.Key.KeyId, signer.Key),
                [.. metadata.Delegations?.Roles ?? [], role]),
        });
        return signer;
    }

    public Dictionary<string, ISigner> SignersOf(string role)
    {
        if (!_signers.TryGetValue(role, out var signers))
            _signers[role] = signers = new(Names);
        return signers;
    }

    public void Change(string role, Func<TargetsMetadata, TargetsMetadata> change)
    {
        if (role == Role.Targets)
            Targets = change(Targets);
        else
            Delegated[role] = change(Delegated[role]);
    }

    /// <summary>Lets a targets role list a file and puts the file where it belongs.</summary>
    public TargetFile AddTarget(string role, string path, byte[] content)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(content));
        var target = new TargetFile(path, content.Length, ImmutableSortedDictionary<string, string>.Empty.Add("sha256", digest));
        Change(role, metadata => metadata with { Targets = metadata.Targets.SetItem(path, target) });
        var slash = path.LastIndexOf('/') + 1;
        TargetFiles[Root.ConsistentSnapshot ? $"{path[..slash]}{digest}.{path[slash..]}" : path] = content;
        return target;
    }

    /// <summary>Counts the roles' versions up, signs them and puts them where they belong; in the order given.</summary>
    public void Publish(params string[] roles)
    {
        foreach (var role in roles)
        {
            switch (role)
            {
                case Role.Root:
                    Root = Root with { Version = Root.Version + 1 };
                    Put(role, Root);
                    break;
                case Role.Snapshot:
                    Snapshot = Snapshot with { Version = Snapshot.Version + 1 };
                    Timestamp = Timestamp with { Snapshot = Put(role, Snapshot) };
                    break;
                case Role.Timestamp:
                    Timestamp = Timestamp with { Version = Timestamp.Version + 1 };
                    Put(role, Timestamp);
                    break;
                default:
                    Change(role, metadata => metadata with { Version = metadata.Version + 1 });
                    Snapshot = Snapshot with
                    {
                        Meta = Snapshot.Meta.SetItem($"{role}.json",
                        Put(role, role == Role.Targets ? Targets : Delegated[role]))
                    };
                    break;
            }
        }
    }

    /// <summary>Publishes every role that depends on a change in the targets roles named.</summary>
    public void PublishTargets(params string[] roles) => Publish([.. roles, Role.Snapshot, Role.Timestamp]);

    /// <summary>Signs and stores a file as it is; the listing that fits.</summary>
    public MetaFile Put<T>(string role, T metadata, string? fileName = null)
        where T : RoleMetadata
    {
        var file = MetadataWriter.Write(metadata, SignersOf(role).Values).Value;
        var versioned = role == Role.Root || (Root.ConsistentSnapshot && role != Role.Timestamp);
        MetadataFiles[fileName ?? Role.FileName(role, versioned ? metadata.Version : null)] = file.Bytes.ToArray();
        return ListsHashes ? MetaFile.Of(file) : new MetaFile(metadata.Version);
    }

    private Result<Stream> Open(Dictionary<string, byte[]> files, string name)
    {
        if (!files.TryGetValue(name, out var bytes))
            return new Refusal(RefusalCode.FileMissing, name, "the file is missing");
        Opened.Add(name);
        return Serve(name, bytes);
    }
}
