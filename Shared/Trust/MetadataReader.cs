using System.Collections.Immutable;
using System.Text.Json;

namespace PatchKit.Shared.Trust;

/// <summary>
/// Reads what a metadata file says, once it is permitted to look: the typed record, or a refusal that says which member is wrong
/// and how.
/// </summary>
/// <remarks>
/// Types, spec_version, known role names. Versions and dates are the <see cref="TrustClient"/>'s. Unknown members are allowed,
/// and count for the signatures (TUF 1.0.34 section 4).
/// </remarks>
internal static class MetadataReader
{
    /// <summary>The member of a root that the specification does not know: a rehearsal's root says so.</summary>
    internal const string RehearsalMember = "x-patchkit-rehearsal";

    /// <summary>The member of any file that the specification does not know: when it was drafted.</summary>
    internal const string MadeMember = "x-patchkit-made";

    /// <summary>The member of a root and of targets that the specification does not know: whose the keys are.</summary>
    internal const string NamesMember = "x-patchkit-names";

    /// <summary>Reads a file whose kind is known; <see cref="RoleMetadata"/> as the kind takes any.</summary>
    public static Result<T> Read<T>(SignedDocument.Opened opened)
        where T : RoleMetadata
    {
        var place = opened.Document.Place;
        return MetadataElement.Read<T>(opened.Signed, "signed", place, signed =>
        {
            if (UnknownVersion(signed) is { } version)
                return TrustRefusals.UnknownSpecVersion(place, version);
            var role = ReadRole(signed);
            return role with
            {
                Made = signed.Optional(MadeMember)?.Time(),
                Names = KeyNames.Read(signed.Optional(NamesMember), role.KeysHere),
            } is T metadata
                ? metadata
                : throw signed.Member("_type").Fault($"'{signed.Member("_type").Text()}' is not the kind that belongs here");
        });
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
        file.Optional("length")?.Integer(1, SignedDocument.MaxLength),
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
            throw custom.Fault("not an object");
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
