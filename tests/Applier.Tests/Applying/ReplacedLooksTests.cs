using System.IO.Abstractions.TestingHelpers;
using PatchKit.Applier.Operators;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Applier.Applying;

/// <summary>What a replaced file loses whatever is done is said before a person agrees to it.</summary>
public sealed class ReplacedLooksTests
{
    [Theory]
    [InlineData(FileAttributes.Encrypted)]
    [InlineData(FileAttributes.Compressed)]
    public async Task A_file_that_Windows_encrypts_or_compresses_is_told(FileAttributes attribute)
    {
        var files = new MockFileSystem();
        using var bench = new Bench(files, "/bench");
        bench.Put(SampleSteps.Target, "old config");
        files.File.SetAttributes(bench.Instrument.OnHost(SampleSteps.Target), attribute);

        await bench.Transaction.Plan(bench.Request(Replacing(bench)), CancellationToken.None);

        Assert.Equal((Note.ReplacedPlain, "1", SampleSteps.Target), Told(bench));
    }

    [Fact]
    public async Task A_file_with_a_further_name_is_told()
    {
        using var bench = new Bench();
        bench.Put(SampleSteps.Target, "old config");
        var target = bench.Instrument.OnHost(SampleSteps.Target);
        Assert.True(FileFacts.Link(bench.Files, target, $"{target}.too"));

        await bench.Transaction.Plan(bench.Request(Replacing(bench)), CancellationToken.None);

        Assert.Equal((Note.ReplacedLinked, "1", SampleSteps.Target), Told(bench));
    }

    [Fact]
    public async Task Nothing_is_told_of_a_file_that_stays()
    {
        using var bench = new Bench();
        var step = Replacing(bench);
        bench.Put(SampleSteps.Target, "new config");
        var target = bench.Instrument.OnHost(SampleSteps.Target);
        Assert.True(FileFacts.Link(bench.Files, target, $"{target}.too"));

        await bench.Transaction.Plan(bench.Request(step), CancellationToken.None);

        Assert.Null(Told(bench));
    }

    private static ReplaceFileStep Replacing(Bench bench) => new(Bench.Id("config"), Bench.Title("Config"),
        bench.Payload("payload/x.cfg", "new config"), InstrumentPath.Of(SampleSteps.Target));

    private static (Note Note, string Count, string First)? Told(Bench bench) =>
        bench.Person.Events.OfType<Noted>().SingleOrDefault() is { Facts: [var count, var first] } noted
            ? (noted.Note, count.Plain, first.Plain)
            : null;
}
