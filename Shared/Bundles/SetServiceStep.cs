using System.Text.Json.Serialization;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>Sets a service's account, start type or run state. What is null stays as it is.</summary>
/// <param name="Id">See <see cref="Step"/>.</param>
/// <param name="Title">See <see cref="Step"/>.</param>
/// <param name="Service">Short name, or the display name where the short one is unknown.</param>
public sealed record SetServiceStep(StepId Id, LocalizedText Title, [property: JsonRequired] string Service) : Step(Id, Title)
{
    /// <summary>The logon account. For one with a password the operator is asked.</summary>
    public string? Account { get; init; }

    /// <summary>How it starts.</summary>
    public ServiceStart? Start { get; init; }

    /// <summary>Whether it runs afterwards.</summary>
    public ServiceRunState? State { get; init; }

    private protected override string Sets => $"service {Service}";

    internal override Probe Effect(BundleContents files) =>
        new ServiceProbe(Service) { Account = Account, Start = Start, State = State };

    internal override void Check(RuleBook book, BundleContents files, string path)
    {
        book.Line(Service, $"{path}.service");
        book.Require((Account, Start, State) is not (null, null, null), path, "nothing is set; allowed: account, start, state");
        book.Require(State is not ServiceRunState.Pending, $"{path}.state",
            "'pending' is no state to end in; allowed: running, stopped");
        book.Require(
            (Start, State) is not (ServiceStart.Disabled, ServiceRunState.Running), path, "a disabled service cannot run");
        if (Account is not null)
            book.Line(Account, $"{path}.account");
    }
}
