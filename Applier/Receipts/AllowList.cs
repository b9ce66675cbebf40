using System.Collections.Frozen;
using System.Collections.Immutable;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Receipts;

/// <summary>
/// The one way out of the instrument: what a receipt may say of what was seen. Numbers, sizes, times, versions, digests and this
/// program's own words leave; a name leaves when the signed bundle carries it, and a few that are Windows' own. Everything else
/// that was found on the machine (folders of runs, samples, users, files, messages) stays in the instrument's log.
/// </summary>
/// <param name="names">The names that the bundle carries, see <see cref="NamesOf"/>.</param>
internal sealed class AllowList(IEnumerable<string> names)
{
    /// <summary>Stands for a subject that the bundle does not name. None is expected.</summary>
    private const string Unnamed = "?";

    // What checks and probes say themselves, and the names that every Windows has.
    private static readonly string[] OwnWords =
    [
        "", "-", "?", "process", "service", "installer", "restart", "run", "unreadable", "hibernated", "mains", "firewall",
        "listener", "shown", "said",
        "LocalSystem", @"NT AUTHORITY\SYSTEM",
        @"NT AUTHORITY\LocalService", @"NT AUTHORITY\LOCAL SERVICE",
        @"NT AUTHORITY\NetworkService", @"NT AUTHORITY\NETWORK SERVICE",
    ];

    private readonly FrozenSet<string> _names = names.Concat(OwnWords).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The names that a bundle carries for a product: paths, keys, services, accounts, groups, its own files.</summary>
    public static ImmutableArray<string> NamesOf(BundleManifest manifest, ProductTarget product) =>
        BundleNames.Of(manifest with { Products = [product] });

    /// <summary>The phases, with every step's observations.</summary>
    public ImmutableArray<ReceiptPhase> Of(ImmutableArray<ReceiptPhase> phases) =>
    [
        .. phases.Select(phase => phase with
        {
            Steps = [.. phase.Steps.Select(step => step with { Before = Of(step.Before), After = Of(step.After) })],
        }),
    ];

    /// <summary>A refusal: its code, its place in the plan, and the values of its sentence.</summary>
    /// <param name="refusal">The refusal.</param>
    /// <param name="phases">The plan.</param>
    public ReceiptRefusal Of(Refusal refusal, ImmutableArray<ReceiptPhase> phases)
    {
        var step = phases.SelectMany(phase => phase.Steps).FirstOrDefault(step => step.Step.Text == refusal.Place);
        return new(refusal.Code, Of(refusal.Facts))
        {
            Step = step?.Step,
            Check = step is null && Enum.TryParse<CheckId>(refusal.Place, out var check) && Enum.IsDefined(check)
                ? check
                : null,
        };
    }

    /// <summary>The values of a sentence.</summary>
    public ImmutableArray<ReceiptFact> Of(ImmutableArray<Fact> facts) => [.. facts.Select(Of)];

    /// <summary>Whether a text may leave as it is.</summary>
    public bool Allows(string text) => Named(text) is not null;

    /// <summary>Those of some names that may leave.</summary>
    public ImmutableArray<string> Of(ImmutableArray<string> seen) => [.. seen.Where(name => Named(name) is not null)];

    /// <summary>What was seen of one thing.</summary>
    public Observation Of(Observation seen) => seen switch
    {
        FileObservation file => file with { Path = Subject(file.Path) },
        RegistryObservation value => value with
        {
            Key = Subject(value.Key),
            Name = Subject(value.Name),
            Text = value.Kind is RegistryKind.Dword or RegistryKind.Qword ? value.Text : Named(value.Text),
        },
        ProductObservation product => product with { Name = Subject(product.Name) },
        ServiceObservation service => service with { Service = Subject(service.Service), Account = Account(service.Account) },
        AccountObservation account => account with
        {
            Account = Subject(account.Account),
            Groups = [.. account.Groups.Where(IsKnownGroup)],
        },
        FirewallObservation => seen,
        ListenerObservation listener => listener with { Service = Named(listener.Service) },
        HotfixObservation hotfix => hotfix with { Kb = Subject(hotfix.Kb) },
        TaskObservation task => task with { Task = Subject(task.Task) },
        CertificateObservation one => one with { Store = Subject(one.Store), Thumbprint = Subject(one.Thumbprint) },
        ScriptObservation script => script with { Path = Subject(script.Path) },
        ProgramObservation program => program with { Path = Subject(program.Path) },
        UnreadableObservation unreadable => new UnreadableObservation(Subject(unreadable.Subject)),
        _ => throw new ArgumentOutOfRangeException(nameof(seen), seen, "an observation without a rule"),
    };

    private ReceiptFact Of(Fact fact) => fact switch
    {
        Fact.Count count => new() { Count = count.Value },
        Fact.Bytes bytes => new() { Bytes = bytes.Value },
        Fact.Moment moment => new() { Moment = moment.Time.ToUniversalTime() },
        Fact.Version version => new() { Version = version.Value },
        _ => Named(fact.Plain) is { } name ? new() { Name = name } : ReceiptFact.Withheld,
    };

    private ImmutableArray<Observation> Of(ImmutableArray<Observation> seen) => [.. seen.Select(Of)];

    private string Subject(string name) => Named(name) ?? Unnamed;

    private string? Named(string? name) => name is not null && _names.Contains(name) ? name : null;

    // A virtual account is named after its service.
    private string? Account(string? account) =>
        account?.Split('\\') is ["NT SERVICE", var service] && Named(service) is not null ? account : Named(account);

    // S-1-5-32: the groups that every Windows has.
    private bool IsKnownGroup(string sid) =>
        sid.StartsWith("S-1-5-32-", StringComparison.OrdinalIgnoreCase) || _names.Contains(sid);
}
