using System.Globalization;
using PatchKit.Packager.Returns.Judgement;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns;

/// <summary>Enters the deliveries that the Packager makes, so that receipts can be matched to them.</summary>
internal sealed class DeliveryRegistrar(Ledger ledger, TimeProvider clock)
{
    /// <summary>
    /// Why a delivery must not be made: it would take an instrument from a customer, call one otherwise, or use a stick's name
    /// twice.
    /// </summary>
    /// <returns>The delivery, with the head of the log against which it was looked at.</returns>
    public Result<Delivery> Fit(Delivery delivery) => ledger.Ask<Delivery>(() =>
    {
        var head = LedgerLog.Head(ledger);
        return Fault(delivery) is { } fault ? fault : delivery with { Ledger = new(head.Number, head.Hash) };
    });

    /// <summary>Enters a delivery with what it expects.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="bundles">The manifests of its bundles: they say which modes a product and which phases a mode has.</param>
    /// <param name="withdrawn">The bundles that the release lists as withdrawn.</param>
    /// <returns>True when it was new, false when the very same one was there; a refusal when it must not be made.</returns>
    public Result<bool> Enter(Delivery delivery, IReadOnlyCollection<BundleManifest> bundles, WithdrawnList? withdrawn = null) =>
        ledger.Transact<bool>(() =>
    {
        var known = ledger.Query<string>("SELECT stick FROM deliveries WHERE nonce = @Nonce", new { delivery.Nonce });
        if (known is [var stick])
        {
            return stick == delivery.Stick.Text
                ? false
                : new Refusal(RefusalCode.OutputExists, ledger.Place,
                    $"the nonce of {delivery.Stick} is that of stick {stick} already");
        }

        // Nothing was entered since it was looked at: then it is as fit as it was.
        var head = LedgerLog.Head(ledger);
        if (delivery.Ledger != new LedgerHead(head.Number, head.Hash) && Fault(delivery) is { } fault)
            return fault;
        var log = new LedgerLog(ledger, clock);
        EnterHead(delivery, bundles, log);
        EnterCampaign(delivery.Nonce, bundles);
        EnterProducts(delivery.Nonce, bundles);
        foreach (var instrument in delivery.Instruments)
        {
            foreach (var mode in instrument.Modes)
                EnterMode(delivery.Nonce, instrument, mode, bundles);
        }

        log.Append(LogKind.Delivery, delivery.Nonce, EvidenceRows.Of(ledger, LogKind.Delivery, delivery.Nonce));
        EnterWithdrawn(withdrawn, log);
        return true;
    });

    /// <summary>Notes that a delivery's stick is written whole: from here on its name is taken.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="until">When the first of the stick's files expires.</param>
    /// <param name="readBack">What was read back; null where that is not known.</param>
    public Result<bool> Written(Delivery delivery, DateTimeOffset until, ReadBackNote? readBack = null) =>
        ledger.Transact<bool>(() =>
    {
        var log = new LedgerLog(ledger, clock);
        if (readBack is not null)
            log.Append(LogKind.ReadBack, delivery.Nonce, readBack.Text);
        log.Append(LogKind.Written, delivery.Nonce, LedgerText.Of(until));
        return true;
    });

    /// <summary>
    /// The same for a stick that is whole, and was left so by a run that was cut off: notes it unless that is noted already.
    /// </summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="until">When the first of the stick's files expires.</param>
    /// <returns>Whether the ledger waits for this delivery; nothing is noted otherwise.</returns>
    public Result<bool> Finish(Delivery delivery, DateTimeOffset until) => ledger.Transact<bool>(() =>
    {
        var nonce = delivery.Nonce;
        if (ledger.Query<string>("SELECT stick FROM deliveries WHERE nonce = @nonce", new { nonce }).Count == 0)
            return false;
        if (ledger.Query<string>("SELECT subject FROM log WHERE kind = 'Written' AND subject = @nonce", new { nonce }).Count == 0)
            new LedgerLog(ledger, clock).Append(LogKind.Written, nonce, LedgerText.Of(until));
        return true;
    });

    /// <summary>Takes the release's list of withdrawn bundles into the ledger; gives how many of them are new to it.</summary>
    public Result<int> Withdraw(WithdrawnList list) =>
        ledger.Transact<int>(() => EnterWithdrawn(list, new LedgerLog(ledger, clock)));

    private Refusal? Fault(Delivery delivery)
    {
        var evidence = new EvidenceReader(ledger).Read();
        var owners = new Owners(evidence);
        var (id, name) = (delivery.Customer.Id.Text, delivery.Customer.Name);
        if (owners.NameOf(id) is { } known && known != name)
            return Unfit(id, $"the customer '{id}' is called '{known}', and the order calls it '{name}'. " +
                $"Another customer needs an id of its own; one that changed its name is renamed first: customers rename {id}");
        foreach (var serial in delivery.Instruments.Select(one => one.Serial))
        {
            if (owners.Of(serial) is { } owner && owner != id)
                return Unfit(serial.Text, $"{serial} is {owner}'s ({owners.NameOf(owner)}), and the order is for {id}. " +
                    $"Compare the plate; one that has changed hands is moved first: instrument moved {serial} --to {id}");
        }

        if (OfRegister(delivery, evidence, owners) is { } unknown)
            return unknown;

        // The same order again is right while its stick was not written to the end.
        var written = ledger.Query<string>("SELECT subject FROM log WHERE kind = 'Written'").ToHashSet(StringComparer.Ordinal);
        return evidence.Deliveries.FirstOrDefault(one => one.Stick == delivery.Stick.Text
            && (written.Contains(one.Nonce) || one.Customer != id)) is { } taken
            ? Unfit(delivery.Stick.Text, $"there is a stick {delivery.Stick} already, for {taken.Customer}. " +
                $"Give this one a name of its own; one that will never be used is taken back: order cancel {delivery.Stick}")
            : null;
    }

