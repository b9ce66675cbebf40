using System.Security.Cryptography;
using PatchKit.Packager.Host;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Releases;
using PatchKit.Packager.Returns;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Sticks;

/// <summary>
/// From an order to a stick: the delivery is listed and signed, the release refreshed, the ledger entered, the folder written and
/// read back. The ledger comes before the stick: a stick that exists is always one that somebody waits for.
/// </summary>
/// <param name="services">The host.</param>
/// <param name="release">The release folder.</param>
/// <param name="ledgerFile">The ledger's file.</param>
internal sealed class StickMaker(PackagerServices services, string release, string ledgerFile)
{
    private const int NonceBytes = 16;

    /// <summary>Reads an order.</summary>
    public Result<StickOrder> Read(string path) =>
        BoundedFiles.Read(services, path, StickOrder.Format.Longest).Then(bytes => StickOrder.Format.Read(bytes, path));

    /// <summary>Makes the stick.</summary>
    /// <param name="order">What is wanted.</param>
    /// <param name="open">Opens the support desk's signer; it signs the delivery, the snapshot and the timestamp.</param>
    /// <param name="applier">Folder of the published Applier, or null.</param>
    /// <param name="output">The stick's root.</param>
    public Result<StickContents> Make(StickOrder order, Func<KeyUse, Result<OpenedSigner>> open, string? applier, string output)
    {
        if (!ReleaseRepository.Open(services.Files, services.Clock, release).TryGet(out var repository, out var refusal)
            || !Delivery(repository, order).TryGet(out var delivery, out refusal)
            || !Sign(repository, delivery, open).TryGet(out _, out refusal))
        {
            return refusal;
        }

        var writer = new StickWriter(services.Files, services.Clock.GetUtcNow());
        var rehearsal = repository.State.Use == KeyUse.Rehearsal;
        return new StickReader(services.Files, services.Clock.GetUtcNow()).ReadRelease(release, order.Stick)
            .Then(contents => Enter(delivery, contents.Manifest, rehearsal))
            .Then(_ => Written(() => writer.Write(release, order.Stick, applier, Texts, output, null), output));
    }

    private Result<StickContents> Written(Func<Result<StickContents>> write, string output)
    {
        services.Changes.Begin(output);
        var written = write();
        // That something lies there is found before anything is written.
        if (written.Refusal?.Code == RefusalCode.OutputExists)
            services.Changes.TakenBack(output);
        return written;
    }

    /// <summary>The first-steps texts lie beside this program.</summary>
    private static string Texts => Path.Combine(AppContext.BaseDirectory, "media-layout");

    private Result<Delivery> Delivery(ReleaseRepository repository, StickOrder order)
    {
        var path = StickLayout.Bundle(order.Bundle);
        if (repository.State.Newest(ReleaseRoles.Bundles)?.Targets.Targets.GetValueOrDefault(path.Text) is not { } file)
            return new Refusal(RefusalCode.TargetUnknown, path.Text, "the release does not list this bundle: sign it first");
        if (!Sha256Digest.TryParse(file.Hashes.GetValueOrDefault("sha256"), out var digest))
            return new Refusal(RefusalCode.FormatInvalid, path.Text, "the release lists it without a SHA-256");
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NonceBytes));
        return Campaign(repository, path)
            .Then<Delivery>(campaign => order.ToDelivery(campaign, digest, nonce, services.Clock.GetUtcNow()));
    }

    private Result<CampaignId> Campaign(ReleaseRepository repository, MediaPath path)
    {
        var stored = repository.PathOf(ReleaseRoles.Bundles, path);
        if (stored is null)
            return new Refusal(RefusalCode.FileMissing, path.Text, "the bundle's file is missing in the release");
        if (!new BundleReader(services.Files).Open(stored).TryGet(out var bundle, out var refusal))
            return refusal;
        using (bundle)
            return bundle.Manifest.Campaign;
    }

    private Result<RefreshReport> Sign(ReleaseRepository repository, Delivery delivery,
        Func<KeyUse, Result<OpenedSigner>> open)
    {
        if (!delivery.ToBytes().TryGet(out var bytes, out var refusal)
            || !open(repository.State.Use).TryGet(out var signer, out refusal))
        {
            return refusal;
        }

        using (signer)
        {
            services.Changes.Begin(release);
            using var content = new MemoryStream(bytes);
            if (!repository.AddTarget(ReleaseRoles.Deliveries, StickLayout.Delivery(delivery.Stick), content)
                .TryGet(out _, out refusal)
                || !repository.Sign(ReleaseRoles.Deliveries, signer.Signer).TryGet(out _, out refusal))
            {
                return refusal;
            }

            return repository.Refresh(signer.Signer);
        }
    }

    private Result<bool> Enter(Delivery delivery, BundleManifest manifest, bool rehearsal)
    {
        if (!Ledger.OpenOrCreate(services.Files, ledgerFile, rehearsal, services.Clock).TryGet(out var ledger, out var refusal))
            return refusal;
        using (ledger)
        {
            var entered = new DeliveryRegistrar(ledger, services.Clock).Enter(delivery, [manifest]);
            if (entered.Refusal is null)
                services.Changes.Begin(ledgerFile);
            return entered;
        }
    }
}
