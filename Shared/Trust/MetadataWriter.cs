using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using PatchKit.Shared.Json;

namespace PatchKit.Shared.Trust;

/// <summary>
/// Writes metadata files. The same records and signatures give the same bytes; two holders can add their signatures one after the
/// other, each on a machine of their own.
/// </summary>
public static class MetadataWriter
{
    private static readonly JsonWriterOptions Style = new()
    {
        Indented = true,
        IndentSize = 1,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // read by machines and people, never by a browser
    };

    /// <summary>
    /// A file without signatures yet. Refused when the reader would refuse it, or when it has text beyond ASCII, which
    /// implementations canonicalise differently.
    /// </summary>
    public static Result<DraftMetadata<T>> Write<T>(T metadata)
        where T : RoleMetadata
    {
        var place = Role.FileName(metadata.TypeName);
        var signed = JsonTree.Of(ToJson(metadata));
        if (!CanonicalJson.Of(signed).TryGet(out var canonical, out var refusal))
            return refusal with { Place = place };
        return canonical.Any(b => b > 0x7e)
            ? TrustRefusals.FormatInvalid(place, "a string has a character that is not ASCII")
            : DraftMetadata.Read<T>(File(signed, []), place);
    }

    /// <summary>
    /// The same file with one more signature, or with the signer's earlier one replaced. What is signed stays as it was received.
    /// </summary>
    public static Result<DraftMetadata<T>> Sign<T>(DraftMetadata<T> file, ISigner signer)
        where T : RoleMetadata
    {
        if (!signer.Sign(file.Canonical.Span).TryGet(out var value, out var refusal))
            return refusal;
        // An external signer can err, and a wrong signature would only be found on the instrument.
        if (!signer.Key.Verify(file.Canonical.Span, value))
            return new Refusal(RefusalCode.KeyUnusable, signer.Key.KeyId,
                "the signer's signature does not verify with the signer's own public key");
        var signatures = file.Signatures.Where(s => s.KeyId != signer.Key.KeyId).Append(new(signer.Key.KeyId, value));
        return DraftMetadata.Read<T>(File(file.Source, signatures), Role.FileName(file.Metadata.TypeName));
    }

    /// <summary>Writes the file and signs it with each of the signers.</summary>
    public static Result<DraftMetadata<T>> Write<T>(T metadata, params IEnumerable<ISigner> signers)
        where T : RoleMetadata => signers.Aggregate(Write(metadata), (file, signer) => file.Then(f => Sign(f, signer)));

    private static byte[] File(JsonElement signed, IEnumerable<Signature> signatures)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Style))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("signatures");
            foreach (var signature in signatures.OrderBy(s => s.KeyId, StringComparer.Ordinal))
            {
                writer.WriteStartObject();
                writer.WriteString("keyid", signature.KeyId);
                writer.WriteString("sig", Convert.ToHexStringLower(signature.Value.Span));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WritePropertyName("signed");
            signed.WriteTo(writer);
            writer.WriteEndObject();
        }

        return [.. buffer.ToArray(), (byte)'\n'];
    }

    /// <summary>The signed part as this program says it.</summary>
    internal static JsonObject ToJson(RoleMetadata metadata)
    {
        var json = new JsonObject
        {
            ["_type"] = metadata.TypeName,
            ["expires"] = MetadataElement.TimeText(metadata.Expires),
            ["spec_version"] = RoleMetadata.WrittenSpecVersion,
            ["version"] = metadata.Version,
        };
        if (metadata.Made is { } made)
            json[MetadataReader.MadeMember] = MetadataElement.TimeText(made);
        if (!metadata.Names.IsEmpty)
            json[MetadataReader.NamesMember] = KeyNames.ToJson(metadata.Names);
        switch (metadata)
        {
            case RootMetadata root:
                json["consistent_snapshot"] = root.ConsistentSnapshot;
                json["keys"] = Object(root.Keys, Node);
                json["roles"] = Object(root.Roles, role => Describe(role, []));
                if (root.Rehearsal)
                    json[MetadataReader.RehearsalMember] = true;
                break;
            case TimestampMetadata timestamp:
                json["meta"] = new JsonObject { [Role.FileName(Role.Snapshot)] = Describe(timestamp.Snapshot) };
                break;
            case SnapshotMetadata snapshot:
                json["meta"] = Object(snapshot.Meta, Describe);
                break;
            case TargetsMetadata targets:
                json["targets"] = Object(targets.Targets, Describe);
                if (targets.Delegations is { } delegations)
                    json["delegations"] = Describe(delegations);
                break;
        }

        return json;
    }

    private static JsonObject Describe(MetaFile file)
    {
        var json = new JsonObject { ["version"] = file.Version };
        if (file.Length is { } length)
            json["length"] = length;
        if (!file.Hashes.IsEmpty)
            json["hashes"] = Object(file.Hashes, Text);
        return json;
    }

    private static JsonObject Describe(TargetFile target)
    {
        var json = new JsonObject { ["length"] = target.Length, ["hashes"] = Object(target.Hashes, Text) };
        if (target.Custom is { } custom)
            json["custom"] = JsonTree.Node(custom);
        return json;
    }

    private static JsonObject Describe(Delegations delegations) => new()
    {
        ["keys"] = Object(delegations.Keys, Node),
        ["roles"] = new JsonArray([.. delegations.Roles.Select(Describe)]),
    };

    private static JsonObject Describe(DelegatedRole role)
    {
        var json = Describe(role, new() { ["name"] = role.Name, ["terminating"] = role.Terminating });
        if (role.PathHashPrefixes.Length > 0)
            json["path_hash_prefixes"] = Array(role.PathHashPrefixes);
        if (role.Paths.Length > 0 || role.PathHashPrefixes.Length == 0)
            json["paths"] = Array(role.Paths);
        return json;
    }

    private static JsonObject Describe(Role role, JsonObject into)
    {
        into["keyids"] = Array(role.KeyIds);
        into["threshold"] = role.Threshold;
        return into;
    }

    private static JsonNode? Node(PublicKey key) => JsonTree.Node(key.Source);

    private static JsonNode Text(string text) => JsonValue.Create(text);

    private static JsonArray Array(ImmutableArray<string> texts) => [.. texts.Select(Text)];

    private static JsonObject Object<T>(ImmutableSortedDictionary<string, T> map, Func<T, JsonNode?> node) =>
        new(map.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => KeyValuePair.Create(pair.Key, node(pair.Value))));
}
