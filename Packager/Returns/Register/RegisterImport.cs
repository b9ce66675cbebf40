using PatchKit.Packager.Returns.Judgement;
using PatchKit.Shared;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns.Register;

/// <summary>
/// Takes a register into the ledger, as a whole or not at all. It adds, and brings contacts up to date; no customer and no
/// instrument leaves by it, changes hands or is called otherwise.
/// </summary>
internal sealed class RegisterImport(Ledger ledger, TimeProvider clock)
{
    /// <summary>Enters the lines of a register; a refusal names every line that speaks against the ledger.</summary>
    /// <param name="rows">The lines.</param>
    /// <param name="place">The file, for messages.</param>
    public Result<RegisterAnswer> Enter(IReadOnlyList<RegisterRow> rows, string place) => ledger.Transact<RegisterAnswer>(() =>
    {
        var evidence = new EvidenceReader(ledger).Read();
        var owners = new Owners(evidence);
        var products = evidence.Register.ToDictionary(one => one.Serial, one => one.Product);
        AuthoredMistake[] mistakes = [.. rows.Select(row => MistakeOf(row, place, owners, products)).OfType<AuthoredMistake>()];
        if (mistakes.Length > 0)
            return AuthoredMistake.Refuse(mistakes);

        var log = new LedgerLog(ledger, clock);
        var personal = new PersonalTexts(ledger);
        var customers = rows.DistinctBy(row => row.Customer)
            .Select(row =>
                Entered(log, LogKind.Customer, row.Customer, owners.NameOf(row.Customer) is null, () => Customer(row, personal)))
            .CountBy(one => one).ToDictionary();
        var instruments = rows
            .Select(row =>
                Entered(log, LogKind.Instrument, row.Serial.Key, !products.ContainsKey(row.Serial), () => Instrument(row)))
            .CountBy(one => one).ToDictionary();
        return new RegisterAnswer(
            ledger.Place, ledger.Rehearsal,
            customers.GetValueOrDefault(Entry.Added), customers.GetValueOrDefault(Entry.Altered),
            instruments.GetValueOrDefault(Entry.Added), instruments.GetValueOrDefault(Entry.Altered),
            products.Keys.Except(rows.Select(row => row.Serial)).Count());
    });

    private static AuthoredMistake? MistakeOf(
        RegisterRow row, string place, Owners owners, Dictionary<SerialNumber, string> products)
    {
        if (owners.NameOf(row.Customer) is { } name && name != row.Name)
            return row.Mistake(place, RegisterColumn.Name, $"the customer '{row.Customer}' is called '{name}' in the ledger. " +
                $"Another customer needs an id of its own; one that changed its name: customers rename {row.Customer}");
        if (owners.Of(row.Serial) is { } owner && owner != row.Customer)
            return row.Mistake(place, RegisterColumn.Serial, $"{row.Serial} is {owner}'s ({owners.NameOf(owner)}) in the " +
                $"ledger. One that has changed hands: instrument moved {row.Serial} --to {row.Customer}");
        return products.TryGetValue(row.Serial, out var product) && product != row.Product
            ? row.Mistake(place, RegisterColumn.Product, $"{row.Serial} is a {product} in the register")
            : null;
    }

    private Entry Entered(LedgerLog log, LogKind kind, string subject, bool isNew, Action write)
    {
        var before = isNew ? "" : EvidenceRows.Of(ledger, kind, subject);
        write();
        var after = EvidenceRows.Of(ledger, kind, subject);
        if (before == after)
            return Entry.AsBefore;
        log.Append(kind, subject, after);
        return isNew ? Entry.Added : Entry.Altered;
    }

    // The name stays as it was entered: it changes by decision alone.
    private void Customer(RegisterRow row, PersonalTexts personal)
    {
        var id = row.Customer;
        var there = ledger.Query<CustomerReferences>(
            "SELECT name, contact, telephone, email FROM customers WHERE customer_id = @id", new { id })
            .FirstOrDefault(new CustomerReferences("", "", "", ""));
        ledger.Execute(
            """
            INSERT INTO customers (customer_id, name, site, country, contact, telephone, email)
            VALUES (@id, @name, @Site, @Country, @contact, @telephone, @email)
            ON CONFLICT (customer_id) DO UPDATE SET site = excluded.site, country = excluded.country,
                contact = excluded.contact, telephone = excluded.telephone, email = excluded.email
            """,
            new
            {
                id,
                name = there.Name.Length > 0 ? there.Name : personal.Keep(row.Name, id),
                row.Site,
                row.Country,
                contact = personal.Keep(row.Contact, id, there.Contact),
                telephone = personal.Keep(row.Telephone, id, there.Telephone),
                email = personal.Keep(row.Email, id, there.Email),
            });
    }

    private sealed record CustomerReferences(string Name, string Contact, string Telephone, string Email);

    private void Instrument(RegisterRow row) => ledger.Execute(
        """
        INSERT INTO instruments (serial_key, serial, product, catalogue_number, udi_di, customer_id)
        VALUES (@Key, @Serial, @Product, @CatalogueNumber, @UdiDi, @Customer)
        ON CONFLICT (serial_key) DO UPDATE SET catalogue_number = excluded.catalogue_number, udi_di = excluded.udi_di
        """,
        new { row.Serial.Key, row.Serial, row.Product, row.CatalogueNumber, row.UdiDi, row.Customer });

    private enum Entry
    {
        AsBefore,
        Added,
        Altered,
    }
}

/// <summary>What <c>customers import --json</c> prints.</summary>
/// <param name="Ledger">The ledger's file.</param>
/// <param name="Rehearsal">True when all of it is make-believe.</param>
/// <param name="CustomersAdded">Customers that are new.</param>
/// <param name="CustomersAltered">Customers whose site or contact was brought up to date.</param>
/// <param name="InstrumentsAdded">Instruments that are new.</param>
/// <param name="InstrumentsAltered">Instruments whose numbers were brought up to date.</param>
/// <param name="NotInFile">Instruments of the register that the file does not name; they stay.</param>
internal sealed record RegisterAnswer(
    string Ledger, bool Rehearsal, int CustomersAdded, int CustomersAltered, int InstrumentsAdded, int InstrumentsAltered,
    int NotInFile);
