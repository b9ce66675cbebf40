using System.Security.Cryptography;
using PatchKit.Packager.Host;
using PatchKit.Packager.Releases;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Sticks;

/// <summary>
/// Looks at an order before anything is signed: by the rules that an instrument has, in its order, as far as they can be asked by
/// then. A serial number of an unusual shape is asked about.
/// </summary>
/// <param name="services">The host.</param>
/// <param name="repository">The release.</param>
internal sealed class OrderCheck(PackagerServices services, ReleaseRepository repository)
{
    private const int NonceBytes = 16;

    /// <summary>Asks a person to go on after a warning; null takes no answer for a no.</summary>
    public Func<string, bool>? GoOn { get; init; }

    /// <summary>The bundle that an order names, as the release lists it.</summary>
    public static Result<TargetFile> Listed(ReleaseRepository repository, BundleId bundle)
    {
        var path = StickLayout.Bundle(bundle);
        return repository.Find(ReleaseRoles.Bundles, path) is { } file
            ? file
            : new Refusal(RefusalCode.TargetUnknown, path.Text, "the release does not list this bundle: sign it first");
    }

    /// <summary>The delivery that an order wants.</summary>
    /// <param name="order">The order.</param>
    /// <param name="listed">Its bundle, as the release lists it.</param>
    /// <param name="manifest">The bundle's manifest.</param>
    public Result<Delivery> Delivery(StickOrder order, TargetFile listed, BundleManifest manifest)
    {
        if (!Sha256Digest.TryParse(listed.Hashes.GetValueOrDefault("sha256"), out var digest))
            return new Refusal(RefusalCode.FormatInvalid, listed.Path, "the release lists it without a SHA-256");
        var now = services.Clock.GetUtcNow();
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NonceBytes));
        var delivery = order.ToDelivery(manifest.Campaign, digest, nonce, now);
        if (!delivery.ToBytes().TryGet(out _, out var refusal)
            || !Withdrawals.Read(repository).TryGet(out var withdrawn, out refusal))
            return refusal;
        var expiries = repository.ExpiriesOfPublication.ToList();
        if (expiries.FirstOrDefault(one => one.Expires <= now) is { Role: { } role, Expires: var expired })
            return TrustRefusals.Expired(role, expired, now);
        if ((StickRules.Withdrawn(delivery.Bundles[0], withdrawn, StickMemory.None) ?? StickRules.Name(manifest, delivery)
            ?? StickRules.SignedTime(expiries, manifest.Released) ?? StickRules.Addresses(manifest, delivery)) is { } fault)
            return fault;
        return SerialsFault(delivery, manifest) is { } unusual ? unusual : delivery;
    }

    private Refusal? SerialsFault(Delivery delivery, BundleManifest manifest)
    {
        foreach (var instrument in delivery.Instruments)
        {
            var shape = manifest.Products.First(one => one.Product == instrument.Product).SerialShape;
            if (SerialShape.Fits(instrument.Serial, shape))
                continue;
            var warning = $"{instrument.Serial}: this is not the usual shape of a serial number of {instrument.Product}, {shape}";
            services.Error.WriteLine($"warning  {warning}");
            if (GoOn?.Invoke("Is it really printed like that on the instrument?") != true)
                return new Refusal(RefusalCode.Declined, instrument.Serial.Text,
                    $"{warning}; correct the order, or give --yes if it is right");
        }

        return null;
    }
}
