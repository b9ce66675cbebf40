using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CliWrap;
using CliWrap.Buffered;
using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

/// <summary>
/// The recall in docs/support-guide.md, from the register to its end: its commands are run in their order, on make-believe
/// instruments, and print what the page shows.
/// </summary>
public sealed partial class SupportGuideTests(Round round) : IDisposable
{
    private const string Site = "# at the site, in ";
    private readonly string _folder = Directory.CreateTempSubdirectory("patchkit-guide-").FullName;
    private readonly StringBuilder _shown = new();
    private Bench? _bench;

    public void Dispose()
    {
        _bench?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_recall_in_the_guide_is_run_from_register_to_close_with_the_output_that_it_shows()
    {
        Prepare();
        var page = File.ReadAllText(Page);
        var begin = page.IndexOf("```console\n", StringComparison.Ordinal) + "```console\n".Length;
        var example = page[begin..page.IndexOf("```", begin, StringComparison.Ordinal)];

        foreach (var line in example.Split('\n'))
        {
            if (line.StartsWith(Site, StringComparison.Ordinal))
                await Apply(line[Site.Length..].Split(' ')[0].TrimEnd(':'));
            else if (!line.StartsWith("$ ", StringComparison.Ordinal))
                continue;
            _shown.Append(line).Append('\n');
            if (line[0] == '$')
                _shown.Append(await Run([.. Word().Matches(line[2..]).Select(match => match.Value.Trim('"'))]));
        }

        // PATCHKIT_APPROVE=1 writes the page's example anew; read it before committing.
        if (Environment.GetEnvironmentVariable("PATCHKIT_APPROVE") == "1")
            File.WriteAllText(Page, page.Replace(example, _shown.ToString(), StringComparison.Ordinal));
        else
            Assert.Equal(Steady(example), Steady(_shown.ToString()));
    }

    private void Prepare()
    {
        round.CopyOfRelease(_folder);
        File.Copy(Path.Combine(round.Folder, "keys", "support-desk.key.json"), At("sue.key"));
        File.Copy(round.Root, At("root.json"));
        File.WriteAllText(At("passphrase"), "rehearsal rehearsal rehearsal\n");
        File.WriteAllText(At("register.csv"), """
            Customer;Name;Country;Contact;Telephone;Product;Serial
            san-marco;Ospedale San Marco;IT;Anna Bianchi;+39 041 000000;miseqdx;M70503
            san-marco;Ospedale San Marco;IT;Anna Bianchi;+39 041 000000;nextseq550dx;NDX550181

            """);
        var order = JsonNode.Parse(File.ReadAllText(Path.Combine(round.Folder, "order.json")))!;
        order["stick"] = "PK-0042";
        order["customer"] = new JsonObject { ["id"] = "san-marco", ["name"] = "Ospedale San Marco" };
        var instrument = order["instruments"]!.AsArray().First(one => (string?)one!["serial"] == "M70503")!;
        order["instruments"] = new JsonArray(instrument.DeepClone());
        File.WriteAllText(At("order.json"), order.ToJsonString());
    }

    private async Task Apply(string mode)
    {
        _bench ??= Bench.Of(At("E"), round.Root);
        _bench.Boot(mode);
        (await _bench.Apply()).Ended(0);
        Tree.Copy(Path.Combine(_bench.Stick, "receipts"), At("back"));
        foreach (var receipt in Directory.EnumerateFiles(At("back")))
            File.Copy(receipt, Path.Combine(At("E"), "receipts", Path.GetFileName(receipt)), overwrite: true);
        Directory.Delete(At("back"), recursive: true);
    }

    private async Task<string> Run(string[] line)
    {
        if (line[0] == "python3")
        {
            var python = await Cli.Wrap(line[0]).WithArguments(["-B", .. line[1..]]).WithWorkingDirectory(_folder)
                .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(TestContext.Current.CancellationToken);
            return python.StandardOutput + python.StandardError;
        }

        Assert.Equal("packager", line[0]);
        var program = Built.Packager.Reading(At("passphrase")).In(_folder);
        // A person types the passphrase.
        return Said(await program.Run(line.Contains("--key") ? [.. line[1..], "--passphrase-fd", "3"] : line[1..]));
    }

    private static string Said(Ran ran) => string.Concat(ran.Output.ReplaceLineEndings("\n").Split('\n')
        .Where(text => text.Length > 0 && !text.StartsWith("*** REHEARSAL", StringComparison.Ordinal))
        .Append(ran.ExitCode == 0 ? "" : $"(exit code {ran.ExitCode})").Where(text => text.Length > 0)
        .Select(text => $"{text.TrimEnd()}\n")) + (ran.ExitCode is 0 or 4 ? "" : ran.Error);

    // Another day, other keys: what is new each time counts as the same.
    private string Steady(string text) => Changing().Replace(text.Replace(_folder, ".", StringComparison.Ordinal), "~");

    private string At(params string[] names) => Path.Combine([_folder, .. names]);

    private static string Page => Repository.Folder("docs", "support-guide.md");

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Word();

    [GeneratedRegex("[0-9a-f]{64}|[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]|[0-9]{4}-[0-9]{2}-[0-9]{2}")]
    private static partial Regex Changing();
}
