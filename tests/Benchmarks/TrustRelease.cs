using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using NSec.Cryptography;
using PatchKit.Shared.Trust;
using PatchKit.Tests;
using IncrementalHash = System.Security.Cryptography.IncrementalHash;
using PublicKey = PatchKit.Shared.Trust.PublicKey;

namespace PatchKit.Benchmarks;

/// <summary>A release with the roles and thresholds of a real one: one bundle of any size, any number of deliveries.</summary>
internal sealed class TrustRelease
{
    public const string Bundle = "bundles/large.zip";
    private const int Chunk = 1 << 20;

    private static readonly StringComparer Names = StringComparer.Ordinal;
    private readonly DateTimeOffset _expires;
    private readonly string _folder;
    private readonly Dictionary<string, ImmutableArray<ISigner>> _signers = new(Names);
    private ImmutableSortedDictionary<string, MetaFile> _meta = ImmutableSortedDictionary.Create<string, MetaFile>(Names);

    private TrustRelease(string folder, DateTimeOffset now)
    {
        _folder = folder;
        _expires = now.AddYears(1);
        foreach (var (role, keys) in new[] { (Role.Root, 2), (Role.Targets, 2), (Role.Snapshot, 1), (Role.Timestamp, 1),
            ("bundles", 2), ("deliveries", 1) })
            _signers[role] = [.. Enumerable.Range(0, keys)
                .Select(_ => (ISigner)new Ed25519Signer(Key.Create(SignatureAlgorithm.Ed25519)))];
    }

    /// <summary>Writes the release and gives its root.</summary>
    public static byte[] Write(string folder, DateTimeOffset now, long bundleBytes, int deliveries)
    {
        var release = new TrustRelease(folder, now);
        ImmutableArray<DelegatedRole> roles =
        [
            new("bundles", release.Ids("bundles"), 2, false, ["bundles/*"], []),
            new("deliveries", release.Ids("deliveries"), 1, true, ["deliveries/*"], []),
        ];
        var root = release.Put("1.root.json", Role.Root, new RootMetadata(
            1, release._expires, true, release.Keys(Role.TopLevel),
                Role.TopLevel.ToImmutableSortedDictionary(role => role,
                role => new Role(release.Ids(role), release._signers[role].Length), Names)));
        release.List("bundles", [release.WriteBundle(bundleBytes)], null);
        release.List("deliveries", Enumerable.Range(0, deliveries).Select(Delivery), null);
        release.List(Role.Targets, [], new(release.Keys(["bundles", "deliveries"]), roles));
        var snapshot = release.Put("1.snapshot.json", Role.Snapshot, new SnapshotMetadata(1, release._expires, release._meta));
        release.Put("timestamp.json", Role.Timestamp, new TimestampMetadata(1, release._expires, MetaFile.Of(snapshot)));
        return root.Bytes.ToArray();
    }

    public static string DeliveryPath(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"deliveries/PK-{number:0000}.json");

    private static TargetFile Delivery(int number) => new(
        DeliveryPath(number), 1500 + number,
            ImmutableSortedDictionary<string, string>.Empty.Add("sha256",
            Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(number)))));

    private TargetFile WriteBundle(long length)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "targets", "bundles")).FullName;
        var path = Path.Combine(folder, "unnamed");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using (var file = new FileStream(path, FileMode.Create, FileAccess.Write))
        {
            var chunk = RandomNumberGenerator.GetBytes(Chunk);
            for (var written = 0L; written < length; written += chunk.Length)
            {
                BitConverter.TryWriteBytes(chunk, written);
                var part = chunk.AsSpan(0, (int)Math.Min(chunk.Length, length - written));
                hash.AppendData(part);
                file.Write(part);
            }
        }

        var digest = Convert.ToHexStringLower(hash.GetHashAndReset());
        File.Move(path, Path.Combine(folder, $"{digest}.large.zip"));
        return new(Bundle, length, ImmutableSortedDictionary<string, string>.Empty.Add("sha256", digest));
    }

    private void List(string role, IEnumerable<TargetFile> targets, Delegations? delegations) =>
        _meta = _meta.Add($"{role}.json", MetaFile.Of(Put(
        $"1.{role}.json", role,
            new TargetsMetadata(1, _expires, targets.ToImmutableSortedDictionary(target => target.Path, target => target, Names),
            delegations))));

    private DraftMetadata<T> Put<T>(string name, string role, T metadata)
        where T : RoleMetadata
    {
        var file = MetadataWriter.Write(metadata, _signers[role]).Value;
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "metadata")).FullName;
        File.WriteAllBytes(Path.Combine(folder, name), file.Bytes.ToArray());
        return file;
    }

    private ImmutableArray<string> Ids(string role) => [.. _signers[role].Select(signer => signer.Key.KeyId)];

    private ImmutableSortedDictionary<string, PublicKey> Keys(IEnumerable<string> roles) =>
        roles.SelectMany(role => _signers[role])
            .ToImmutableSortedDictionary(signer => signer.Key.KeyId, signer => signer.Key, Names);
}
