using System.Collections.Immutable;
using System.IO.Abstractions;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using NSec.Cryptography;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Releases;
using PatchKit.Shared;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Packager.Releases;

/// <summary>A signing desk on the real disk: a release folder, a clock, and people with keys in memory.</summary>
public sealed class Desk : IDisposable
{
    private readonly List<Key> _keys = [];
    private int _devices;

    public Desk()
    {
        Folder = Path.Combine(System.IO.Directory.CreateTempSubdirectory("release-").FullName, "release");
        (Ann, Ben) = (Person("Ann, root"), Person("Ben, root"));
        (Rita, Quinn) = (Person("Rita, release engineering"), Person("Quinn, quality"));
        Sue = Person("Sue, support desk");
    }

    internal DeskPerson Ann { get; }

    internal DeskPerson Ben { get; }

    internal DeskPerson Rita { get; }

    internal DeskPerson Quinn { get; }

    internal DeskPerson Sue { get; }

    public string Folder { get; }

    public IFileSystem Files { get; } = new FileSystem();

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 31, 9, 30, 0, TimeSpan.Zero));

    internal DeskPerson Person(string name, KeyUse use = KeyUse.Rehearsal)
    {
        var key = Key.Create(SignatureAlgorithm.Ed25519);
        _keys.Add(key);
        var signer = new Ed25519Signer(key);
        return new(new PublicKeyFile(name, use, signer.Key), signer);
    }

    internal Dictionary<string, RoleKeys> FirstKeys() => new()
    {
        [Role.Root] = Of(2, Ann, Ben),
        [Role.Targets] = Of(2, Ann, Ben),
        [ReleaseRoles.Bundles] = Of(2, Rita, Quinn),
        [ReleaseRoles.Deliveries] = Of(1, Sue),
        [Role.Snapshot] = Of(1, Sue),
        [Role.Timestamp] = Of(1, Sue),
    };

    internal static RoleKeys Of(int threshold, params DeskPerson[] people) => new([.. people.Select(p => p.File)], threshold);

    internal Result<ReleaseRepository> TryOpen() => ReleaseRepository.Open(Files, Clock, Folder);

    internal ReleaseRepository Open() => TryOpen().Value;

    /// <summary>A release that is signed by all and published.</summary>
    internal ReleaseRepository Begun()
    {
        var release = ReleaseRepository.Create(Files, Clock, Folder, FirstKeys()).Value;
        SignAll(release, Ann, Ben, Rita, Quinn, Sue);
        Assert.True(release.Refresh(Sue.Signer).Value.IsPublished);
        return release;
    }

    /// <summary>Everybody signs every draft in which they have a say.</summary>
    internal static void SignAll(ReleaseRepository release, params DeskPerson[] people)
    {
        foreach (var role in release.State.Drafts.Keys)
        {
            foreach (var person in people)
            {
                if (release.State.StatusOf(release.State.Drafts[role]).KeyIds.Contains(person.Signer.Key.KeyId))
                    Assert.Null(release.Sign(role, person.Signer).Refusal);
            }
        }
    }

    internal static SigningStatus Add(ReleaseRepository release, string role, string path, string content)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(content));
        return release.AddTarget(role, MediaPath.Of(path), stream).Value;
    }

    /// <summary>What a device that trusts the root of this version sees; it remembers nothing else.</summary>
    internal Result<ImmutableArray<string>> Seen(long root = 1)
    {
        var store = new MetadataStore(Files, Path.Combine(Path.GetDirectoryName(Folder)!, $"device-{_devices++}"));
        var client = new TrustClient(new FolderTransport(Files, Folder), store, Clock.GetUtcNow());
        var bytes = System.IO.File.ReadAllBytes(Path.Combine(Folder, "metadata", $"{root}.root.json"));
        return client.TrustRoot(bytes).Then(_ => client.ListTargets())
            .Then<ImmutableArray<string>>(targets => targets.Select(target => target.File.Path).ToImmutableArray());
    }

    public void Dispose()
    {
        _keys.ForEach(key => key.Dispose());
        System.IO.Directory.Delete(Path.GetDirectoryName(Folder)!, recursive: true);
    }
}

internal sealed record DeskPerson(PublicKeyFile File, ISigner Signer);
