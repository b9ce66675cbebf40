using PatchKit.Packager.Returns.Decisions;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns.Judgement;

/// <summary>
/// Whose an instrument is, and what customers are called: the register's word, before it whoever a stick was first made for; and
/// nothing but a decision changes either.
/// </summary>
internal sealed class Owners
{
    private readonly Dictionary<SerialNumber, string> _customers = [];
    private readonly Dictionary<string, string> _names;

    public Owners(Evidence evidence)
    {
        foreach (var delivery in evidence.Deliveries.OrderBy(one => one.Issued).ThenBy(one => one.Nonce, StringComparer.Ordinal))
        {
            foreach (var expected in delivery.Expected)
                _customers.TryAdd(expected.Serial, delivery.Customer);
        }

        foreach (var instrument in evidence.Register)
            _customers[instrument.Serial] = instrument.Customer;
        _names = evidence.Customers.ToDictionary(one => one.Customer, one => one.Name);
        foreach (var decision in evidence.Decisions)
        {
            if (decision is { Kind: DecisionKind.InstrumentMoved, Serial: { } serial, Customer: { } customer })
                _customers[serial] = customer;
            if (decision is { Kind: DecisionKind.CustomerRenamed, Customer: { } renamed, Name: { } name })
                _names[renamed] = name;
        }
    }

    /// <summary>Whose an instrument is; null when nobody has heard of it.</summary>
    public string? Of(SerialNumber serial) => _customers.GetValueOrDefault(serial);

    /// <summary>What a customer is called; null when nobody has heard of it.</summary>
    public string? NameOf(string customer) => _names.GetValueOrDefault(customer);
}
