using System.IO.Abstractions;
using PatchKit.Applier.State;
using PatchKit.Shared;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Staging;

/// <summary>
/// Keeps <see cref="DeviceState"/> on this boot mode's disk: two generations, so that a cut at any write leaves one whole.
/// </summary>
internal sealed class DeviceMemory(IFileSystem files, string stateFolder)
{
    private readonly StateFile<DeviceState> _file = new(files, files.Path.Combine(stateFolder, "device"),
        DeviceState.Format, RefusalCode.MemoryDamaged);

    /// <summary>
    /// What is remembered; a fresh state when nothing ever was. Damage is a refusal: forgetting would let an old stick in.
    /// </summary>
    /// <returns>The state, or MemoryDamaged, AccessDenied.</returns>
    public Result<DeviceState> Read() =>
        Guard(() => _file.Read().Then<DeviceState>(reading => reading.Value ?? DeviceState.Fresh));

    /// <summary>The highest release counter applied for a product; null when none was.</summary>
    public long? HighestCounter(ProductId product) =>
        Read().TryGet(out var state, out _) && state.CounterOf(product) is > 0 and var counter ? counter : null;

    /// <summary>Remembers, when something changed.</summary>
    /// <returns>The state, or DiskFull or AccessDenied.</returns>
    public Result<DeviceState> Keep(DeviceState before, DeviceState now) => Guard(() =>
    {
        if (now != before)
            _file.WriteLasting(now);
        return now;
    });

    private Result<DeviceState> Guard(Func<Result<DeviceState>> act)
    {
        return Fault.Guard<DeviceState>(stateFolder, () =>
        {
            return act();
        });
    }
}
