using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;

namespace PatchKit.Packager.Releases;

/// <summary>
/// One metadata file of a release and the role that it belongs to: a delegated role's name does not stand in its file.
/// </summary>
/// <param name="Role">The role's name.</param>
/// <param name="File">What is signed, by whom, and the bytes.</param>
internal sealed record RoleFile(string Role, DraftMetadata<RoleMetadata> File)
{
    /// <summary>The version.</summary>
    public long Version => File.Metadata.Version;

    /// <summary>When it expires, UTC.</summary>
    public DateTimeOffset Expires => File.Metadata.Expires;

    /// <summary>The name in the metadata folder: versioned, but for the timestamp (consistent snapshots).</summary>
    public string Name => Shared.Trust.Role.FileName(Role, Role == Shared.Trust.Role.Timestamp ? null : Version);

    /// <summary>The file's content as a root.</summary>
    public RootMetadata Root => (RootMetadata)File.Metadata;

    /// <summary>The file's content as a targets role, delegated or not.</summary>
    public TargetsMetadata Targets => (TargetsMetadata)File.Metadata;

    /// <summary>The fingerprint of a root for people to compare.</summary>
    public RootFingerprint Fingerprint => RootFingerprint.Of(File.Canonical.Span, Version);

    /// <summary>Reads a file of a role; refused when it is another kind of metadata.</summary>
    public static Result<RoleFile> Read(string role, ReadOnlyMemory<byte> bytes, string place)
    {
        var kind = ReleaseRoles.IsDelegated(role) ? Shared.Trust.Role.Targets : role;
        return DraftMetadata.Read<RoleMetadata>(bytes, place).Then<RoleFile>(file => file.Metadata.TypeName == kind
            ? new RoleFile(role, file)
            : new Refusal(RefusalCode.FormatInvalid, place, $"it is {file.Metadata.TypeName} metadata, and {kind} belongs here"));
    }

    /// <summary>A new file without signatures, dated <paramref name="now"/>.</summary>
    public static Result<RoleFile> Draft(string role, RoleMetadata metadata, DateTimeOffset now) =>
        MetadataWriter.Write(metadata with { Made = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()) })
            .Then<RoleFile>(file => new RoleFile(role, file));

    /// <summary>Why this file must not be signed or published under a root, or null: <see cref="RoleRules"/>.</summary>
    public Refusal? RuleBroken(RoleFile root) => RoleRules.FaultOf(Role, File.Metadata, root.Root) is { } fault
        ? TrustRefusals.RuleBroken($"{Role} {Version}", fault)
        : null;

    /// <summary>The same file with one more signature; the signature is verified first.</summary>
    public Result<RoleFile> SignedWith(ISigner signer) =>
        MetadataWriter.Sign(File, signer).Then<RoleFile>(file => this with { File = file });
}
