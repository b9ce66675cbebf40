using System.IO.Abstractions;
using PatchKit.Packager.Releases;
using PatchKit.Shared.Trust;

namespace PatchKit.Tests.Packager.Releases;

/// <summary>The power goes at each rename and each delete of a publication in turn; the next refresh finishes it.</summary>
public sealed class PublicationCutOffTests : IDisposable
{
    private const string Bundle = "bundles/fsn2023-1338-1.0.0.zip";
    private readonly Desk _desk = new();

    public void Dispose() => _desk.Dispose();

    [Fact]
    public void A_publication_that_is_cut_off_at_any_change_of_a_file_is_finished_by_the_next_refresh()
    {
        var release = _desk.Begun();
        var sam = _desk.Person("Sam, support desk");
        DeskPerson[] roots = [_desk.Person("Ann 2"), _desk.Person("Ben 2")];
        release.ChangeKeys(Role.Root, _ => Desk.Of(2, roots));
        foreach (var role in new[] { ReleaseRoles.Deliveries, Role.Snapshot, Role.Timestamp })
            release.ChangeKeys(role, _ => Desk.Of(1, sam));
        Desk.Add(release, ReleaseRoles.Bundles, Bundle, "zip");
        Desk.SignAll(release, _desk.Ann, _desk.Ben, roots[0], roots[1], _desk.Rita, _desk.Quinn, sam);
        var before = Copy(_desk.Folder, _desk.Folder + "-before");

        var cuts = 0;
        for (var published = false; !published; cuts++)
        {
            System.IO.Directory.Delete(_desk.Folder, recursive: true);
            Copy(before, _desk.Folder);
            published = ReleaseRepository.Open(new CutOffFileSystem(cuts), _desk.Clock,
                _desk.Folder).Value.Refresh(sam.Signer).Refusal is null;

            var again = _desk.TryOpen();
            Assert.True(again.Refusal is null, $"cut {cuts}: {again.Refusal}");
            var report = again.Value.Refresh(sam.Signer);
            Assert.True(report.Refusal is null, $"cut {cuts}: {report.Refusal}");
            Assert.Equal([Bundle], _desk.Seen().Value);
            Assert.Empty(_desk.Open().State.Drafts);
        }

        Assert.True(cuts > 12, $"only {cuts} changes were cut");
    }

    private static string Copy(string from, string to)
    {
        foreach (var file in System.IO.Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            System.IO.File.Copy(file, copy);
        }

        return to;
    }

    private sealed class CutOffFileSystem : FileSystem
    {
        public CutOffFileSystem(int changes) => File = new CutOffFile(this, changes);

        public override IFile File { get; }
    }

    /// <summary>The real disk until so many renames and deletes are done; after that, nothing can be changed any more.</summary>
    private sealed class CutOffFile(IFileSystem files, int changes) : FileWrapper(files)
    {
        private int _left = changes;

        public override void Move(string sourceFileName, string destFileName, bool overwrite)
        {
            Spend();
            base.Move(sourceFileName, destFileName, overwrite);
        }

        public override void Delete(string path)
        {
            Spend();
            base.Delete(path);
        }

        private void Spend()
        {
            if (_left-- <= 0)
                throw new IOException("the power went");
        }
    }
}
