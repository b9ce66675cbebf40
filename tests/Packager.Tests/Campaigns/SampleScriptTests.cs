using CliWrap;
using CliWrap.Buffered;

namespace PatchKit.Tests.Packager.Campaigns;

/// <summary>The sample's .sh script, run for real by the machine's own /bin/sh.</summary>
public sealed class SampleScriptTests : IDisposable
{
    private const string Old = "# users\r\nRunAs=administrator\r\n\r\n; end\r\n";
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Old)]
    [InlineData("RunAs=administrator\n")]
    public async Task It_checks_applies_checks_again_and_undoes(string old)
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "needs a POSIX shell");
        var file = Instrument(old);

        Assert.Equal(0, await Run("check"));
        Assert.Equal(10, await Run("undo"));
        Assert.Equal(0, await Run("apply"));
        Assert.Equal(old.Replace("administrator", "standard", StringComparison.Ordinal),
            await File.ReadAllTextAsync(file, Cancel));
        Assert.Equal(10, await Run("check"));
        Assert.Equal(10, await Run("apply"));
        Assert.Equal(0, await Run("undo"));
        Assert.Equal(old, await File.ReadAllTextAsync(file, Cancel));
        Assert.Equal(0, await Run("check"));
    }

    [Theory]
    [InlineData("RunAs=somebody\n", "check")]
    [InlineData("RunAs=somebody\n", "apply")]
    [InlineData("RunAs=administrators\n", "apply")]
    [InlineData("RunAs=administrator\n", "destroy")]
    public async Task What_it_does_not_know_it_leaves_alone(string old, string argument)
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "needs a POSIX shell");
        var file = Instrument(old);

        Assert.Equal(1, await Run(argument));
        Assert.Equal(old, await File.ReadAllTextAsync(file, Cancel));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Instrument(string text)
    {
        var file = _folder.At("root/C/ProgramData/Illumina/Universal Copy Service/ucs-users.cfg");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        Directory.CreateDirectory(_folder.At("state"));
        File.WriteAllText(file, text);
        return file;
    }

    private async Task<int> Run(string argument)
    {
        var result = await Cli.Wrap("/bin/sh").WithArguments([Path.Combine(Sample.Folder, "scripts", "ucs-users.sh"), argument])
            .WithEnvironmentVariables(variables => variables.Set("PATCHKIT_INSTRUMENT_ROOT", _folder.At("root"))
                .Set("PATCHKIT_STATE", _folder.At("state")))
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(Cancel);
        Assert.NotEmpty(result.StandardError);
        return result.ExitCode;
    }
}
