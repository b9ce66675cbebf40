using System.IO.Abstractions;
using System.Text.Json;
using PatchKit.Packager.Commands;
using PatchKit.Packager.Host;
using PatchKit.Shared;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Packager.Campaigns;

public sealed class BuildCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_builds_and_says_what_the_bundle_holds()
    {
        Assert.Equal(ExitCodes.Done, Run(Sample.Folder, "--output", _folder.At("b.zip")));

        Assert.Contains($"sha-256  {Sha256Digest.Of(File.ReadAllBytes(_folder.At("b.zip")))}", _out.ToString(),
            StringComparison.Ordinal);
        Assert.Contains("NextSeq 550Dx  RUO   7 steps   affected NCS >=4.0 <4.1", _out.ToString(), StringComparison.Ordinal);
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public void With_json_it_prints_one_object()
    {
        Assert.Equal(ExitCodes.Done, Run(Sample.Folder, "--output", _folder.At("b.zip"), "--json"));

        using var answer = JsonDocument.Parse(_out.ToString());
        Assert.Equal("fsn2023-1338-1.0.0", answer.RootElement.GetProperty("bundle").GetString());
        Assert.Equal(4, answer.RootElement.GetProperty("plans").GetArrayLength());
    }

    [Fact]
    public void It_replaces_nothing_unless_told_to()
    {
        File.WriteAllText(_folder.At("b.zip"), "mine");

        Assert.Equal((int)RefusalCode.OutputExists, Run(Sample.Folder, "--output", _folder.At("b.zip")));
        Assert.Equal("mine", File.ReadAllText(_folder.At("b.zip")));
        Assert.Contains("--force", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, Run(Sample.Folder, "--output", _folder.At("b.zip"), "--force"));
    }

    [Fact]
    public void A_refusal_says_cause_change_and_next_step_and_leaves_no_file()
    {
        var campaign = _folder.At("none");

        Assert.Equal((int)RefusalCode.InputMissing, Run(campaign, "--output", _folder.At("b.zip")));

        Assert.Matches("(?s)InputMissing.*cause .*none.*changed  Nothing was written.*next ", _error.ToString());
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_folder_as_output_is_refused_before_the_campaign_is_read()
    {
        Assert.Equal((int)RefusalCode.OutputExists, Run(_folder.At("none"), "--output", _folder.Path));

        Assert.Matches("(?s)OutputExists.*this is a folder.*changed  Nothing was written.*next ", _error.ToString());
        Assert.DoesNotContain("--force", _error.ToString(), StringComparison.Ordinal); // it would not help
    }

    [Fact]
    public void A_refusal_with_json_is_one_object()
    {
        Run(_folder.At("none"), "--json");

        using var answer = JsonDocument.Parse(_out.ToString());
        Assert.Equal("input-missing", answer.RootElement.GetProperty("code").GetString());
        Assert.Equal((int)RefusalCode.InputMissing, answer.RootElement.GetProperty("exitCode").GetInt32());
        Assert.Equal("Nothing was written.", answer.RootElement.GetProperty("changed").GetString());
    }

    [Fact]
    public void Every_refusal_has_advice() =>
        Assert.All(Enum.GetValues<RefusalCode>(), code => Assert.NotEmpty(Advice.For(code)));

    private int Run(params string[] arguments) => BuildCommand
        .Create(new PackagerServices(new FileSystem(), TimeProvider.System, _out, _error, Interactive: false)).Parse(arguments)
            .Invoke();
}
