using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Instruments.Rehearsal;

/// <summary>
/// The services of <c>services.json</c>. Starting and stopping is done at once; error numbers are those of Windows.
/// </summary>
internal sealed class RehearsalServices(RehearsalFolder folder, RehearsalAccounts accounts, ListenSettings settings) : IServices
{
    /// <summary>The file.</summary>
    public const string FileName = "services.json";

    /// <inheritdoc/>
    public ServiceFacts? Find(string service) => Entry(service)?.Facts is { } facts
        ? facts with { Account = accounts.Canonical(facts.Account) }
        : null;

    /// <inheritdoc/>
    public ServiceFacts? ReadBack(string service) => Find(service);

    /// <inheritdoc/>
    public bool? RunsAsAdministrator(string service) => Entry(service) is { State: not ServiceRunState.Stopped } found
        ? found.KeepsAdministrator || accounts.IsAdministrator(found.Account)
        : null;

    /// <inheritdoc/>
    public void Configure(string service, string? account, string? password, ServiceStart? start)
    {
        if (account is not null && !accounts.Exists(account))
            throw new InstrumentFault(service, $"error 1057: there is no account '{account}'");
        Change("services.configure", service, found => found with
        {
            Account = account ?? found.Account,
            Start = start ?? found.Start,
            // Windows takes a wrong password here and fails at the start: so do we. None given: the last one stays.
            PasswordOf = (account, password) switch
            {
                ({ } named, { } given) => accounts.PasswordOpens(named, given) ? named : null,
                _ => found.PasswordOf,
            },
        });
    }

    /// <inheritdoc/>
    public Task Start(string service, TimeSpan limit, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var found = Entry(service);
        if (found is { State: ServiceRunState.Running })
            return Task.CompletedTask;
        if (found is { Start: ServiceStart.Disabled })
            throw new InstrumentFault(service, "error 1058: the service is disabled");
        if (found is not null && LogonAccount.HasPassword(accounts.Canonical(found.Account))
            && !accounts.IsSame(found.Account, found.PasswordOf))
            throw new InstrumentFault(service, "error 1069: the service could not log on");
        Change("services.start", service, stopped => stopped with
        {
            State = ServiceRunState.Running,
            Listens = settings.Of(stopped) ?? stopped.Listens,
        });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task Stop(string service, TimeSpan limit, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        foreach (var dependent in Find(service)?.Dependents ?? [])
            await Stop(dependent, limit, cancel);
        Change("services.stop", service, running => running with
        {
            State = ServiceRunState.Stopped,
            KeepsAdministrator = false,
        });
    }

    /// <summary>What is stopped here has stopped as it should.</summary>
    public TimeSpan? StartsAgainAfter(string service) => null;

    /// <inheritdoc/>
    public string? AnyPending() => All().FirstOrDefault(service => service.State == ServiceRunState.Pending)?.Name;

    /// <summary>The service as it stands in the file, or null.</summary>
    public MakeBelieveService? Entry(string service) => All().FirstOrDefault(candidate => candidate.IsCalled(service));

    /// <summary>Makes the service so, whatever the instrument's lies.</summary>
    public void Put(MakeBelieveService service)
    {
        var all = All();
        all[Array.FindIndex(all, candidate => candidate.IsCalled(service.Name))] = service;
        folder.Write(FileName, all, RehearsalFormats.Services);
    }

    private void Change(string call, string service, Func<MakeBelieveService, MakeBelieveService> change)
    {
        var found = Entry(service) ?? throw new InstrumentFault(service, "error 1060: there is no such service");
        if (folder.Obeys(call, service))
            Put(change(found));
    }

    private MakeBelieveService[] All() => folder.Read(FileName, RehearsalFormats.Services);
}

/// <summary>An entry of <c>services.json</c>.</summary>
internal sealed record MakeBelieveService(
    [property: JsonRequired] string Name,
    [property: JsonRequired] string DisplayName,
    [property: JsonRequired] string Account,
    [property: JsonRequired] ServiceStart Start,
    [property: JsonRequired] ServiceRunState State)
{
    /// <summary>Short names of services that need it.</summary>
    public ImmutableArray<string> Dependents { get => field.IsDefault ? [] : field; init; }

    /// <summary>Where it listens while it runs: <c>address:port</c>.</summary>
    public ImmutableArray<string> Listens { get => field.IsDefault ? [] : field; init; }

    /// <summary>A file on the instrument that it reads whenever it starts; see <see cref="ListenSettings"/>.</summary>
    public string? SettingsFile { get; init; }

    /// <summary>Whether its process was started when its account was an administrator: until it is stopped.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool KeepsAdministrator { get; init; }

    /// <summary>The account whose right password it was given last; with another named account its next start fails.</summary>
    public string? PasswordOf { get; init; }

    /// <summary>What the port tells of it.</summary>
    [JsonIgnore]
    public ServiceFacts Facts => new(Name, DisplayName, Account, Start, State, Dependents);

    /// <summary>Whether this is its short or display name.</summary>
    public bool IsCalled(string name) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase)
        || string.Equals(DisplayName, name, StringComparison.OrdinalIgnoreCase);
}
