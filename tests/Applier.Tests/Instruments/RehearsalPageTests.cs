using System.Text.RegularExpressions;
using PatchKit.Applier.Instruments.Rehearsal;

namespace PatchKit.Tests.Applier.Instruments;

/// <summary>The examples of docs/formats/rehearsal-instrument.md are read by the program.</summary>
public sealed partial class RehearsalPageTests
{
    [Fact]
    public void Every_example_of_the_page_is_a_file_that_opens()
    {
        using var bench = RehearsalBench.OnDisk();
        var examples = Example()
            .Matches(File.ReadAllText(RehearsalBench.Page("rehearsal-instrument.md")).ReplaceLineEndings("\n"));
        Assert.Equal(13, examples.Count);
        foreach (Match example in examples)
        {
            var name = example.Groups[1].Value;
            var folder = name is "instrument.json" or "drives.json" ? bench.Folder : Path.Combine(bench.Folder, "modes", "Dx");
            File.WriteAllText(Path.Combine(folder, name), example.Groups[2].Value);
        }

        var instrument = RehearsalInstrument.Open(bench.FileSystem, bench.Folder);
        Assert.Null(instrument.Refusal);
        Assert.True(instrument.Value.Accounts.IsAdministrator("ucs"));
    }

    [GeneratedRegex(@"### `([a-z-]+\.json)`\n.*?```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
