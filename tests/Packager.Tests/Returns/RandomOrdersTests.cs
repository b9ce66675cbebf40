using System.Text;
using PatchKit.Packager.Returns;
using PatchKit.Packager.Returns.Register;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Packager.Returns;

/// <summary>Whatever orders say, right or wrong, the sites of the report stay those of the register.</summary>
public sealed class RandomOrdersTests : IDisposable
{
    private const int Customers = 30;
    private const int Orders = 1000;

    private readonly Desk _desk = new();

    public void Dispose() => _desk.Dispose();

    [Fact]
    public void The_sites_of_the_report_equal_the_register_after_a_thousand_random_orders()
    {
        var seed = TestContext.Current.Test?.UniqueID.GetHashCode(StringComparison.Ordinal) ?? 0;
        seed = Environment.GetEnvironmentVariable("PATCHKIT_SEED") is { } given
            ? int.Parse(given, System.Globalization.CultureInfo.InvariantCulture)
            : seed;
        TestContext.Current.TestOutputHelper?.WriteLine($"PATCHKIT_SEED={seed}");
        var random = new Random(seed);
        var register = Enumerable.Range(0, Customers * 3).ToDictionary(one => $"M{70000 + one}", one => $"c{one / 3:00}");
        var lines = register.Select(one => $"{one.Value};Hospital {one.Value};miseqdx;{one.Key}\r\n");
        var rows = RegisterFile.Read(Encoding.UTF8.GetBytes("Customer;Name;Product;Serial\r\n" + string.Concat(lines)),
            "register.csv");
        Assert.Null(new RegisterImport(_desk.Ledger, _desk.Clock).Enter(rows.Value, "register.csv").Refusal);
        var registrar = new DeliveryRegistrar(_desk.Ledger, _desk.Clock);
        var entered = 0;

        for (var order = 0; order < Orders; order++)
        {
            var customer = $"c{random.Next(Customers + 3):00}";
            var serials = Enumerable.Range(0, random.Next(1, 4))
                .Select(_ => random.Next(4) == 0 ? $"M{random.Next(70000, 70000 + (Customers * 3) + 9)}" : Own(customer))
                    .Distinct();
            var delivery = Desk.Delivery($"PK-{random.Next(Orders)}", customer, [.. serials]) with
            { Nonce = Sha256Digest.Of(Encoding.UTF8.GetBytes($"{seed} {order}")).Hex[..32] };
            if (random.Next(10) == 0)
                delivery = delivery with { Customer = delivery.Customer with { Name = "Another name" } };
            // A wrong order is refused, and a right one is entered: neither moves anything.
            if (registrar.Enter(delivery, [Desk.Manifest(SampleModes.All)]).Refusal is null
                && registrar.Written(delivery, _desk.Clock.GetUtcNow().AddDays(90)).Value)
            {
                entered++;
            }
        }

        Assert.InRange(entered, 100, Orders - 100);
        var report = _desk.Status().Customers.SelectMany(one => one.Instruments.Select(instrument => (one, instrument)))
            .ToDictionary(one => one.instrument.Serial.Text, one => (one.one.Customer, one.one.Name));
        Assert.Equal(register.ToDictionary(one => one.Key, one => (one.Value, $"Hospital {one.Value}")),
            report.Where(one => register.ContainsKey(one.Key)).ToDictionary());
        Assert.All(report.Keys.Except(register.Keys), serial => Assert.DoesNotContain(report[serial].Customer, register.Values));

        string Own(string id) =>
            $"M{70000 + (int.Parse(id[1..], System.Globalization.CultureInfo.InvariantCulture) * 3) + random.Next(3)}";
    }
}
