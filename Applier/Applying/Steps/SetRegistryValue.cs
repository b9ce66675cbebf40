using PatchKit.Applier.Instruments;
using PatchKit.Shared.Bundles;

namespace PatchKit.Applier.Applying.Steps;

/// <summary>Sets one registry value. A key that had to be made stays, empty, after an undo.</summary>
internal sealed class SetRegistryValue(SetRegistryValueStep step, StepContext context)
    : StepWork<SetRegistryValueStep, RegistryBefore>(step, context)
{
    private IRegistry Registry => Context.Instrument.Registry;

    private RegistryValue Wanted => new(Its.Type, Its.Value);

    protected override Task<ProbeAnswer> ReadBackOwn(RegistryBefore? before, CancellationToken cancel) =>
        Task.FromResult(Compare(Wanted));

    protected override Task<RegistryBefore> CaptureOwn(CancellationToken cancel) =>
        Task.FromResult(new RegistryBefore(Registry.Read(Its.Key, Its.Name, Its.View)));

    protected override Task<string?> ApplyOwn(RegistryBefore before, CancellationToken cancel)
    {
        Registry.Write(Its.Key, Its.Name, Its.View, Wanted);
        return Task.FromResult<string?>(null);
    }

    protected override Task UndoOwn(RegistryBefore before, CancellationToken cancel)
    {
        if (Compare(before.Value).Holds)
            return Task.CompletedTask;
        if (before.Value is { } old)
            Registry.Write(Its.Key, Its.Name, Its.View, old);
        else
            Registry.Delete(Its.Key, Its.Name, Its.View);
        return Task.CompletedTask;
    }

    protected override ProbeAnswer ReadBackUndoneOwn(RegistryBefore before) => Compare(before.Value);

    private ProbeAnswer Compare(RegistryValue? expected)
    {
        var seen = Registry.ReadBack(Its.Key, Its.Name, Its.View);
        return ProbeAnswer.Of(seen == expected,
            seen is null ? $@"{Its.Key}\{Its.Name} is absent" : $@"{Its.Key}\{Its.Name} is {seen.Kind} '{seen.Text}'",
            ProbeReader.Observe(Its.Key, Its.Name, seen));
    }
}
