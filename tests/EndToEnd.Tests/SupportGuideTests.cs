using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

/// <summary>
/// The support guide's recall, from the register to the pack: each of its commands is given to a shell in the guide's order, and
/// prints what the guide shows. What differs in each run (days, hours, digests, codes) may differ.
/// </summary>
public sealed partial class SupportGuideTests : IDisposable
{
    private const string Heading = "## One recall, from the register to the pack";

    // PATCHKIT_APPROVE=1 writes what was printed into the guide; read it before committing.
    private static readonly bool Approve = Environment.GetEnvironmentVariable("PATCHKIT_APPROVE") == "1";
    private static readonly string Guide = Repository.Folder("docs", "support-guide.md");

    private readonly string _folder = Directory.CreateTempSubdirectory("patchkit-guide-").FullName;
    private readonly Dictionary<string, string> _codes = new(StringComparer.Ordinal);
    private string _at;

    public SupportGuideTests() => _at = _folder;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_guides_recall_goes_from_the_register_to_the_pack_as_it_is_printed()
    {
        var guide = await File.ReadAllTextAsync(Guide, TestContext.Current.CancellationToken);
        var begin = guide.IndexOf(Heading, StringComparison.Ordinal);
        var end = guide.IndexOf("\n## ", begin + 1, StringComparison.Ordinal);
        var (written, commands) = (new StringBuilder(guide[..begin]), 0);
        var wrong = new List<string>();
        foreach (var part in Fence().Split(guide[begin..end]))
        {
            if (part.StartsWith("```console\n", StringComparison.Ordinal))
            {
                written.Append("```console\n");
                foreach (var shown in Shown(part))
                {
                    var printed = await Print(shown);
                    written.Append(printed);
                    if (Masked(shown) != Masked(printed))
                        wrong.Add($"the guide shows{Environment.NewLine}{shown}printed was{Environment.NewLine}{printed}");
                    commands++;
                }

                written.Append("```");
                continue;
            }

            // A file that the commands read: its name stands in the line before.
            if (NamedFile().Match(part) is { Success: true } file)
                await File.WriteAllTextAsync(Path.Combine(_at, file.Groups["name"].Value), file.Groups["text"].Value,
                    TestContext.Current.CancellationToken);
            written.Append(part);
        }

        if (Approve)
            await File.WriteAllTextAsync(Guide, written.Append(guide[end..]).ToString(), TestContext.Current.CancellationToken);
        else
            Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
        Assert.True(commands > 20, $"only {commands} commands were found");
    }

    // Each command with what stands below it.
    private static IEnumerable<string> Shown(string block) =>
        Command().Split(block["```console\n".Length..^"```".Length]).Where(one => one.Length > 0);

    private async Task<string> Print(string shown)
    {
        var lines = shown.Split('\n');
        var command = Code().Replace(lines[0][2..], code => _codes.GetValueOrDefault(code.Value, code.Value));
        var printed = LineEnds().Replace(await Run(command), "")
            .Replace($"{_folder}{Path.DirectorySeparatorChar}", "…/", StringComparison.Ordinal);
        // The guide's codes are those of another run: whoever reads one out on the telephone reads the one of this run.
        foreach (var (there, here) in Code().Matches(string.Join('\n', lines[1..])).Zip(Code().Matches(printed)))
            _codes[there.Value] = here.Value;
        return $"$ {command}\n{printed}";
    }

    private async Task<string> Run(string command)
    {
        var script = $$"""
            packager() { "{{string.Join("\" \"", Built.Packager.Program())}}" "$@"; }
            applier() { "{{string.Join("\" \"", Built.Applier.Program())}}" "$@"; }
            cd "$1" && exec 2>&1
            {{command}}
            pwd > "$2"
            """;
        var start = new ProcessStartInfo("/bin/bash", ["-c", script, "bash", _at, Path.Combine(_folder, "at")])
        { RedirectStandardInput = true, RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8 };
        start.Environment["DOTNET_ROOT"] = Built.Dotnet;
        start.Environment["TZ"] = "UTC";
        using var shell = Process.Start(start)!;
        shell.StandardInput.Close();
        var printed = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        _at = (await File.ReadAllTextAsync(Path.Combine(_folder, "at"), TestContext.Current.CancellationToken)).Trim();
        return printed;
    }

    private static string Masked(string text) => Volatile().Replace(text, "~");

    [GeneratedRegex("(```[a-z]+[^\\n]*\\n.*?```)", RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("^(?=\\$ )", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex("^```[a-z]+ (?<name>[a-z.-]+)\\n(?<text>.*)```$", RegexOptions.Singleline)]
    private static partial Regex NamedFile();

    [GeneratedRegex("\\b[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){1,2}\\b")]
    private static partial Regex Code();

    [GeneratedRegex("[ \\r]+$", RegexOptions.Multiline)]
    private static partial Regex LineEnds();

    // Days, moments, codes, digests, the fingerprint's groups, sizes and speeds.
    [GeneratedRegex("\\d{4}-\\d\\d-\\d\\d(T[0-9:.]+Z)?|\\d{8}T\\d{6}Z|\\b\\d\\d-[A-Z]{3}-\\d{4}\\b|\\b[0-9a-f]{8,}\\b|" +
        "\\b[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){1,2}\\b|\\b\\d{5}( \\d{5})+\\b|\\b[0-9.,]+ (B|KiB|MiB|s|bytes)\\b")]
    private static partial Regex Volatile();
}
