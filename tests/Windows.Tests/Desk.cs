using System.IO.Abstractions;
using NSec.Cryptography;
using PatchKit.Packager.Campaigns;
using PatchKit.Packager.Commands;
using PatchKit.Packager.Host;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Releases;
using PatchKit.Packager.Sticks;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Windows;

/// <summary>
/// The support side, by the Packager's own code: a ceremony with keys in memory, whose root the tests compile into the Applier;
/// bundles signed by two; sticks; ledgers.
/// </summary>
public sealed class Desk : IDisposable
{
    /// <summary>The passphrase of the key files.</summary>
    public const string Words = "eleven quiet herons over the lagoon";

    /// <summary>The instrument of all tests.</summary>
    public const string Serial = "M70503";

    private readonly List<Key> _keys = [];
    private readonly PackagerServices _services = new(new FileSystem(), TimeProvider.System, TextWriter.Null, TextWriter.Null,
        Interactive: false);
    private readonly Person _root1, _root2, _release, _quality, _support;
    private readonly string _root;
    private readonly KeyFolder _keyFiles =
        new(new FileSystem(), TimeProvider.System, System.Security.Cryptography.RandomNumberGenerator.Create());

    public Desk(string root)
    {
        _root = root;
        Directory.CreateDirectory(KeyFiles);
        (_root1, _root2, _release, _quality, _support) = (Holder("Ann"), Holder("Ben"), Filed("Rita"), Filed("Quinn"),
            Filed("Sue"));
        var keys = new Dictionary<string, RoleKeys>
        {
            [Role.Root] = Of(_root1, _root2),
            [Role.Targets] = Of(_root1, _root2),
            [ReleaseRoles.Bundles] = Of(_release, _quality),
            [ReleaseRoles.Deliveries] = Of(_support),
            [Role.Snapshot] = Of(_support),
            [Role.Timestamp] = Of(_support),
        };
        var release = ReleaseRepository.Create(_services.Files, _services.Clock, Release, keys).Value;
        foreach (var (role, person) in new[] { (Role.Root, _root1), (Role.Root, _root2), (Role.Targets, _root1),
            (Role.Targets, _root2) })
            Well(release.Sign(role, person.Signer));
        Well(release.Sign(ReleaseRoles.Bundles, _release.Signer));
        Well(release.Sign(ReleaseRoles.Bundles, _quality.Signer));
        Well(release.Sign(ReleaseRoles.Deliveries, _support.Signer));
        Well(release.Refresh(_support.Signer));
    }

    /// <summary>The root that instruments trust.</summary>
    public string TrustedRoot => Path.Combine(Release, FolderTransport.MetadataFolder, Role.FileName(Role.Root, 1));

    /// <summary>The release, which every test changes.</summary>
    public string Release => Path.Combine(_root, "release");

    /// <summary>
    /// The key files of release engineering (Rita), quality (Quinn) and the support desk (Sue): <c>NAME.key</c>.
    /// </summary>
    public string KeyFiles => Path.Combine(_root, "keys");

    // A ledger a campaign: the instruments of two tests have one serial number and two keys.
    private string Ledger(string campaign) => Path.Combine(_root, $"{campaign}.db");

    /// <summary>Builds a campaign, has it signed, and makes a stick of it.</summary>
    /// <returns>The stick's root.</returns>
    public string StickOf(string campaign, string name, string? applier)
    {
        var bundle = new BundleBuilder(_services.Files).Build(campaign, Path.Combine(_root, $"{name}.zip")).Value;
        var release = ReleaseRepository.Open(_services.Files, _services.Clock, Release).Value;
        Well(BundleListing.Add(_services.Files, release, bundle.Path));
        Well(release.Sign(ReleaseRoles.Bundles, _release.Signer));
        Well(release.Sign(ReleaseRoles.Bundles, _quality.Signer));
        Well(release.Refresh(_support.Signer));
        var order = new StickOrder
        {
            Schema = StickOrder.SchemaVersion,
            Stick = Token.Of<StickId>(name.ToUpperInvariant()),
            Customer = new(Token.Of<CustomerId>("hospital"), "Hospital of the tests"),
            Bundle = bundle.Manifest.Bundle,
            Instruments = [new(bundle.Manifest.Products[0].Product, Token.Of<SerialNumber>(Serial), [.. SampleModes.All])],
            Languages = ["en", "it"],
            ReturnTo = new(["Support desk of the tests"], "+00 000 0000"),
        };
        var stick = Path.Combine(_root, $"stick-{name}");
        Well(new StickMaker(_services, Release, Ledger(name)) { NewLedger = true }
            .Make(order, _ => new OpenedSigner(_support.Signer, "Sue", null), applier, stick));
        return stick;
    }

    /// <summary>Takes a stick's receipts into the ledger and asks for completeness.</summary>
    /// <returns>The exit code of the report: 0 when every mode of every instrument is done.</returns>
    public int Receive(string stick, string campaign)
    {
        using var said = new StringWriter();
        var services = _services with { Out = said, Error = said };
        var received = ReceiveCommand.Run(services, [StickLayout.Receipts.Under(stick)], Ledger(campaign), json: false);
        Assert.True(received == ExitCodes.Done, said.ToString());
        return ReportCommand.Run(services, new(Ledger(campaign), campaign, RequireComplete: true), json: false);
    }

    public void Dispose() => _keys.ForEach(key => key.Dispose());

    private Person Holder(string name)
    {
        var key = Key.Create(SignatureAlgorithm.Ed25519);
        _keys.Add(key);
        var signer = new Ed25519Signer(key);
        return new(new PublicKeyFile(name, KeyUse.Ceremony, signer.Key), signer);
    }

    private Person Filed(string name)
    {
        using var passphrase = Passphrase.From(Words).Value;
        var file = _keyFiles.Make(Path.Combine(KeyFiles, $"{name}.key"), name, KeyUse.Ceremony, passphrase).Value;
        var key = file.Open(passphrase, KeyUse.Ceremony).Value;
        _keys.Add(key);
        return new(PublicKeyFile.Of(file), new Ed25519Signer(key));
    }

    private static RoleKeys Of(params Person[] people) => new([.. people.Select(person => person.File)], people.Length);

    private static void Well<T>(Result<T> result)
        where T : notnull => Assert.True(result.Refusal is null, result.Refusal?.ToString());

    private sealed record Person(PublicKeyFile File, ISigner Signer);
}
