using System.Globalization;
using PatchKit.Shared.Bundles;

namespace PatchKit.Packager.Rehearsal;

/// <summary>
/// A fault that a proof plays: <see cref="FaultAtRecord"/>, <see cref="LyingCall"/>.
/// </summary>
/// <param name="Undoing">Whether it happens while the update is put back, and not while it is applied.</param>
internal abstract record ProofFault(bool Undoing)
{
    /// <summary>What kind of trouble it is, for a person: faults of one kind are counted together.</summary>
    public abstract string Kind { get; }

    /// <summary>The very fault, for a person.</summary>
    public abstract override string ToString();

    /// <summary>The part of a session in which it happens.</summary>
    protected string While => Undoing ? "while being put back" : "while being applied";

    /// <summary>Every fault of a plan.</summary>
    /// <param name="steps">Its steps.</param>
    /// <param name="applying">Records that its application writes.</param>
    /// <param name="undoing">Records that putting it back adds.</param>
    public static IEnumerable<ProofFault> Of(IReadOnlyList<Step> steps, int applying, int undoing)
    {
        foreach (var record in Enumerable.Range(1, applying + undoing))
        {
            foreach (var happens in Enum.GetValues<FaultAt>())
                yield return new FaultAtRecord(record > applying, happens, record);
        }

        foreach (var isUndo in new[] { false, true })
        {
            var calls = steps.SelectMany(step => LyingCall.Of(step, isUndo)).Distinct(StringComparer.OrdinalIgnoreCase);
            foreach (var call in calls)
                yield return new LyingCall(isUndo, call);
        }
    }
}

/// <summary>Something happens at a record of the journal.</summary>
/// <param name="Undoing">See <see cref="ProofFault"/>.</param>
/// <param name="Happens">What.</param>
/// <param name="Record">Which record of the file, from 1.</param>
internal sealed record FaultAtRecord(bool Undoing, FaultAt Happens, int Record) : ProofFault(Undoing)
{
    /// <summary>Whether the power goes.</summary>
    public bool IsCut => Happens is not FaultAt.Full;

    /// <summary>How the Applier is told (<c>--fault</c>).</summary>
    public string Switch =>
        string.Create(CultureInfo.InvariantCulture, $"{Happens.ToString().ToLowerInvariant()}:{Record}");

    /// <inheritdoc/>
    public override string Kind => IsCut ? $"power cuts {While}" : $"full disks {While}";

    /// <inheritdoc/>
    public override string ToString() => $"--fault {Switch} {While}";
}

/// <summary>What happens at a record.</summary>
internal enum FaultAt
{
    /// <summary>The power goes when it stands on the disk.</summary>
    Cut,

    /// <summary>The power goes while it is written.</summary>
    Torn,

    /// <summary>The disks are full from it on.</summary>
    Full,
}

/// <summary>A call of the machine says success and does nothing.</summary>
/// <param name="Undoing">See <see cref="ProofFault"/>.</param>
/// <param name="Call">The call and what it is about, as <c>machine.json</c> has it
/// (docs/formats/rehearsal-instrument.md).</param>
internal sealed record LyingCall(bool Undoing, string Call) : ProofFault(Undoing)
{
    /// <inheritdoc/>
    public override string Kind => $"lying steps {While}";

    /// <inheritdoc/>
    public override string ToString() => $"the lie '{Call}' {While}";

    /// <summary>The calls by which a step may change the machine. Files are written by the kit itself.</summary>
    public static IEnumerable<string> Of(Step step, bool undoing) => step switch
    {
        RunInstallerStep installer => undoing
            ? [$"installers.undo {installer.Payload.Name}", "installers.put-back"]
            : [$"installers.install {installer.Payload.Name}"],
        UninstallStep removed => [$"installers.{(undoing ? "put-back" : "remove")} {removed.Product}"],
        RunScriptStep script => script.Scripts.Select(path => $"scripts.{(undoing ? "undo" : "apply")} {path.Name}"),
        SetServiceStep service => [$"services.configure {service.Service}", $"services.start {service.Service}",
            $"services.stop {service.Service}"],
        SetAccountStep account => [$"accounts.join {account.Account}", $"accounts.leave {account.Account}"],
        EnableFirewallStep => ["firewall.set"],
        SetRegistryValueStep value => undoing
            ? [$"registry.write {value.Key}", $"registry.delete {value.Key}"]
            : [$"registry.write {value.Key}"],
        DeleteRegistryValueStep value => [$"registry.{(undoing ? "write" : "delete")} {value.Key}"],
        AskOperatorStep manual => [$"hand.{(undoing ? "take-back" : "do")} {manual.Id}"],
        _ => [],
    };
}
