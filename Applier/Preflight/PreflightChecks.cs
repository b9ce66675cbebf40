using System.Collections.Immutable;
using System.IO.Abstractions;
using PatchKit.Applier.Instruments;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Preflight;

/// <summary>
/// May we, now, here? Every check is made, also after a stop, so that the operator sees all that is in the way at once.
/// </summary>
/// <param name="fileSystem">The host's disk.</param>
/// <param name="instrument">The machine.</param>
/// <param name="time">For the age of finished runs.</param>
internal sealed class PreflightChecks(IFileSystem fileSystem, IInstrument instrument, TimeProvider time)
{
    /// <summary>
    /// Makes the checks in the order of <see cref="CheckId"/>. Never throws for what the machine says: unreadable counts as bad.
    /// </summary>
    /// <param name="request">What is judged.</param>
    /// <param name="made">Called after each check.</param>
    public PreflightReport Run(PreflightRequest request, Action<Finding>? made = null)
    {
        var machine = MachineCheck.Read(instrument);
        var findings = ImmutableArray.CreateBuilder<Finding>();
        var left = ImmutableArray<LeftRun>.Empty;
        foreach (var finding in All(request, machine, runs => left = runs))
        {
            made?.Invoke(finding);
            findings.Add(finding);
        }

        return new(findings.ToImmutable()) { Left = left };
    }

    private IEnumerable<Finding> All(PreflightRequest request, MachineFacts machine, Action<ImmutableArray<LeftRun>> left)
    {
        yield return MachineCheck.OsBuild(machine, request.Manifest.MinimumOsBuild);
        yield return MachineCheck.Rights(machine);
        yield return AddressCheck.Address(request.Instrument, request.Delivery);
        yield return AddressCheck.SerialShape(request.Instrument);
        yield return VersionCheck.Version(request.Instrument);
        yield return VersionCheck.Counter(request.Manifest.Counter, request.HighestCounter);
        yield return MachineCheck.PendingRestart(machine, request.Instrument.Mode, instrument.Places);
        // Where there is but one Windows, no other one can sleep on the disk.
        if (request.Instrument.Product.Modes.Length > 1)
            yield return MachineCheck.OtherMode(machine);
        if (request.Instrument.Earlier is { } earlier)
            yield return ModeOrderCheck.ModeOrder(earlier, request.EarlierShown);
        yield return MachineCheck.Power(machine);
        yield return ClockCheck.Clock(request.Time);
        yield return MachineCheck.Policy(machine, request.Instrument.Mode, instrument);
        var idle = new IdleCheck(fileSystem, instrument, time).Run(request.Instrument.Product.IdleGate);
        left(idle.Left);
        yield return idle.Finding;
        yield return new SpaceCheck(fileSystem, instrument.Drives).Run(request.Space, request.Reserve);
        yield return MachineCheck.Disk(instrument.Drives);
        // Where no gateway has left a report, there is nothing to be said of one.
        if (!request.KioskReports.IsEmpty)
            yield return KioskCheck.Kiosk(request.KioskReports);
    }
}
