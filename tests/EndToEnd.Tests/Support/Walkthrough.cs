using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace PatchKit.Tests.EndToEnd.Support;

/// <summary>
/// A section of a guide that shows commands and what they print: each is given to a shell in the guide's order, in an empty home
/// folder, and has to print what the guide shows. What differs in each run (days, hours, digests, codes) may differ.
/// PATCHKIT_APPROVE=1 writes what was printed into the guide; read it before committing.
/// </summary>
internal sealed partial class Walkthrough(string page, string heading, string home, params Built[] programs)
{
    private static readonly bool Approve = Environment.GetEnvironmentVariable("PATCHKIT_APPROVE") == "1";

    private readonly Dictionary<string, string> _codes = new(StringComparer.Ordinal);
    private readonly List<string> _wrong = [];
    private string? _at;

    /// <summary>Goes through the section.</summary>
    /// <returns>How many commands there were.</returns>
    public async Task<int> Go()
    {
        var guide = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
        var begin = guide.IndexOf(heading, StringComparison.Ordinal);
        var end = guide.IndexOf("\n## ", begin + 1, StringComparison.Ordinal);
        var (written, commands) = (new StringBuilder(guide[..begin]), 0);
        foreach (var part in Fence().Split(guide[begin..end]))
        {
            if (!part.StartsWith("```console\n", StringComparison.Ordinal))
            {
                // A file that the commands read.
                if (NamedFile().Match(part) is { Success: true } file)
                    await File.WriteAllTextAsync(Path.Combine(_at ?? home, file.Groups["name"].Value), file.Groups["text"].Value,
                        TestContext.Current.CancellationToken);
                written.Append(part);
                continue;
            }

            written.Append("```console\n");
            foreach (var shown in Command().Split(part["```console\n".Length..^"```".Length]).Where(one => one.Length > 0))
            {
                written.Append(await Print(shown));
                commands++;
            }

            written.Append("```");
        }

        if (Approve)
            await File.WriteAllTextAsync(page, written.Append(guide[end..]).ToString(), TestContext.Current.CancellationToken);
        else
            Assert.True(_wrong.Count == 0, string.Join(Environment.NewLine, _wrong));
        return commands;
    }

    private async Task<string> Print(string shown)
    {
        var lines = shown.Split('\n');
        var command = Code().Replace(lines[0][2..], code => _codes.GetValueOrDefault(code.Value, code.Value));
        var printed = LineEnds().Replace(await Run(command), "").Replace($"{home}/", "~/", StringComparison.Ordinal);
        // The guide's codes are those of another run: whoever reads one out on the telephone reads the one of this run.
        foreach (var (there, here) in Code().Matches(string.Join('\n', lines[1..])).Zip(Code().Matches(printed)))
            _codes[there.Value] = here.Value;
        var whole = $"$ {command}\n{printed}";
        if (Masked(shown) != Masked(whole))
            _wrong.Add($"the guide shows{Environment.NewLine}{shown}printed was{Environment.NewLine}{whole}");
        return whole;
    }

    private async Task<string> Run(string command)
    {
        var at = Path.Combine(home, ".at");
        var functions = programs.Select(program =>
            $"{program.Name.ToLowerInvariant()}() {{ \"{string.Join("\" \"", program.Program())}\" \"$@\"; }}");
        var script = $"""
            {string.Join('\n', functions)}
            cd "$1" && exec 2>&1
            {command}
            pwd > "$2"
            """;
        var start = new ProcessStartInfo("/bin/bash", ["-c", script, "bash", _at ?? home, at])
        { RedirectStandardInput = true, RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8 };
        start.Environment.Clear();
        (start.Environment["PATH"], start.Environment["HOME"], start.Environment["TZ"]) = ("/usr/bin:/bin", home, "UTC");
        // A published program brings its runtime along; a built one has to be told where there is one.
        if (!programs.All(program => program.IsSelfContained))
            start.Environment["DOTNET_ROOT"] = Built.Dotnet;
        using var shell = Process.Start(start)!;
        shell.StandardInput.Close();
        var printed = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        _at = (await File.ReadAllTextAsync(at, TestContext.Current.CancellationToken)).Trim();
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

    // Days, moments, codes, digests, the fingerprint's groups, sizes, counts of files.
    [GeneratedRegex("\\d{4}-\\d\\d-\\d\\d(T[0-9:.]+Z)?|\\d{8}T\\d{6}Z|\\b\\d\\d-[A-Z]{3}-\\d{4}\\b|" +
        "\\b[0-9a-f]{8,}\\b(\\.changed)?|\\b[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){1,2}\\b|" +
        "\\b\\d{5}( \\d{5})+\\b|\\b[0-9.,]+ (B|KiB|MiB|s|bytes|files)\\b")]
    private static partial Regex Volatile();
}
