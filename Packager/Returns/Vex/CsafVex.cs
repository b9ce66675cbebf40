using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PatchKit.Packager.Returns.Judgement;
using PatchKit.Shared;

namespace PatchKit.Packager.Returns.Vex;

/// <summary>
/// For each customer a document that says of each vulnerability which boot mode of which instrument is fixed: Common Security
/// Advisory Framework 2.0, profile VEX (4.5). Hospitals' tools read it.
/// </summary>
/// <remarks>
/// No scores: a score of what is fixed would mislead (6.2.19), and the ledger knows none. Names stand in order (6.2.13). Nothing
/// in it is of the moment at which it was asked for, so the same ledger gives the same bytes.
/// </remarks>
internal sealed partial class CsafVex(Ledger ledger, LedgerStatus status, Evidence evidence, VexPublisher publisher)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>The documents of every customer with instruments, by file name; a refusal when there is nothing to say.</summary>
    public Result<IReadOnlyList<ReportFile>> Files()
    {
        var files = new List<ReportFile>();
        var revisions = new VexRevisions(ledger, evidence);
        foreach (var campaign in status.Campaigns)
        {
            var facts = CampaignFacts.Of(ledger, campaign.Campaign);
            if (facts.Vulnerabilities.IsEmpty)
            {
                return new Refusal(RefusalCode.InputMissing, campaign.Campaign,
                    "its bundle names no vulnerabilities, and a document about none says nothing; they stand in campaign.yaml");
            }

            foreach (var customer in campaign.Customers)
            {
                var statements = customer.Instruments.SelectMany(one => VexStatement.Of(one, campaign.Campaign)).ToList();
                if (statements.Count == 0)
                    continue;
                // Neither name has a plus, so no two customers share a file.
                var id = $"{campaign.Campaign}+{customer.Customer}";
                var document = new JsonObject
                {
                    ["document"] = Document(id, campaign, customer, facts, revisions.Of(customer)),
                    ["product_tree"] = Tree(statements),
                    ["vulnerabilities"] = new JsonArray(
                        [.. facts.Vulnerabilities.Select(one => Vulnerability(one, statements, facts, campaign.Campaign))]),
                };
                files.Add(new(FileName(id), Encoding.UTF8.GetBytes(Sorted(document)!.ToJsonString(Indented) + "\n")));
            }
        }

        return files;
    }

    // CSAF 2.0, 5.1: small letters, digits, plus and hyphen; whatever else is an underscore.
    private static string FileName(string id) => $"{Other().Replace(id.ToLowerInvariant(), "_")}.json";

    private JsonObject Document(
        string id, CampaignStatus campaign, CustomerStatus customer, CampaignFacts facts, IReadOnlyList<VexRevision> revisions)
    {
        var what = facts.Title("en", campaign.Campaign);
        return new()
        {
            ["category"] = "csaf_vex",
            ["csaf_version"] = "2.0",
            ["distribution"] = new JsonObject
            {
                ["text"] = $"For {Line(customer.Name)} and those who look after its instruments.",
                ["tlp"] = new JsonObject { ["label"] = "AMBER", ["url"] = "https://www.first.org/tlp/" },
            },
            ["lang"] = "en",
            ["notes"] = new JsonArray(Note("general", "What it rests on",
                "Fixed is a boot mode whose own signed receipt says so, and no later one says otherwise. Each boot mode of an "
                + "instrument is a Windows of its own and is named for itself.")),
            ["publisher"] = new JsonObject
            { ["category"] = "vendor", ["name"] = Line(publisher.Name), ["namespace"] = publisher.Namespace },
            ["title"] = $"{(status.Rehearsal ? "REHEARSAL: " : "")}{campaign.Campaign}, {Line(customer.Name)}: {Line(what)}",
            ["tracking"] = new JsonObject
            {
                ["current_release_date"] = Time(revisions[^1].At),
                ["generator"] = new JsonObject
                { ["engine"] = new JsonObject { ["name"] = "PatchKit Packager", ["version"] = ProgramVersion() } },
                ["id"] = id,
                ["initial_release_date"] = Time(revisions[0].At),
                ["revision_history"] = new JsonArray([.. revisions.Select(one => new JsonObject
                { ["date"] = Time(one.At), ["number"] = one.Number, ["summary"] = one.Summary })]),
                ["status"] = status.Rehearsal ? "draft" : "final",
                ["version"] = revisions[^1].Number,
            },
        };
    }

    private JsonObject Tree(IEnumerable<VexStatement> statements) => new()
    {
        ["branches"] = new JsonArray(Branch("vendor", Line(publisher.Name),
        [
            .. statements.GroupBy(one => one.Family).OrderBy(one => one.Key, StringComparer.Ordinal)
                .Select(family => Branch("product_name", family.Key,
                [
                    .. family.Select(one => new JsonObject
                    {
                        ["category"] = "specification",
                        ["name"] = one.Product[(one.Family.Length + 1)..],
                        ["product"] = new JsonObject
                        {
                            ["name"] = one.Product,
                            ["product_id"] = one.Id,
                            ["product_identification_helper"] =
                                new JsonObject { ["serial_numbers"] = new JsonArray(one.Serial) },
                        },
                    }),
                ])),
        ])),
    };

    private static JsonObject Branch(string category, string name, JsonNode[] branches) => new()
    { ["branches"] = new JsonArray(branches), ["category"] = category, ["name"] = name };

    private static JsonObject Vulnerability(
        string cve, IReadOnlyList<VexStatement> statements, CampaignFacts facts, string campaign)
    {
        var vulnerability = new JsonObject
        {
            ["cve"] = cve,
            ["notes"] = new JsonArray(Note("description", "What it is about", Line(facts.Title("en", campaign)))),
            ["product_status"] = new JsonObject(statements.GroupBy(one => one.Status)
                .Select(one => KeyValuePair.Create(one.Key, (JsonNode?)Ids(one)))),
        };
        Add("remediations", VexStatement.Affected, "vendor_fix");
        Add("threats", VexStatement.NotAffected, "impact");
        return vulnerability;

        void Add(string member, string about, string category)
        {
            JsonNode[] said =
            [
                .. statements.Where(one => one.Status == about).GroupBy(one => one.Words).Select(one => new JsonObject
                { ["category"] = category, ["details"] = Line(one.Key), ["product_ids"] = Ids(one) }),
            ];
            if (said.Length > 0)
                vulnerability[member] = new JsonArray(said);
        }
    }

    private static JsonArray Ids(IEnumerable<VexStatement> statements) =>
        new([.. statements.Select(one => (JsonNode?)one.Id)]);

    private static JsonObject Note(string category, string title, string text) => new()
    { ["category"] = category, ["text"] = text, ["title"] = title };

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.OrderBy(one => one.Key, StringComparer.Ordinal)
            .Select(one => KeyValuePair.Create(one.Key, Sorted(one.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => node?.DeepClone(),
    };

    private static string Line(string text) => Printable.Line(text, Printable.TextLength);

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string ProgramVersion() => typeof(CsafVex).Assembly.GetName().Version!.ToString(3);

    [GeneratedRegex("[^+a-z0-9-]+")]
    private static partial Regex Other();
}
