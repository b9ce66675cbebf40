using PatchKit.Packager.Commands;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Packager.Returns.Page;

/// <summary>
/// A recall of many customers with five instruments each, in five countries: of each five one is complete, one is half patched,
/// one was refused, one is settled, and of one nothing has come.
/// </summary>
internal static class Recall
{
    public static readonly string[] Countries = ["Italy", "Germany", "France", "Spain", "Österreich"];

    /// <summary>Enters it into a desk's ledger.</summary>
    public static void Enter(Desk desk, int customers)
    {
        Register(desk, customers);
        for (var customer = 0; customer < customers; customer++)
        {
            var serials = Serials(customer);
            var delivery = desk.Deliver(Desk.Delivery($"PK-{customer:0000}", Id(customer), serials) with
            { Customer = new(Token.Of<CustomerId>(Id(customer)), Name(customer)) });
            var inbox = $"inbox-{customer}";
            foreach (var mode in SampleModes.All)
                desk.Write(inbox, desk.Receipt(delivery, serials[0], mode));
            desk.Write(inbox, desk.Receipt(delivery, serials[1], SampleModes.Dx));
            desk.Write(inbox, desk.Receipt(delivery, serials[2], SampleModes.Dx, verdict: Verdict.Refused));
        }

        desk.Receive(desk.Folder);
    }

    public static string Id(int customer) => $"c{customer:0000}";

    public static string Name(int customer) => $"Ospedale {customer:0000}, Università";

    public static string[] Serials(int customer) => [.. Enumerable.Range(1, 5).Select(one => $"M{(customer * 10) + one:00000}")];

    private static void Register(Desk desk, int customers)
    {
        var lines = Enumerable.Range(0, customers).SelectMany(customer => Serials(customer).Select(serial =>
            $"{Id(customer)};\"{Name(customer)}\";Padiglione {customer % 7};{Countries[customer % 5]};Anna Bianchi;" +
                $"+39 02 {customer};miseqdx;{serial}"));
        var path = Path.Combine(desk.Folder, "register.csv");
        File.WriteAllLines(path, lines.Prepend("customer;name;site;country;contact;telephone;product;serial"));
        Assert.Equal(0, CustomersCommand.Run(desk.Services, path, desk.LedgerPath, rehearsal: false, json: false));
    }
}
