using System.Collections.Immutable;
using PatchKit.Packager.Host;
using PatchKit.Packager.Sticks;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Rehearsal;

/// <summary>Release and stick of a rehearsal, made by the same code as in earnest.</summary>
internal sealed class RehearsalStick(PackagerServices services, RehearsalFolder folder)
{
    /// <summary>Makes keys, release and stick.</summary>
    /// <param name="manifest">The bundle that was built.</param>
    /// <param name="instruments">What the stick is for.</param>
    public Result<StickContents> Make(BundleManifest manifest, ImmutableArray<ExpectedInstrument> instruments)
    {
        var release = new RehearsalRelease(services, folder);
        if (!release.Make().TryGet(out _, out var refusal))
            return refusal;
        services.Out.WriteLine("signed   by release engineering and quality, published by the support desk");
        var order = new StickOrder
        {
            Schema = StickOrder.SchemaVersion,
            Stick = Token.Of<StickId>("REHEARSAL-1"),
            Customer = new(Token.Of<CustomerId>("rehearsal-hospital"), "Rehearsal Hospital (make-believe)"),
            Bundle = manifest.Bundle,
            Instruments = instruments,
            Languages = manifest.Languages,
            ReturnTo = new(["Support desk (make-believe)", "Example Street 1"], "+00 000 0000"),
        };
        services.Files.File.WriteAllBytes(folder.Order, order.ToBytes());
        var maker = new StickMaker(services, folder.Release, folder.Ledger);
        return maker.Read(folder.Order).Then(read => maker.Make(read, _ => release.OpenSupportDesk(), null, folder.Stick));
    }
}
