using System.Collections.Immutable;
using PatchKit.Shared.Bundles;

namespace PatchKit.Applier.Instruments;

/// <summary>Windows services, by short or display name.</summary>
internal interface IServices
{
    /// <summary>The service as the service manager tells it, or null.</summary>
    ServiceFacts? Find(string service);

    /// <summary>The service by another path (the registry and a new handle), for the read-back.</summary>
    ServiceFacts? ReadBack(string service);

    /// <summary>
    /// Whether the process in which a service runs has administrator rights: they are given to it when it starts, and stay with
    /// it, whatever becomes of its account meanwhile. Null when it does not run.
    /// </summary>
    bool? RunsAsAdministrator(string service);

    /// <summary>Changes what is not null.</summary>
    /// <param name="service">The service.</param>
    /// <param name="account">New logon account; it gets the right to log on as a service.</param>
    /// <param name="password">Its password, for an account that has one. Used once, never kept.</param>
    /// <param name="start">New start type.</param>
    void Configure(string service, string? account, string? password, ServiceStart? start);

    /// <summary>Starts it and waits until it runs.</summary>
    Task Start(string service, TimeSpan limit, CancellationToken cancel);

    /// <summary>Stops it, and what depends on it, and waits until it is stopped.</summary>
    Task Stop(string service, TimeSpan limit, CancellationToken cancel);

    /// <summary>
    /// After how long Windows starts the stopped service again by itself, because it died or ended with an error and its failure
    /// actions say so; null when nothing starts it.
    /// </summary>
    TimeSpan? StartsAgainAfter(string service);

    /// <summary>Whether any service is starting, stopping or pausing; its name, or null.</summary>
    string? AnyPending();
}

/// <summary>A service.</summary>
/// <param name="Name">Short name.</param>
/// <param name="DisplayName">Display name.</param>
/// <param name="Account">Logon account as the machine writes it.</param>
/// <param name="Start">How it starts.</param>
/// <param name="State">Whether it runs.</param>
/// <param name="Dependents">Services that need it, by short name.</param>
internal sealed record ServiceFacts(
    string Name,
    string DisplayName,
    string Account,
    ServiceStart Start,
    ServiceRunState State,
    ImmutableArray<string> Dependents);
