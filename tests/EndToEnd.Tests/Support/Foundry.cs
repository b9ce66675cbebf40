using System.IO.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PatchKit.Packager.Campaigns;
using PatchKit.Packager.Host;
using PatchKit.Packager.Rehearsal;
using PatchKit.Packager.Sticks;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.EndToEnd.Support;

/// <summary>
/// Makes sticks by the Packager's own classes with a clock of the test's: a stick that has expired was really signed back then.
/// </summary>
internal sealed class Foundry : IDisposable
{
    private readonly RehearsalFolder _folder = new(Directory.CreateTempSubdirectory("patchkit-foundry-").FullName);
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);
    private RehearsalRelease? _release;
    private BundleManifest? _manifest;

    /// <summary>The campaign's folder.</summary>
    public string Campaign { get; init; } = Repository.Folder("campaigns", "fsn2023-1338");

    /// <summary>The folder of a program to put on the sticks; none unless said.</summary>
    public string? Applier { get; init; }

    /// <summary>Makes a stick at a time; all sticks of a foundry come from one release.</summary>
    public Bench Make(DateTimeOffset when, string name, params ModeId[] modes)
    {
        _clock.AdjustTime(when);
        var services = new PackagerServices(new FileSystem(), _clock, TextWriter.Null, TextWriter.Null, Interactive: false);
        if (_release is null)
        {
            _manifest = new BundleBuilder(services.Files).Build(Campaign, _folder.Bundle).Value.Manifest;
            _release = new RehearsalRelease(services, _folder);
            _ = _release.Make().Value;
        }

        var order = new StickOrder
        {
            Schema = StickOrder.SchemaVersion,
            Stick = Token.Of<StickId>(name),
            Customer = new(Token.Of<CustomerId>("hospital"), "Hospital (make-believe)"),
            Bundle = _manifest!.Bundle,
            Instruments = [
                new(Token.Of<ProductId>(Bench.Product), Token.Of<SerialNumber>("M70503"),
                modes.Length == 0 ? [.. SampleModes.All] : [.. modes])],
            Languages = [.. LocalizedText.Languages],
            ReturnTo = new(["Support desk (make-believe)"], "+00 000 0000"),
        };
        var stick = Path.Combine(_folder.Root, $"stick-{name}");
        _ = new StickMaker(services, _folder.Release, _folder.Ledger)
            .Make(order, _ => _release.OpenSupportDesk(), Applier, stick).Value;
        return Bench.Of(stick, _folder.TrustedRoot);
    }

    /// <summary>The ledger that the sticks were entered in.</summary>
    public string Ledger => _folder.Ledger;

    public void Dispose() => Directory.Delete(_folder.Root, recursive: true);
}
