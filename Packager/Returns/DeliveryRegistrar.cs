using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns;

/// <summary>Enters the deliveries that the Packager makes, so that receipts can be matched to them.</summary>
internal sealed class DeliveryRegistrar(Ledger ledger, TimeProvider clock)
{
    /// <summary>Enters a delivery with what it expects.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="bundles">The manifests of its bundles: they say which modes a product and which phases a mode has.</param>
    /// <returns>True when it was new, false when the very same one was there; a refusal when the nonce is another
    /// delivery's.</returns>
    public Result<bool> Enter(Delivery delivery, IReadOnlyCollection<BundleManifest> bundles) => ledger.Transact<bool>(() =>
    {
        var known = ledger.Query<string>("SELECT stick FROM deliveries WHERE nonce = @Nonce", new { delivery.Nonce });
        if (known is [var stick])
        {
            return stick == delivery.Stick.Text
                ? false
                : new Refusal(RefusalCode.OutputExists, ledger.Place,
                    $"the nonce of {delivery.Stick} is that of stick {stick} already");
        }

        EnterHead(delivery);
        EnterProducts(delivery, bundles);
        foreach (var instrument in delivery.Instruments)
        {
            foreach (var mode in instrument.Modes)
                EnterMode(delivery.Nonce, instrument, mode, bundles);
        }

        return true;
    });

    /// <summary>Notes that a stick has left the house.</summary>
    public Result<int> MarkSent(Delivery delivery) => ledger.Transact<int>(() => ledger.Execute(
        "UPDATE deliveries SET sent_at = @At WHERE nonce = @Nonce AND sent_at IS NULL",
        new { At = clock.GetUtcNow(), delivery.Nonce }));

    private void EnterHead(Delivery delivery)
    {
        ledger.Execute(
            "INSERT INTO customers (customer_id, name) VALUES (@Id, @Name) ON CONFLICT (customer_id) DO UPDATE SET name = " +
                "excluded.name",
            new { Id = delivery.Customer.Id.Text, delivery.Customer.Name });
        ledger.Execute(
            """
            INSERT INTO deliveries (nonce, stick, customer_id, campaign, issued_at, entered_at)
            VALUES (@Nonce, @Stick, @Customer, @Campaign, @Issued, @Entered)
            """,
            new
            {
                delivery.Nonce,
                Stick = delivery.Stick.Text,
                Customer = delivery.Customer.Id.Text,
                Campaign = delivery.Campaign.Text,
                delivery.Issued,
                Entered = clock.GetUtcNow(),
            });
        foreach (var bundle in delivery.Bundles)
        {
            ledger.Execute(
                "INSERT INTO delivered_bundles (nonce, bundle, sha256) VALUES (@Nonce, @Bundle, @Sha256)",
                new { delivery.Nonce, Bundle = bundle.Bundle.Text, bundle.Sha256 });
        }
    }

    private void EnterProducts(Delivery delivery, IReadOnlyCollection<BundleManifest> bundles)
    {
        var wanted = delivery.Instruments.Select(instrument => instrument.Product).ToHashSet();
        foreach (var product in bundles.SelectMany(bundle => bundle.Products).Where(product => wanted.Contains(product.Product)))
        {
            foreach (var (position, mode) in product.Modes.Index())
            {
                ledger.Execute(
                    "INSERT INTO product_modes (nonce, product, position, mode) VALUES (@Nonce, @Product, @position, @Mode)",
                    new { delivery.Nonce, Product = product.Product.Text, position, Mode = mode.Mode.Text });
            }
        }
    }

    private void EnterMode(string nonce, ExpectedInstrument instrument, ModeId mode,
        IReadOnlyCollection<BundleManifest> bundles)
    {
        var targets = bundles.SelectMany(bundle => bundle.Products).Where(product => product.Product == instrument.Product)
            .ToList();
        ledger.Execute(
            "INSERT INTO expected_modes (nonce, product, product_name, serial, serial_key, mode) " +
                "VALUES (@nonce, @Product, @Name, @Serial, @Key, @Mode)",
            new
            {
                nonce,
                Product = instrument.Product.Text,
                Name = targets.FirstOrDefault()?.Name ?? instrument.Product.Text,
                Serial = instrument.Serial.Text,
                instrument.Serial.Key,
                Mode = mode.Text,
            });
        var phases = targets.SelectMany(target => target.Modes).Where(target => target.Mode == mode)
            .SelectMany(target => target.Phases);
        foreach (var (position, phase) in phases.Select(phase => phase.Id.Text).Distinct().Index())
        {
            ledger.Execute(
                "INSERT INTO expected_phases (nonce, serial_key, mode, position, phase) " +
                    "VALUES (@nonce, @Key, @Mode, @position, @phase)",
                new { nonce, instrument.Serial.Key, Mode = mode.Text, position, phase });
        }
    }
}