    // Where the register has a customer's instruments, a serial number that it does not have is a slip until it has it.
    private static Refusal? OfRegister(Delivery delivery, Evidence evidence, Owners owners)
    {
        var register = evidence.Register.ToDictionary(one => one.Serial);
        if (!register.Keys.Any(serial => owners.Of(serial) == delivery.Customer.Id.Text))
            return null;
        foreach (var instrument in delivery.Instruments)
        {
            if (!register.TryGetValue(instrument.Serial, out var known))
                return Unfit(instrument.Serial.Text, $"the register has instruments of {delivery.Customer.Id}, and not " +
                    $"{instrument.Serial}. Compare the plate; one that is right is entered first: customers import");
            if (known.Product != instrument.Product.Text)
                return Unfit(instrument.Serial.Text,
                    $"{instrument.Serial} is a {known.Product} in the register, and a {instrument.Product} in the order");
        }

        return null;
    }

    private static Refusal Unfit(string place, string reason) => new(RefusalCode.AuthoredInvalid, place, reason);

    private int EnterWithdrawn(WithdrawnList? withdrawn, LedgerLog log)
    {
        var added = 0;
        foreach (var bundle in withdrawn?.Withdrawn ?? [])
        {
            if (ledger.Execute(
                "INSERT INTO withdrawn (sha256, bundle, reason, since) VALUES (@Sha256, @Bundle, @Reason, @Since) " +
                    "ON CONFLICT (sha256) DO NOTHING",
                new { bundle.Sha256, Bundle = bundle.Bundle.Text, bundle.Reason, bundle.Since }) == 0)
            {
                continue;
            }

            log.Append(LogKind.Withdrawn, bundle.Sha256.Hex, EvidenceRows.Of(ledger, LogKind.Withdrawn, bundle.Sha256.Hex));
            added++;
        }

        return added;
    }

    private void EnterHead(Delivery delivery, IReadOnlyCollection<BundleManifest> bundles, LedgerLog log)
    {
        var id = delivery.Customer.Id.Text;
        if (ledger.Query<string>("SELECT customer_id FROM customers WHERE customer_id = @id", new { id }).Count == 0)
        {
            ledger.Execute(
                """
                INSERT INTO customers (customer_id, name, site, country, contact, telephone, email)
                VALUES (@id, @name, '', '', '', '', '')
                """,
                new { id, name = new PersonalTexts(ledger).Keep(delivery.Customer.Name, id) });
            log.Append(LogKind.Customer, id, EvidenceRows.Of(ledger, LogKind.Customer, id));
        }

        ledger.Execute(
            """
            INSERT INTO deliveries (nonce, stick, customer_id, campaign, issued_at)
            VALUES (@Nonce, @Stick, @id, @Campaign, @Issued)
            """,
            new { delivery.Nonce, Stick = delivery.Stick.Text, id, Campaign = delivery.Campaign.Text, delivery.Issued });
        foreach (var bundle in delivery.Bundles)
        {
            ledger.Execute(
                "INSERT INTO delivered_bundles (nonce, bundle, sha256, counter) VALUES (@Nonce, @Bundle, @Sha256, @Counter)",
                new
                {
                    delivery.Nonce,
                    Bundle = bundle.Bundle.Text,
                    bundle.Sha256,
                    Counter = bundles.FirstOrDefault(one => one.Bundle == bundle.Bundle)?.Counter ?? 0L,
                });
        }
    }

    // What forms and advisories say of the field action.
    private void EnterCampaign(string nonce, IReadOnlyCollection<BundleManifest> bundles)
    {
        foreach (var (language, title) in bundles.SelectMany(bundle => bundle.Title.Texts).DistinctBy(one => one.Key))
        {
            ledger.Execute("INSERT INTO delivered_titles (nonce, language, title) VALUES (@nonce, @language, @title)",
                new { nonce, language, title });
        }

        foreach (var vulnerability in bundles.SelectMany(bundle => bundle.Vulnerabilities).Distinct())
        {
            ledger.Execute("INSERT INTO delivered_vulnerabilities (nonce, vulnerability) VALUES (@nonce, @vulnerability)",
                new { nonce, vulnerability });
        }
    }

    // Of every product that the bundle has: the register may know instruments that no stick was made for yet.
    private void EnterProducts(string nonce, IReadOnlyCollection<BundleManifest> bundles)
    {
        foreach (var product in bundles.SelectMany(bundle => bundle.Products))
        {
            foreach (var (position, mode) in product.Modes.Index())
            {
                ledger.Execute(
                    "INSERT INTO product_modes (nonce, product, product_name, position, mode) " +
                        "VALUES (@nonce, @Product, @Name, @position, @Mode)",
                    new { nonce, Product = product.Product.Text, product.Name, position, Mode = mode.Mode.Text });
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
                new { nonce, instrument.Serial.Key, Mode = mode.Text, position = (long)position, phase });
        }
    }
}

/// <summary>That every byte of a stick was read back and had the digest of its source.</summary>
/// <param name="SignedList">SHA-256 of the stick's signed list, which has the digest of every file.</param>
/// <param name="Files">How many files it lists.</param>
/// <param name="Source">Where the bytes came from, the least certain of all files.</param>
internal sealed record ReadBackNote(Sha256Digest SignedList, int Files, ReadSource Source)
{
    /// <summary>As it stands in the log.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{SignedList} {Files} {LedgerText.Of(Source)}");
}
