using System.Collections.Immutable;
using System.Text.Json;
using PatchKit.Shared.Json;

namespace PatchKit.Shared.Trust;

/// <summary>
/// Reads metadata files: bytes to <see cref="SignedMetadata{T}"/>, or a refusal that says which member is wrong and how.
/// </summary>
/// <remarks>
/// Checks form alone: JSON without duplicate members, depth, types, spec_version, known role names. Signatures, versions and
/// dates are the <see cref="TrustClient"/>'s. Unknown members are allowed, and count for the signatures (TUF 1.0.34 section 4).
/// </remarks>
public static class MetadataReader
{
    /// <summary>The longest metadata file of any kind, in bytes.</summary>
    public const int MaxLength = 2 * 1024 * 1024;

    /// <summary>The member of a root that the specification does not know: a rehearsal's root says so.</summary>
    internal const string RehearsalMember = "x-patchkit-rehearsal";

    private const int MaxDepth = 32;

    /// <summary>Reads a file whose kind is known; <see cref="RoleMetadata"/> as the kind takes any.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="place">The file's name, for the refusal.</param>
    public static Result<SignedMetadata<T>> Read<T>(ReadOnlyMemory<byte> bytes, string place)
        where T : RoleMetadata
    {
        // A copy of its own, so that nobody changes the bytes behind the signature check.
        var copy = bytes.ToArray();
        return Parse<SignedMetadata<T>>(copy, place, file =>
        {
            var signed = file.Member("signed");
            if (UnknownVersion(signed) is { } version)
                return TrustRefusals.UnknownSpecVersion(place, version);
            return ReadRole(signed) is T metadata
                ? new SignedMetadata<T>(metadata, ReadSignatures(file), copy, signed.Json, CanonicalJson.Write(signed.Json))
                : throw signed.Member("_type").Fault($"'{signed.Member("_type").Text()}' is not the kind that belongs here");
        });
    }

    /// <summary>Reads any JSON of this room with the same limits.</summary>
    internal static Result<T> Parse<T>(ReadOnlyMemory<byte> bytes, string place, Func<MetadataElement, Result<T>> read)
        where T : notnull
    {
        if (bytes.Length > MaxLength)
            return TrustRefusals.TooLong(place, MaxLength);
        if (!JsonTree.Read(bytes.Span, place, MaxLength, MaxDepth).TryGet(out var root, out var refusal))
            return TrustRefusals.FormatInvalid(place, refusal.Reason);
        try
        {
            return read(new MetadataElement(root, "$"));
        }
        catch (FormatException wrong)
        {
            return TrustRefusals.FormatInvalid(place, wrong.Message);
        }
    }

    private static string? UnknownVersion(MetadataElement signed)
    {
        var text = signed.Member("spec_version").Text();
        var parts = text.Split('.');
        var wellFormed = parts.Length is 2 or 3 && parts.All(p => p.Length > 0 && p.All(char.IsAsciiDigit));
        if (!wellFormed)
            throw signed.Member("spec_version").Fault($"'{text}' is not a version such as 1.0.34");
        return parts[0] == "1" ? null : text;
    }

    private static ImmutableArray<Signature> ReadSignatures(MetadataElement file)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var signatures = ImmutableArray.CreateBuilder<Signature>();
        foreach (var item in file.Member("signatures").Items())
        {
            var keyId = item.Member("keyid").Text();
            if (!seen.Add(keyId))
                throw item.Fault($"a second signature of key {keyId}"); // section 4.2.1: MUST be unique
            signatures.Add(new(keyId, item.Member("sig").Hex()));
        }

