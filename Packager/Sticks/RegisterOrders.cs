using PatchKit.Packager.Host;
using PatchKit.Packager.Releases;
using PatchKit.Packager.Returns.Register;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Json;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Sticks;

/// <summary>
/// Orders made from a register: one for each customer, with every boot mode that the bundle has for its instruments. An
/// instrument that no stick would name is asked about: nobody is left out of a field action in silence.
/// </summary>
/// <param name="services">The host.</param>
/// <param name="release">The release folder.</param>
internal sealed class RegisterOrders(PackagerServices services, string release)
{
    /// <summary>Asks a person to go on after a warning; null takes no answer for a no.</summary>
    public Func<string, bool>? GoOn { get; init; }

    /// <summary>Makes the orders; a refusal names every line of which none can be made.</summary>
    /// <param name="common">The file with what they have in common.</param>
    /// <param name="register">The register's file.</param>
    /// <param name="customers">Whose orders, in this order; empty for all of the register, as it has them.</param>
    public Result<IReadOnlyList<StickOrder>> Make(string common, string register, IReadOnlyCollection<string> customers)
    {
        if (!BoundedFiles.Read(services, common, OrderPattern.Format.Longest)
                .Then(bytes => OrderPattern.Format.Read(bytes, common)).TryGet(out var pattern, out var refusal)
            || !BoundedFiles.Read(services, register, RegisterFile.Longest)
                .Then(bytes => RegisterFile.Read(bytes, register)).TryGet(out var rows, out refusal)
            || !Modes(pattern.Bundle).TryGet(out var modes, out refusal))
            return refusal;
        var all = rows.ToLookup(row => row.Customer);
        if (customers.FirstOrDefault(id => !all.Contains(id)) is { } unknown)
            return new Refusal(RefusalCode.Usage, "--customer", $"{register} has no customer '{unknown}'");
        var wanted = (customers.Count > 0 ? customers.Distinct() : all.Select(one => one.Key)).SelectMany(id => all[id]).ToList();
        if (LeftOut([.. wanted.Where(row => !modes.ContainsKey(row.Product))], pattern, register) is { } left)
            return left;

        var (orders, mistakes) = (new List<StickOrder>(), new List<AuthoredMistake>());
        foreach (var customer in wanted.Where(row => modes.ContainsKey(row.Product)).GroupBy(row => row.Customer))
        {
            var name = $"{pattern.Stick}-{customer.Key.ToUpperInvariant()}";
            if (!Token.TryParse<StickId>(name, out var stick))
                mistakes.Add(customer.First().Mistake(register, RegisterColumn.Customer,
                    $"the stick of '{customer.Key}' would be called {name}: {Token.Rule<StickId>()}; write an order for it"));
            else if (!Order(pattern, stick, [.. customer], modes).Completed(services.Settings, common)
                .TryGet(out var order, out refusal))
                return refusal;
            else
                orders.Add(order);
        }

        return mistakes.Count > 0 ? AuthoredMistake.Refuse(mistakes) : orders;
    }

    private static StickOrder Order(OrderPattern pattern, StickId stick, IReadOnlyList<RegisterRow> rows,
        Dictionary<string, ProductTarget> products) => new()
        {
            Schema = StickOrder.SchemaVersion,
            Stick = stick,
            Customer = new(Token.Of<CustomerId>(rows[0].Customer), rows[0].Name),
            Bundle = pattern.Bundle,
            Instruments =
            [
                .. rows.Select(row => new ExpectedInstrument(Token.Of<ProductId>(row.Product), row.Serial,
                    [.. products[row.Product].Modes.Select(one => one.Mode)])),
            ],
            Languages = rows[0].Languages is { Length: > 0 } languages ? languages : pattern.Languages,
            ReturnTo = pattern.ReturnTo,
            UnlockCode = pattern.UnlockCode,
        };

    // By product, as the bundle that the release lists has them.
    private Result<Dictionary<string, ProductTarget>> Modes(BundleId name)
    {
        if (!ReleaseRepository.Open(services.Files, services.Clock, release).TryGet(out var repository, out var refusal)
            || !OrderCheck.Listed(repository, name).TryGet(out _, out refusal)
            || !new BundleReader(services.Files).Open(repository.PathOf(ReleaseRoles.Bundles, StickLayout.Bundle(name))!)
                .TryGet(out var bundle, out refusal))
            return refusal;
        using (bundle)
            return bundle.Manifest.Products.ToDictionary(one => one.Product.Text);
    }

    private Refusal? LeftOut(IReadOnlyList<RegisterRow> rows, OrderPattern pattern, string register)
    {
        AuthoredMistake[] left =
        [
            .. rows.Select(row => row.Mistake(register, RegisterColumn.Product,
                $"{row.Serial} of {row.Customer} is a {row.Product}, and {pattern.Bundle} is not for that: no stick names it")),
        ];
        foreach (var one in left)
            services.Error.WriteLine(Printable.Line($"warning  {one}"));
        return left.Length == 0 || GoOn?.Invoke("Is that right for all of these instruments?") == true
            ? null
            : new Refusal(RefusalCode.Declined, left[0].Place,
                $"{left[0].Message}{(left.Length > 1 ? $", nor {left.Length - 1} more" : "")}; correct the register, or give " +
                "--yes if that is right");
    }
}
