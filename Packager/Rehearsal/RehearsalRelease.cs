using System.Security.Cryptography;
using PatchKit.Packager.Host;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Releases;
using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Packager.Rehearsal;

/// <summary>
/// The key ceremony of a rehearsal: five make-believe holders, their key files, a release that they sign. The same steps as in
/// earnest, but one process plays all holders; rehearsal keys are marked as such and refused for anything else.
/// </summary>
internal sealed class RehearsalRelease(PackagerServices services, RehearsalFolder folder)
{
    private readonly KeyFolder _keys = new(services.Files, services.Clock, RandomNumberGenerator.Create());

    /// <summary>
    /// Makes the keys and publishes a release with the bundle in it; keeps the root that the Applier shall trust.
    /// </summary>
    public Result<ReleaseRepository> Make()
    {
        services.Files.Directory.CreateDirectory(folder.Keys);
        if (!Holders().TryGet(out var holders, out var refusal)
            || !ReleaseRepository.Create(services.Files, services.Clock, folder.Release, Roles(holders))
                .TryGet(out var release, out refusal)
            || !BundleListing.Add(services.Files, release, folder.Bundle).TryGet(out _, out refusal))
        {
            return refusal;
        }

        foreach (var (role, names) in Signing)
        {
            foreach (var name in names)
            {
                if (Sign(release, role, name) is { } fault)
                    return fault;
            }
        }

        if (!Open("support-desk").TryGet(out var support, out refusal))
            return refusal;
        using (support)
        {
            if (!release.Refresh(support.Signer).TryGet(out _, out refusal))
                return refusal;
        }

        services.Files.File.Copy(
            Path.Combine(folder.Release, FolderTransport.MetadataFolder, Role.FileName(Role.Root, 1)), folder.TrustedRoot);
        return release;
    }

    /// <summary>Opens the support desk's signer.</summary>
    public Result<OpenedSigner> OpenSupportDesk() => Open("support-desk");

    private static readonly (string Role, string[] Holders)[] Signing =
    [
        (Role.Root, ["root-one", "root-two"]),
        (Role.Targets, ["root-one", "root-two"]),
        (ReleaseRoles.Bundles, ["release-engineering", "quality"]),
        (ReleaseRoles.Deliveries, ["support-desk"]),
    ];

    private Result<Dictionary<string, PublicKeyFile>> Holders()
    {
        var holders = new Dictionary<string, PublicKeyFile>();
        foreach (var name in Signing.SelectMany(signing => signing.Holders).Distinct())
        {
            if (!Passphrase.From(OpenSecret.Words).TryGet(out var passphrase, out var refusal))
                return refusal;
            using (passphrase)
            {
                if (!_keys.Make(PathOf(name), name, KeyUse.Rehearsal, passphrase).TryGet(out var key, out refusal))
                    return refusal;
                holders[name] = PublicKeyFile.Of(key);
            }
        }

        return holders;
    }

    private static Dictionary<string, RoleKeys> Roles(Dictionary<string, PublicKeyFile> holders)
    {
        var roles = Signing.ToDictionary(
            signing => signing.Role,
            signing => new RoleKeys([.. signing.Holders.Select(name => holders[name])], signing.Holders.Length));
        roles[Role.Snapshot] = roles[Role.Timestamp] = roles[ReleaseRoles.Deliveries];
        return roles;
    }

    private Refusal? Sign(ReleaseRepository release, string role, string name)
    {
        if (!Open(name).TryGet(out var signer, out var refusal))
            return refusal;
        using (signer)
            return release.Sign(role, signer.Signer).Refusal;
    }

    private Result<OpenedSigner> Open(string name) => _keys.Read(PathOf(name))
        .Then(file => FileSigner.Open(file, KeyUse.Rehearsal, new OpenSecret()))
        .Then<OpenedSigner>(signer => new OpenedSigner(signer, signer.File.Holder, signer));

    private string PathOf(string holder) => Path.Combine(folder.Keys, $"{holder}.key.json");
}

/// <summary>
/// The passphrase of every rehearsal key. Nobody keeps a secret with it: rehearsal keys sign make-believe alone.
/// </summary>
internal sealed class OpenSecret : PassphraseSource
{
    /// <summary>The passphrase.</summary>
    public const string Words = "rehearsal rehearsal rehearsal";

    /// <inheritdoc/>
    public override Result<Passphrase> ForMaking(string what, KeyUse use) => FitForMaking(Passphrase.From(Words), use);

    /// <inheritdoc/>
    public override Result<Passphrase> ForOpening(string what) => Passphrase.From(Words);
}
