using System.IO.Abstractions;
using System.Text.Json;
using PatchKit.Packager.Campaigns;
using PatchKit.Packager.Commands;
using PatchKit.Packager.Host;
using PatchKit.Packager.Returns;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Tests.Packager.Campaigns;

namespace PatchKit.Tests.Packager.Commands;

/// <summary>What the desk is told about a code.</summary>
public sealed class SituationCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_situation_has_words_and_a_next_thing_to_say()
    {
        RefusalCode?[] refusals = [null, .. Enum.GetValues<RefusalCode>().Select(code => (RefusalCode?)code)];
        foreach (var verdict in Enum.GetValues<Verdict>())
        {
            foreach (var refusal in refusals)
            {
                foreach (var journal in Enum.GetValues<JournalPlace>())
                {
                    var situation = new Situation(verdict, refusal, 1, journal, 2, 3);
                    Assert.NotEmpty(SituationWords.Ended(situation));
                    Assert.NotEmpty(SituationWords.Journal(situation));
                    Assert.NotEmpty(SituationWords.Say(situation));
                }
            }
        }
    }

    [Fact]
    public void Neither_old_nor_new_is_never_told_as_anything_else()
    {
        foreach (var refusal in Enum.GetValues<RefusalCode>())
            Assert.Contains("Do not use the instrument", SituationWords.Say(
                new Situation(Verdict.Inconsistent, refusal, 1, JournalPlace.Inconsistent, 2, 0)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_code_is_told_in_the_desks_words()
    {
        var code = SituationCode.Of(new(Verdict.Refused, RefusalCode.SpaceLacking, 1, JournalPlace.Untouched, 0, 0));

        Assert.Equal(ExitCodes.Done, Run(code.Text));

        var said = _out.ToString();
        Assert.Contains("refused: nothing was changed", said, StringComparison.Ordinal);
        Assert.Contains("(62) Too little room", said, StringComparison.Ordinal);
        Assert.Contains("number 1 of its product", said, StringComparison.Ordinal);
        Assert.Contains("say      The screen says how much is wanted", said, StringComparison.Ordinal);
    }

    [Fact]
    public void The_bundle_names_the_boot_mode_and_the_steps()
    {
        var bundle = new BundleBuilder(new FileSystem()).Build(Sample.Folder, _folder.At("b.zip")).Value;
        var mode = bundle.Manifest.Products[0].Modes[1];
        var steps = mode.Phases.SelectMany(phase => phase.Steps).ToList();
        var code = SituationCode.Of(new(Verdict.HalfWay, RefusalCode.DiskFull, 2, JournalPlace.Backward, 2, 1));

        Assert.Equal(ExitCodes.Done, Run(code.Text, "--bundle", bundle.Path));

        var said = _out.ToString();
        Assert.Contains(mode.Mode.Text, said, StringComparison.Ordinal);
        Assert.Contains($"step 2: {steps[1].Title.En} ({steps[1].Id})", said, StringComparison.Ordinal);
        Assert.Contains($"at step 1, on the way back: {steps[0].Title.En} ({steps[0].Id})", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_reads_the_same()
    {
        var code = SituationCode.Of(new(Verdict.Undone, RefusalCode.StepFailed, 2, JournalPlace.Undone, 4, 0));

        Assert.Equal(ExitCodes.Done, Run(code.Text.ToLowerInvariant(), "--json"));

        using var json = JsonDocument.Parse(_out.ToString());
        var answer = json.RootElement;
        Assert.Equal(code.Text, answer.GetProperty("code").GetString());
        Assert.Equal(("undone", "step-failed", "undone", 4, false), (
            answer.GetProperty("verdict").GetString(), answer.GetProperty("refusal").GetString(),
            answer.GetProperty("journal").GetString(), answer.GetProperty("step").GetInt32(),
            answer.GetProperty("receipt").GetBoolean()));
    }

    [Fact]
    public void A_misheard_code_is_no_code()
    {
        Assert.Equal((int)RefusalCode.Usage, Run("C8R1-W4D1"));
        Assert.Contains("have it read out again", _error.ToString(), StringComparison.Ordinal);
    }

    private int Run(params string[] arguments)
    {
        _out.GetStringBuilder().Clear();
        var services = new PackagerServices(new FileSystem(), TimeProvider.System, _out, _error, Interactive: false);
        return SituationCommand.Create(services).Parse(arguments).Invoke();
    }
}
