namespace PatchKit.Tests.EndToEnd.Support;

/// <summary>
/// A recall as a plain table: who has which instruments, and what becomes of each. It is what the kit's own figures are held
/// against, so nothing here asks the kit.
/// </summary>
/// <param name="Sites">The customers.</param>
internal sealed record Recall(IReadOnlyList<RecalledSite> Sites)
{
    public const string Done = "done";
    public const string Declined = "declined";
    public const string Outstanding = "outstanding";

    private static readonly RecalledSite[] First =
    [
        new("san-marco", "Ospedale San Marco",
            [new("miseqdx", "M70600", Done, Done), new("nextseq550dx", "NDX550600", Done, Done)]),
        new("molinette", "Le Molinette", [new("miseqdx", "M70601", Done, Outstanding)]),
        new("sant-anna", "Ospedale Sant'Anna", [new("nextseq550dx", "NDX550602", Declined, Outstanding)]),
        new("careggi", "Ospedale di Careggi", [new("miseqdx", "M70603", Done, Done)]),
    ];

    /// <summary>A recall of so many customers, at least four.</summary>
    public static Recall Of(int customers) => new(
    [
        .. First, .. Enumerable.Range(First.Length, Math.Max(0, customers - First.Length)).Select(number =>
            new RecalledSite($"hospital-{number}", $"Hospital {number}",
            [
                number % 2 == 0
                    ? new("miseqdx", $"M706{number:00}", Done, number % 6 == 0 ? Outstanding : Done)
                    : new("nextseq550dx", $"NDX5506{number:00}", number % 7 == 0 ? Declined : Done,
                        number % 7 == 0 ? Outstanding : Done),
            ])),
    ]);

    public IEnumerable<RecalledInstrument> Instruments => Sites.SelectMany(site => site.Instruments);

    /// <summary>The instruments that are not done in every mode: somebody has to settle each.</summary>
    public IEnumerable<(RecalledSite Site, RecalledInstrument Instrument)> Open =>
        Sites.SelectMany(site => site.Instruments.Where(one => !one.IsDone).Select(one => (site, one)));

    /// <summary>The register as a spreadsheet saves it.</summary>
    /// <param name="foreign">An instrument that the recall is not about, of the first customer.</param>
    public string Register(RecalledInstrument foreign) =>
        "Customer;Name;Site;Country;Contact;Telephone;Email;Product;Serial;Languages\r\n" + string.Concat(
            from site in Sites
            from one in site == Sites[0] ? site.Instruments.Append(foreign) : site.Instruments
            select $"{site.Id};{site.Name};Laboratory;IT;Anna Bianchi;+39 02 000000;anna@example.org;" +
                $"{one.Product};{one.Serial};en\r\n");

    /// <summary>The figures of a report, in its own order.</summary>
    /// <param name="settled">Whether what is open has been settled by a person.</param>
    public IReadOnlyList<(string Name, int Figure)> Figures(bool settled) =>
    [
        ("customers", Sites.Count),
        ("complete", Sites.Count(site => settled || site.Instruments.All(one => one.IsDone))),
        ("silent", 0),
        ("instruments", Instruments.Count()),
        ("installed", Instruments.Count(one => one.IsDone)),
        ("settled", settled ? Open.Count() : 0),
        ("halfPatched", Instruments.Count(one => one is { IsDone: false, Dx: Done } or { IsDone: false, Ruo: Done })),
        ("failed", 0),
        ("doNotUse", 0),
        ("superseded", 0),
        ("questioned", 0),
    ];
}

/// <summary>A customer of a recall.</summary>
internal sealed record RecalledSite(string Id, string Name, IReadOnlyList<RecalledInstrument> Instruments)
{
    /// <summary>What its stick is called.</summary>
    public string Stick => $"PK-{Id.ToUpperInvariant()}";
}

/// <summary>An instrument of a recall, and what becomes of its boot modes there.</summary>
internal sealed record RecalledInstrument(string Product, string Serial, string Dx, string Ruo)
{
    public bool IsDone => (Dx, Ruo) is (Recall.Done, Recall.Done);

    /// <summary>Each boot mode, in the order in which a site does them.</summary>
    public IReadOnlyList<(string Mode, string State)> Modes => [("Dx", Dx), ("RUO", Ruo)];
}
