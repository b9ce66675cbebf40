using System.Collections.Immutable;

namespace PatchKit.Packager.Returns;

/// <summary>What the newest delivery's bundle says of a field action, for forms and advisories.</summary>
/// <param name="Titles">What it is, by language.</param>
/// <param name="Vulnerabilities">The vulnerabilities that it closes, in ordinal order; empty when it names none.</param>
/// <param name="Products">The products that it addresses, by their names on screens.</param>
internal sealed record CampaignFacts(
    ImmutableSortedDictionary<string, string> Titles, ImmutableArray<string> Vulnerabilities, ImmutableArray<string> Products)
{
    private const string Newest =
        "(SELECT nonce FROM deliveries WHERE campaign = @campaign ORDER BY issued_at DESC, nonce LIMIT 1)";

    /// <summary>Reads them, within a transaction.</summary>
    public static CampaignFacts Of(Ledger ledger, string campaign) => new(
        ledger.Query<TitleRow>($"SELECT language, title FROM delivered_titles WHERE nonce = {Newest}", new { campaign })
            .ToImmutableSortedDictionary(one => one.Language, one => one.Title, StringComparer.Ordinal),
        [
            .. ledger.Query<string>(
                $"SELECT vulnerability FROM delivered_vulnerabilities WHERE nonce = {Newest}", new { campaign })
                .Order(StringComparer.Ordinal),
        ],
        [
            .. ledger.Query<string>($"SELECT DISTINCT product_name FROM product_modes WHERE nonce = {Newest}", new { campaign })
                .Order(StringComparer.Ordinal),
        ]);

    /// <summary>The title in a language; in English, or the campaign's name, where there is none.</summary>
    public string Title(string language, string campaign) =>
        Titles.GetValueOrDefault(language) ?? Titles.GetValueOrDefault("en") ?? campaign;

    private sealed record TitleRow(string Language, string Title);
}
