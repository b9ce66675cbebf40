using System.Globalization;
using System.Text.RegularExpressions;
using PatchKit.Shared;

namespace PatchKit.Tests.Shared;

/// <summary>One number for each refusal, and docs/exit-codes.md lists them all.</summary>
public partial class ExitCodesTests
{
    [Fact]
    public void Every_refusal_has_a_number_of_its_own()
    {
        int[] reserved = [ExitCodes.Done, ExitCodes.RestartPending, ExitCodes.Outstanding, ExitCodes.Interrupted];
        int[] numbers = [.. reserved, .. Enum.GetValues<RefusalCode>().Select(code => (int)code)];

        Assert.Equal(numbers.Length, numbers.Distinct().Count());
        Assert.All(numbers, number => Assert.InRange(number, 0, 255));
    }

    [Fact]
    public void The_page_lists_every_code_with_its_number_and_no_other()
    {
        var expected = Enum.GetValues<RefusalCode>().Select(code => (Number: (int)code, Name: code.ToString()))
            .Concat(
            [
                (ExitCodes.Done, nameof(ExitCodes.Done)),
                (ExitCodes.RestartPending, nameof(ExitCodes.RestartPending)),
                (ExitCodes.Outstanding, nameof(ExitCodes.Outstanding)),
                (ExitCodes.Interrupted, nameof(ExitCodes.Interrupted)),
            ]);

        var listed = Row().Matches(Page())
            .Select(match =>
                (Number: int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), Name: match.Groups[2].Value));

        Assert.Equal(expected.Order(), listed.Order());
    }

    private static string Page()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "PatchKit.slnx")))
            folder = folder.Parent ?? throw new InvalidOperationException("not in the repository");
        return File.ReadAllText(Path.Combine(folder.FullName, "docs", "exit-codes.md"));
    }

    [GeneratedRegex(@"^\| (\d+) \| (\w+) \| (?!`).+ \|\r?$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