        return signatures.ToImmutable();
    }

    private static RoleMetadata ReadRole(MetadataElement signed)
    {
        var version = signed.Member("version").Integer(1, RoleMetadata.MaxInteger);
        var expires = signed.Member("expires").Time();
        var type = signed.Member("_type").Text();
        return type switch
        {
            Role.Root => ReadRoot(signed, version, expires),
            Role.Timestamp => ReadTimestamp(signed, version, expires),
            Role.Snapshot => new SnapshotMetadata(version, expires, ReadMeta(signed.Member("meta"))),
            Role.Targets => ReadTargets(signed, version, expires),
            _ => throw signed.Member("_type").Fault($"'{type}' is not a kind of metadata"),
        };
    }

    private static RootMetadata ReadRoot(MetadataElement signed, long version, DateTimeOffset expires)
    {
        var roles = Map(signed.Member("roles"), (_, role) => ReadRole(role, (keyIds, threshold) => new Role(keyIds, threshold)));
        foreach (var name in Role.TopLevel)
        {
            if (!roles.ContainsKey(name))
                throw signed.Member("roles").Fault($"the role '{name}' is missing");
        }

        return new(version, expires, signed.Optional("consistent_snapshot")?.Flag() ?? false, ReadKeys(signed.Member("keys")),
            roles)
        {
            Rehearsal = signed.Optional(RehearsalMember)?.Flag() ?? false,
        };
    }

    private static TimestampMetadata ReadTimestamp(MetadataElement signed, long version, DateTimeOffset expires)
    {
        var meta = signed.Member("meta");
        var snapshot = ReadMetaFile(meta.Member(Role.FileName(Role.Snapshot)));
        return meta.Members().Count() == 1
            ? new(version, expires, snapshot)
            : throw meta.Fault("a timestamp lists snapshot.json and nothing else"); // section 4.6
    }

    private static ImmutableSortedDictionary<string, MetaFile> ReadMeta(MetadataElement meta) =>
        Map(meta, (name, file) => name.EndsWith(".json", StringComparison.Ordinal)
            ? ReadMetaFile(file)
            : throw file.Fault("the name of a metadata file ends in .json"));

    private static MetaFile ReadMetaFile(MetadataElement file) => new(
        file.Member("version").Integer(1, RoleMetadata.MaxInteger),
        file.Optional("length")?.Integer(1, MaxLength),
        file.Optional("hashes") is { } hashes ? ReadHashes(hashes) : ImmutableSortedDictionary<string, string>.Empty);

    private static TargetsMetadata ReadTargets(MetadataElement signed, long version, DateTimeOffset expires) => new(
        version,
        expires,
        Map(signed.Member("targets"), ReadTarget),
        signed.Optional("delegations") is { } delegations ? ReadDelegations(delegations) : null);

    private static TargetFile ReadTarget(string path, MetadataElement target)
    {
        var custom = target.Optional("custom");
        if (custom is { Json.ValueKind: not JsonValueKind.Object })
            throw custom.Value.Fault("not an object");
        return new(path, target.Member("length")
            .Integer(0, RoleMetadata.MaxInteger), ReadHashes(target.Member("hashes")), custom?.Json);
    }

    private static ImmutableSortedDictionary<string, string> ReadHashes(MetadataElement hashes)
    {
        var read = Map(hashes, (_, digest) => Convert.ToHexStringLower(digest.Hex()));
        return read.IsEmpty ? throw hashes.Fault("no hash is listed") : read;
    }

    private static Delegations ReadDelegations(MetadataElement delegations)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var roles = ImmutableArray.CreateBuilder<DelegatedRole>();
        foreach (var item in delegations.Member("roles").Items())
        {
            var role = ReadDelegatedRole(item);
            if (!names.Add(role.Name))
                throw item.Fault($"a second role '{role.Name}'");
            roles.Add(role);
        }

        return new(ReadKeys(delegations.Member("keys")), roles.ToImmutable());
    }

    private static DelegatedRole ReadDelegatedRole(MetadataElement item)
    {
        var name = item.Member("name").Text();
        // Windows holds Root.json and root.json to be one file.
        if (name.Length == 0 || Role.TopLevel.Contains(name, StringComparer.OrdinalIgnoreCase))
            throw item.Fault($"'{name}' cannot be the name of a delegated role");
        var paths = item.Optional("paths");
        var prefixes = item.Optional("path_hash_prefixes");
        if (paths is not null && prefixes is not null)
            throw item.Fault("paths and path_hash_prefixes stand side by side");
        return ReadRole(item, (keyIds, threshold) => new DelegatedRole(
            name,
            keyIds,
            threshold,
            item.Optional("terminating")?.Flag() ?? false,
            [.. paths?.Items().Select(p => p.Text()) ?? []],
            [.. prefixes?.Items().Select(p => p.Text().ToLowerInvariant()) ?? []]));
    }

    private static T ReadRole<T>(MetadataElement role, Func<ImmutableArray<string>, int, T> make) => make(
        [.. role.Member("keyids").DistinctTexts()],
        (int)role.Member("threshold").Integer(1, int.MaxValue));

    private static ImmutableSortedDictionary<string, PublicKey> ReadKeys(MetadataElement keys) =>
        Map(keys, (_, key) => PublicKey.Read(key));

    private static ImmutableSortedDictionary<string, T> Map<T>(MetadataElement from, Func<string, MetadataElement, T> read)
    {
        var map = ImmutableSortedDictionary.CreateBuilder<string, T>(StringComparer.Ordinal);
        foreach (var (name, value) in from.Members())
            map.Add(name, read(name, value));
        return map.ToImmutable();
    }
}
