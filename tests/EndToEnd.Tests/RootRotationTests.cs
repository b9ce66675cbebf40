using System.Runtime.InteropServices;
using CliWrap;
using CliWrap.Buffered;
using PatchKit.Shared;

namespace PatchKit.Tests.EndToEnd;

/// <summary>
/// The vendor replaces every key with nothing but the next stick: the Packager's code writes it, the Applier as a process
/// verifies it.
/// </summary>
public sealed class RootRotationTests : IDisposable
{
    private readonly RotatingRelease _release = new();

    public void Dispose() => _release.Dispose();

    [Fact]
    public async Task A_device_four_roots_behind_accepts_a_stick_on_which_every_key_is_another_one()
    {
        var instrument = Instrument("behind");
        await Remember(instrument, _release.Stick("PK-0001"));
        var last = RotateFourTimes();
        Assert.Contains("PK-0002", await Verify(instrument, last, ExitCodes.Done), StringComparison.Ordinal);
        // Once it has remembered the new stick, the old keys count for nothing.
        await Remember(instrument, last);
        await Verify(instrument, Path.Combine(_release.Folder, "PK-0001"), (int)RefusalCode.RolledBack,
            (int)RefusalCode.SignatureInvalid);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task The_same_chain_with_one_root_missing_is_refused_with_its_number(int missing)
    {
        var instrument = Instrument("behind");
        await Remember(instrument, _release.Stick("PK-0001"));
        var last = RotateFourTimes();
        File.Delete(Path.Combine(last, "release", "metadata", $"{missing}.root.json"));
        Assert.Contains($"{missing}.root.json", await Verify(instrument, last, (int)RefusalCode.RootChainBroken),
            StringComparison.Ordinal);
    }

    private string RotateFourTimes()
    {
        for (var i = 0; i < 4; i++)
            _release.ReplaceEveryKey();
        Assert.Equal(5, _release.RootVersion);
        return _release.Stick("PK-0002");
    }

    private string Instrument(string name)
    {
        var template = Repository.Folder("campaigns", "fsn2023-1338", "rehearsal", "miseqdx");
        var copy = Path.Combine(_release.Folder, name);
        foreach (var file in Directory.EnumerateFiles(template, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(template, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return copy;
    }

    private Task<string> Verify(string instrument, string stick, params int[] exitCodes) =>
        Run(["verify", "--rehearsal", instrument, "--root", _release.FirstRoot, "--stick", stick], exitCodes);

    // An application that ends at the operator's no: by then the stick was staged, and what it says is remembered.
    private async Task Remember(string instrument, string stick)
    {
        var answers = Path.Combine(_release.Folder, "answers.json");
        File.WriteAllText(answers, """
            {"schema":"1.0","language":"en",
             "consent":{"agreed":false,"decline":{"reason":"no-interruption"},"name":"Anna Rossi","role":"lab technician"},
             "backup":{"withOptional":false},"steps":{}}
            """);
        await Run(
            ["apply", "--rehearsal", instrument, "--root", _release.FirstRoot, "--stick", stick, "--unattended", answers],
            (int)RefusalCode.Declined, (int)RefusalCode.NotIdle);
    }

    private static async Task<string> Run(IEnumerable<string> arguments, params int[] exitCodes)
    {
        var ran = await Cli.Wrap(Applier())
            .WithArguments(arguments)
            .WithEnvironmentVariables(set =>
                set.Set("DOTNET_ROOT",
                Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."))))
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(TestContext.Current.CancellationToken);
        var said = ran.StandardOutput + ran.StandardError;
        Assert.True(exitCodes.Contains(ran.ExitCode), $"{ran.ExitCode}: {said}");
        return said;
    }

    // The Packager's own output: there the build has put the Applier beside it, as a publish does.
    private static string Applier() => Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "Packager",
            Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)),
        "applier", OperatingSystem.IsWindows() ? "Applier.exe" : "Applier"));
}
