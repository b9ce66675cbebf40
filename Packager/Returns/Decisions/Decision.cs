using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns.Decisions;

/// <summary>
/// What a person at the desk has settled: kept in the ledger's log for good, and never altered; another decision can follow.
/// Members that a kind does not need are absent. Format: docs/formats/ledger.md.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="By">Who.</param>
/// <param name="Note">Why, and how it is known.</param>
internal sealed record Decision(
    [property: JsonRequired] DecisionKind Kind,
    [property: JsonRequired] string By,
    [property: JsonRequired] string Note)
{
    private const int LongestText = 1000;

    /// <summary>The receipt that it is about.</summary>
    public Sha256Digest? Receipt { get; init; }

    /// <summary>The receipts of the same boot mode that are past with it.</summary>
    public ImmutableArray<Sha256Digest>? Others { get; init; }

    /// <summary>The instrument.</summary>
    public SerialNumber? Serial { get; init; }

    /// <summary>One boot mode of it; absent for all.</summary>
    public ModeId? Mode { get; init; }

    /// <summary>The customer.</summary>
    public string? Customer { get; init; }

    /// <summary>What it is called.</summary>
    public string? Name { get; init; }

    /// <summary>The stick.</summary>
    public string? Stick { get; init; }

    /// <summary>The deliveries of that name.</summary>
    public ImmutableArray<string>? Nonces { get; init; }

    /// <summary>The last day on which it holds.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>How a customer was reached, or tried to be.</summary>
    public ContactWay? Way { get; init; }

    /// <summary>With whom there; absent when nobody was reached.</summary>
    public string? With { get; init; }

    /// <summary>When to ask again; absent when nobody said.</summary>
    public DateOnly? Next { get; init; }

    /// <summary>The situation code.</summary>
    public string? Code { get; init; }

    /// <summary>The field action.</summary>
    public string? Campaign { get; init; }

    /// <summary>Its number in the log.</summary>
    [JsonIgnore]
    public long Number { get; init; }

    /// <summary>When it was made.</summary>
    [JsonIgnore]
    public DateTimeOffset At { get; init; }

    /// <summary>A decision in the log.</summary>
    public static JsonFormat<Decision> Format { get; } = new("a decision", DecisionJson.Default, 4 << 20)
    {
        Depth = 4,
        Rules = Faults,
    };

    /// <summary>The same with what names people changed: by references for the log, by texts for a reader.</summary>
    /// <param name="texts">Changes a text about somebody of the customer's.</param>
    /// <param name="desk">Changes a text about somebody of the desk's.</param>
    public Decision WithPeople(Func<string, string> texts, Func<string, string> desk) => this with
    {
        By = Kind is DecisionKind.Told ? texts(By) : desk(By),
        Note = texts(Note),
        Name = Name is { } name ? texts(name) : null,
        With = With is { } person ? texts(person) : null,
    };

    private static IReadOnlyList<FormatFault> Faults(Decision decision)
    {
        var faults = new FaultList();
        faults.Line(decision.By, "$.by");
        faults.Line(decision.Note, "$.note", LongestText);
        if (decision.Name is { } name)
            faults.Line(name, "$.name");
        if (decision.With is { } person)
            faults.Line(person, "$.with");
        var kind = decision.Kind;
        Needs(decision.Receipt is not null, kind is DecisionKind.ReceiptAccepted or DecisionKind.ReceiptRejected, "$.receipt");
        Needs(decision.Serial is not null, kind.IsException() || kind is DecisionKind.InstrumentMoved or DecisionKind.Told,
            "$.serial");
        Needs(decision.Customer is not null, kind is DecisionKind.InstrumentMoved or DecisionKind.CustomerRenamed
            or DecisionKind.CustomerErased or DecisionKind.Contacted, "$.customer");
        Needs(decision.Way is not null, kind is DecisionKind.Contacted, "$.way");
        Needs(decision.Code is not null, kind is DecisionKind.Told or DecisionKind.ToldTakenBack, "$.code");
        Needs(decision.Campaign is not null, kind is DecisionKind.CampaignClosed, "$.campaign");
        Needs(decision.Name is not null, kind is DecisionKind.CustomerRenamed, "$.name");
        Needs(decision.Until is not null, kind is DecisionKind.Declined, "$.until");
        Needs(decision is { Stick: not null, Nonces: not null },
            kind is DecisionKind.OrderCancelled or DecisionKind.StickSent or DecisionKind.StickReturned, "$.stick");
        faults.Require(decision.Mode is null || kind.IsException() || kind is DecisionKind.Told, "$.mode",
            "a boot mode has no place in this decision");
        faults.Require(decision is { With: null, Next: null } || kind is DecisionKind.Contacted, "$.with",
            "it has no place in this decision");
        return faults.Faults;

        void Needs(bool there, bool wanted, string path) => faults.Require(there == wanted, path,
            wanted ? "this decision needs it" : "it has no place in this decision");
    }
}

/// <summary>How somebody was reached, or tried to be.</summary>
[JsonConverter(typeof(StrictEnumConverter<ContactWay>))]
internal enum ContactWay
{
    /// <summary>By post.</summary>
    Letter,

    /// <summary>By telephone.</summary>
    Call,

    /// <summary>By electronic mail.</summary>
    Mail,

    /// <summary>Somebody went there.</summary>
    Visit,
}

/// <summary>JSON of decisions.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Decision))]
internal sealed partial class DecisionJson : JsonSerializerContext;
