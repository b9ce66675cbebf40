using System.Text;
using System.Text.RegularExpressions;
using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Tests.Shared.Trust;

/// <summary>docs/formats/tuf-metadata.md says what is true.</summary>
public sealed partial class FormatPageTests
{
    private static readonly string Page = ReadPage();

    /// <summary>An example of the page.</summary>
    internal static string Example(int number) => Fences().Matches(Page)[number].Groups[1].Value;

    [Fact]
    public void The_examples_verify()
    {
        var files = Fences().Matches(Page).Select(m => Encoding.UTF8.GetBytes(m.Groups[1].Value)).ToArray();
        Assert.Equal(3, files.Length);
        var root = DraftMetadata.Read<RootMetadata>(files[0], "1.root.json").Value;
        var bundles = DraftMetadata.Read<TargetsMetadata>(files[1], "1.bundles.json").Value;
        var timestamp = DraftMetadata.Read<TimestampMetadata>(files[2], "timestamp.json").Value;

        Assert.Equal(2, root.SignedBy(root.Metadata.Roles[Role.Root], root.Metadata.Keys).Value.Length);
        Assert.Equal(2,
            bundles.SignedBy(root.Metadata.Roles[Role.Root], root.Metadata.Keys).Value.Length); // the same two keys
        Assert.Single(timestamp.SignedBy(root.Metadata.Roles[Role.Timestamp], root.Metadata.Keys).Value);
        Assert.Equal(["bundles/FSN2023-1338.zip"], bundles.Metadata.Targets.Keys);
    }

    [Fact]
    public void The_limits_are_the_ones_in_force()
    {
        var limits = new TrustLimits();
        Assert.Contains($"| {limits.RootLength / 1024} KiB, {limits.TimestampLength / 1024} KiB |", Page,
            StringComparison.Ordinal);
        Assert.Contains($"| {limits.SnapshotLength >> 20} MiB, {limits.TargetsLength >> 20} MiB |", Page,
            StringComparison.Ordinal);
        Assert.Contains($"| {SignedDocument.MaxLength >> 20} MiB, 32 levels of nesting |", Page, StringComparison.Ordinal);
        Assert.Contains($"the next one goes on | {limits.Roots} |", Page, StringComparison.Ordinal);
        Assert.Contains($"search for a target | {limits.Roles} |", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_refusal_on_the_page_is_one()
    {
        var codes = Codes().Matches(Page[Page.IndexOf("## Refusals", StringComparison.Ordinal)..]).Select(m => m.Groups[1].Value)
            .ToArray();
        Assert.True(codes.Length > 10);
        Assert.All(codes, code => Assert.True(Enum.TryParse<RefusalCode>(code, out _), code));
    }

    private static string ReadPage()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "PatchKit.slnx")))
            folder = Path.GetDirectoryName(folder)
                ?? throw new InvalidOperationException("PatchKit.slnx was not found above the tests");
        return File.ReadAllText(Path.Combine(folder, "docs", "formats", "tuf-metadata.md")).ReplaceLineEndings("\n");
    }

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fences();

    [GeneratedRegex("`([A-Z][A-Za-z]+)`")]
    private static partial Regex Codes();
}
