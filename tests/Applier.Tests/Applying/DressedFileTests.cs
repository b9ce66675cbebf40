using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;
using PatchKit.Tests.Applier.Backups;

namespace PatchKit.Tests.Applier.Applying;

/// <summary>
/// What is replaced, edited or put back keeps owner, rights and further streams. On NTFS a new file has its folder's rights and
/// no streams, and a rename carries those of the file. Source: Windows, "File Security and Access Rights", "File Streams".
/// </summary>
public sealed class DressedFileTests : IDisposable
{
    private const string Path = @"C:\App\settings.ini";
    private const string Rights = "O:S-1-5-21-1-2-3-1001G:BUD:P(A;;FR;;;BU)";
    private const string Old = "[Server]\r\nPort=80\r\n";
    private const string Zone = "Zone.Identifier";

    private readonly Bench _bench = new();
    private readonly SideFolderExtras _extras;

    public DressedFileTests()
    {
        SampleSteps.Prepare(_bench);
        _bench.Instrument.Extras = _extras = new(_bench.Files, System.IO.Path.Combine(_bench.Folder, "aside"));
        _bench.Put(Path, Old);
        _extras.SetSecurity(Host, Rights);
        File.WriteAllText(_extras.StreamPath(Host, Zone), "from elsewhere");
    }

    public static TheoryData<string> Kinds { get; } = ["replace", "edit"];

    private string Host => _bench.Instrument.OnHost(Path);

    public void Dispose() => _bench.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_successor_of_a_file_keeps_its_owner_its_rights_and_its_streams(string kind)
    {
        Assert.Equal(Verdict.Applied, (await _bench.Run(Steps(kind))).Verdict);

        Assert.NotEqual(Old, _bench.Text(Path));
        IsDressed();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_undo_brings_them_back_too(string kind)
    {
        await _bench.Run(Steps(kind));
        Assert.Equal(Verdict.Undone, (await _bench.Transaction.Rollback()).Verdict);

        Assert.Equal(Old, _bench.Text(Path));
        IsDressed();
    }

    [Fact]
    public async Task A_removed_file_comes_back_with_them()
    {
        var step = new DeleteFileStep(Bench.Id("gone"), Bench.Title("Remove"), InstrumentPath.Of(Path));
        Assert.Equal(Verdict.Applied, (await _bench.Run(step)).Verdict);
        Assert.Equal(Verdict.Undone, (await _bench.Transaction.Rollback()).Verdict);
        IsDressed();
    }

    [Fact]
    public async Task Rights_that_the_disk_does_not_take_change_nothing()
    {
        var replacing = Steps("replace");
        _extras.Refuses = path => path.EndsWith(".new", StringComparison.Ordinal) ? "error 1307" : null;
        var outcome = await _bench.Run(replacing);

        Assert.Contains("error 1307", outcome.Refusal?.Reason, StringComparison.Ordinal);
        Assert.Equal(Old, _bench.Text(Path));
        IsDressed();
    }

    private Step[] Steps(string kind) => kind == "edit"
        ? [SampleSteps.Edit() with { Target = InstrumentPath.Of(Path) }]
        : [new ReplaceFileStep(Bench.Id("one"), Bench.Title("Replace"),
            _bench.Payload("payload/new.ini", "[Server]\r\nPort=8082\r\n"), InstrumentPath.Of(Path))];

    private void IsDressed()
    {
        Assert.Equal(Rights, _extras.SecurityOf(Host));
        Assert.Equal([Zone], _extras.StreamsOf(Host).Select(stream => stream.Name));
        Assert.Equal("from elsewhere", File.ReadAllText(_extras.StreamPath(Host, Zone)));
    }
}
