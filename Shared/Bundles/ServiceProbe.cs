using System.Text.Json.Serialization;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>A service has this account, state or start type. What is null is not asked.</summary>
/// <param name="Service">Short name, or the display name where the short one is unknown.</param>
public sealed record ServiceProbe([property: JsonRequired] string Service) : Probe
{
    /// <summary>False asks that there is no such service.</summary>
    [JsonRequired]
    public bool Exists { get; init; } = true;

    /// <summary>The logon account, for example <c>NT AUTHORITY\LocalService</c> or <c>.\ucs</c>.</summary>
    public string? Account { get; init; }

    /// <summary>
    /// True asks that the logon account, whatever its name, has no administrator rights, nested groups counted.
    /// </summary>
    public bool? StandardAccount { get; init; }

    /// <summary>Running or stopped.</summary>
    public ServiceRunState? State { get; init; }

    /// <summary>How it starts.</summary>
    public ServiceStart? Start { get; init; }

    private protected override string Thing => Service;

    internal override string? Against(Probe other)
    {
        if (other is not ServiceProbe asked || !Same(asked.Service, Service))
            return null;
        if (Exists != asked.Exists)
            return $"'{Service}' cannot be there and be absent";
        if (Account is not null && asked.Account is not null && !LogonAccount.Same(Account, asked.Account))
            return $"'{Service}' cannot run under '{Account}' and '{asked.Account}'";
        if ((Account ?? asked.Account) is { } account && LogonAccount.IsSystem(account)
            && (StandardAccount ?? asked.StandardAccount) is true)
            return $"'{account}' is an administrator";
        if (State is { } state && asked.State is { } otherState && state != otherState)
            return $"'{Service}' cannot be {Word(state)} and {Word(otherState)}";
        return Start is { } start && asked.Start is { } otherStart && start != otherStart
            ? $"'{Service}' cannot start {Word(start)} and {Word(otherStart)}"
            : null;
    }

    private static string Word(Enum value) => value.ToString().ToLowerInvariant();

    internal override void Check(RuleBook book, string path)
    {
        book.Line(Service, $"{path}.service");
        book.Require(
            !Exists || (Account, StandardAccount, State, Start) is not (null, null, null, null),
            path, "nothing is asked of the service; allowed: account, standardAccount, state, start, or exists: false");
        book.Require(
            Exists || (Account, StandardAccount, State, Start) is (null, null, null, null),
            path, "a service that must be absent has nothing else to ask for");
        book.Require(StandardAccount is not false, $"{path}.standardAccount",
            "asking for an administrator is not allowed; leave it out");
        if (Account is not null)
            book.Line(Account, $"{path}.account");
    }
}

/// <summary>Whether a service runs. Anything between counts as neither.</summary>
[JsonConverter(typeof(StrictEnumConverter<ServiceRunState>))]
public enum ServiceRunState
{
    /// <summary>It runs.</summary>
    Running,

    /// <summary>It is stopped.</summary>
    Stopped,

    /// <summary>It is starting, stopping, pausing: not idle.</summary>
    Pending,
}

/// <summary>How a service starts.</summary>
[JsonConverter(typeof(StrictEnumConverter<ServiceStart>))]
public enum ServiceStart
{
    /// <summary>With Windows.</summary>
    Automatic,

    /// <summary>When something asks for it.</summary>
    Manual,

    /// <summary>Never.</summary>
    Disabled,
}
