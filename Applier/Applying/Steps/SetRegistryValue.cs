using PatchKit.Applier.Instruments;
using PatchKit.Shared.Bundles;

namespace PatchKit.Applier.Applying.Steps;

/// <summary>Sets one registry value, or removes it. A key that had to be made stays, empty, after an undo.</summary>
/// <param name="step">The step.</param>
/// <param name="place">Which value.</param>
/// <param name="wanted">What it is to be; null for its absence.</param>
/// <param name="context">What the step works with.</param>
internal sealed class SetRegistryValue(Step step, IRegistryStep place, RegistryValue? wanted, StepContext context)
    : StepWork<Step, RegistryBefore>(step, context)
{
    private IRegistry Registry => Context.Instrument.Registry;

    protected override Task<ProbeAnswer> ReadBackOwn(RegistryBefore? before, CancellationToken cancel) =>
        Task.FromResult(Compare(wanted));

    protected override Task<RegistryBefore> CaptureOwn(CancellationToken cancel) =>
        Task.FromResult(new RegistryBefore(Registry.Read(place.Key, place.Name, place.View)));

    protected override Task<string?> ApplyOwn(RegistryBefore before, CancellationToken cancel)
    {
        Bring(wanted);
        return Task.FromResult<string?>(null);
    }

    protected override Task UndoOwn(RegistryBefore before, CancellationToken cancel)
    {
        if (!Compare(before.Value).Holds)
            Bring(before.Value);
        return Task.CompletedTask;
    }

    protected override ProbeAnswer ReadBackUndoneOwn(RegistryBefore before) => Compare(before.Value);

    private void Bring(RegistryValue? value)
    {
        if (value is null)
            Registry.Delete(place.Key, place.Name, place.View);
        else
            Registry.Write(place.Key, place.Name, place.View, value);
    }

    private ProbeAnswer Compare(RegistryValue? expected)
    {
        var seen = Registry.ReadBack(place.Key, place.Name, place.View);
        return ProbeAnswer.Of(seen == expected,
            seen is null ? $@"{place.Key}\{place.Name} is absent" : $@"{place.Key}\{place.Name} is {seen.Kind} '{seen.Text}'",
            ProbeReader.Observe(place.Key, place.Name, seen));
    }
}
