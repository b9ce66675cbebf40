using System.IO.Abstractions;
using NSec.Cryptography;
using PatchKit.Packager.Campaigns;
using PatchKit.Packager.Host;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Releases;
using PatchKit.Packager.Sticks;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.EndToEnd;

/// <summary>
/// A release of the sample campaign, made by the Packager's own code, whose five holders are all replaced as often as a test
/// likes.
/// </summary>
internal sealed class RotatingRelease : IDisposable
{
    private readonly FileSystem _files = new();
    private readonly List<Key> _keys = [];
    private ReleaseRepository _release;
    private readonly BuiltBundle _bundle;
    private Holder[] _holders;

    public RotatingRelease()
    {
        Folder = Directory.CreateTempSubdirectory("patchkit-rotation-").FullName;
        _bundle = new BundleBuilder(_files)
            .Build(Repository.Folder("campaigns", "fsn2023-1338"), Path.Combine(Folder, "bundle.zip")).Value;
        _holders = People(1);
        _release = ReleaseRepository.Create(_files, TimeProvider.System, Path.Combine(Folder, "release"), Roles(_holders)).Value;
        Assert.Null(BundleListing.Add(_files, _release, _bundle.Path).Refusal);
        Publish(_holders);
    }

    public string Folder { get; }

    private PackagerServices Services => new(_files, TimeProvider.System, TextWriter.Null, TextWriter.Null, false);

    public long RootVersion => _release.State.Root.Version;

    /// <summary>The root that the Applier was given long ago.</summary>
    public string FirstRoot => Path.Combine(Folder, "release", "metadata", "1.root.json");

    /// <summary>Replaces every holder's key in every role. Old and new root holders sign the new root.</summary>
    public void ReplaceEveryKey()
    {
        var next = People(RootVersion + 1);
        foreach (var (role, keys) in Roles(next))
            Assert.Null(_release.ChangeKeys(role, _ => keys).Refusal);
        Publish([.. _holders, .. next]);
        _holders = next;
    }

    /// <summary>Writes a stick as it would be sent now.</summary>
    public string Stick(string id)
    {
        var order = new StickOrder
        {
            Schema = StickOrder.SchemaVersion,
            Stick = Token.Of<StickId>(id),
            Customer = new(Token.Of<CustomerId>("lab-1"), "Laboratory"),
            Bundle = _bundle.Manifest.Bundle,
            Instruments = [new(Token.Of<ProductId>("miseqdx"), Token.Of<SerialNumber>("M70503"), [.. SampleModes.All])],
            Languages = ["en"],
            ReturnTo = new(["Support"], "+00"),
        };
        var target = Path.Combine(Folder, id);
        var maker = new StickMaker(Services, _release.Folder, Path.Combine(Folder, "ledger.db"));
        Assert.Null(maker.Make(order, _ => new OpenedSigner(_holders[^1].Signer, "Sue", null), applier: null, target).Refusal);
        _release = ReleaseRepository.Open(_files, TimeProvider.System, _release.Folder).Value;
        return target;
    }

    public void Dispose()
    {
        _keys.ForEach(key => key.Dispose());
        Directory.Delete(Folder, recursive: true);
    }

    private static Dictionary<string, RoleKeys> Roles(Holder[] people) => new()
    {
        [Role.Root] = Of(people[0], people[1]),
        [Role.Targets] = Of(people[0], people[1]),
        [ReleaseRoles.Bundles] = Of(people[2], people[3]),
        [ReleaseRoles.Deliveries] = Of(people[4]),
        [Role.Snapshot] = Of(people[4]),
        [Role.Timestamp] = Of(people[4]),
    };

    private static RoleKeys Of(params Holder[] people) => new([.. people.Select(person => person.File)], people.Length);

    private void Publish(Holder[] people)
    {
        foreach (var role in _release.State.Drafts.Keys)
        {
            foreach (var person in people.Where(person =>
                _release.State.StatusOf(_release.State.Drafts[role]).KeyIds.Contains(person.Signer.Key.KeyId)))
                Assert.Null(_release.Sign(role, person.Signer).Refusal);
        }

        Assert.True(_release.Refresh(people[^1].Signer).Value.IsPublished);
    }

    private Holder[] People(long generation) =>
        [.. new[] { "root one", "root two", "release engineering", "quality", "support desk" }.Select(name =>
    {
        var key = Key.Create(SignatureAlgorithm.Ed25519);
        _keys.Add(key);
        var signer = new Ed25519Signer(key);
        return new Holder(new PublicKeyFile($"{name} {generation}", KeyUse.Rehearsal, signer.Key), signer);
    })];

    private sealed record Holder(PublicKeyFile File, ISigner Signer);
}
