using System.IO.Abstractions.TestingHelpers;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Applier.Backups.Walking;

namespace PatchKit.Tests.Applier.Backups;

/// <summary>The order of a folder with more names than are kept in memory.</summary>
public sealed class FolderListingTests
{
    private static readonly DateTimeOffset Written = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData(1000)]
    [InlineData((2 * FolderListing.Most) + 1000)]
    public void However_many_names_come_in_the_order_of_paths_and_no_file_is_left(int count)
    {
        var files = new MockFileSystem();
        files.Directory.CreateDirectory("/scratch");
        var numbers = Enumerable.Range(0, count).ToArray();
        new Random(7).Shuffle(numbers);
        var most = 0;
        var scratch = 0;

        var ordered = new FolderListing(files, () => $"/scratch/{++scratch}").InOrder(numbers.Select(Child))
            .Select(child =>
            {
                most = Math.Max(most, files.AllFiles.Count());
                return child;
            })
            .ToList();

        var expected = numbers.Select(Child).OrderBy(child => child.Key, StringComparer.Ordinal).ToList();
        Assert.Equal(expected.Select(Words), ordered.Select(Words));
        Assert.Equal(count > FolderListing.Most, most > 0);
        Assert.Empty(files.AllFiles);
    }

    [Fact]
    public void Children_that_differ_in_case_alone_or_take_a_sources_name_get_names_of_their_own()
    {
        var names = new ChildNames(name => name == "taken");
        Assert.Equal(["a", "A~2", "b_", "b_~2", "taken~2"], new[] { "a", "A", "b?", "b*", "taken" }.Select(names.Of));
    }

    [Fact]
    public void Half_a_million_children_keep_their_names_and_not_one_is_given_twice()
    {
        var names = new ChildNames(isSource: null);
        var children = Enumerable.Range(0, 500_000).Select(number => $"Tile_{number}.CIF").ToList();
        Assert.Equal(children, children.Select(names.Of));
        Assert.All(children.Chunk(997).Select(some => some[0]), child => Assert.Equal($"{child}~2", names.Of(child)));
    }

    // Every seventh is a folder, every thousandth a link.
    private static FolderChild Child(int number) => (number % 7, number % 1000) switch
    {
        (_, 1) =>
            new($"n{number}", $"n{number}", IsFolder: false, default)
            { Finding = new FoundLink(new BackupLink($"/x/n{number}", "elsewhere", Folder: true)) },
        (0, _) => new($"n{number}", $"n{number}/", IsFolder: true, default),
        _ => new($"n{number}", $"n{number}", IsFolder: false,
            new FileLook(number, Written.AddSeconds(number), Written, number % 2 == 0 ? FileAttributes.Hidden : 0)),
    };

    private static string Words(FolderChild child) => $"{child.Key} {child.IsFolder} {child.Look} {child.Finding}";
}
