using System.IO.Abstractions;
using PatchKit.Packager.Campaigns;
using PatchKit.Packager.Commands;
using PatchKit.Packager.Host;
using PatchKit.Shared;
using PatchKit.Tests.Packager.Campaigns;

namespace PatchKit.Tests.Packager.Commands;

/// <summary>What is compared is of one campaign and in its order; an option that would not be looked at is refused.</summary>
public sealed class InspectCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_bundle_before_is_one_of_the_same_campaign()
    {
        var now = Built("now", ("counter: 1", "counter: 2"));
        var other = Built("other", ("campaign: fsn2023-1338", "campaign: fsn2024-0001"));
        Assert.Equal((int)RefusalCode.Usage, Run(now, "--since", other, "--html", _folder.At("page.html")));
        Assert.Contains("this bundle is of the campaign fsn2024-0001, the other one of fsn2023-1338", _error.ToString(),
            StringComparison.Ordinal);
        Assert.Empty(_out.ToString());
        Assert.False(File.Exists(_folder.At("page.html")));
    }

    [Fact]
    public void The_bundle_before_is_the_earlier_one()
    {
        var then = Built("then", ("counter: 1", "counter: 1"));
        var now = Built("now", ("counter: 1", "counter: 2"));
        Assert.Equal(ExitCodes.Done, Run(now, "--since", then));
        Assert.Contains("+ counter: 2", _out.ToString(), StringComparison.Ordinal);
        Assert.Equal((int)RefusalCode.Usage, Run(then, "--since", now));
        Assert.Contains("the earlier one belongs here", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "--root", "it is for a stick alone")]
    [InlineData(false, "--since", "it is for a bundle alone")]
    [InlineData(false, "--html", "it is for a bundle alone")]
    public void An_option_that_would_not_be_looked_at_is_refused(bool bundle, string option, string told)
    {
        var path = bundle ? Built("now", ("counter: 1", "counter: 2")) : _folder.At("a.dsse.json");
        File.AppendAllText(path, "");
        Assert.Equal((int)RefusalCode.Usage, Run(path, option, _folder.At("x")));
        Assert.Contains(told, _error.ToString(), StringComparison.Ordinal);
        if (!bundle)
            Assert.Equal((int)RefusalCode.Usage, Run(_folder.Path, option, _folder.At("x")));
    }

    [Fact]
    public void Changes_are_no_part_of_the_json()
    {
        var path = Built("now", ("counter: 1", "counter: 2"));
        Assert.Equal((int)RefusalCode.Usage, Run(path, "--since", path, "--json"));
    }

    private string Built(string name, (string Old, string Changed) change)
    {
        using var copy = new TestFolder();
        return new BundleBuilder(new FileSystem()).Build(
            Sample.Copy(copy, yaml => yaml.Replace(change.Old, change.Changed, StringComparison.Ordinal)),
            _folder.At($"{name}.zip")).Value.Path;
    }

    private int Run(params string[] arguments) => InspectCommand
        .Create(new PackagerServices(new FileSystem(), TimeProvider.System, _out, _error, Interactive: false)).Parse(arguments)
        .Invoke();
}
