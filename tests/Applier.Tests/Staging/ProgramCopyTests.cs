using PatchKit.Applier.Discovery;
using PatchKit.Applier.Staging;
using PatchKit.Shared;

namespace PatchKit.Tests.Applier.Staging;

/// <summary>What is started from the instrument's own disk is, byte for byte, what the stick's signed list names.</summary>
public sealed class ProgramCopyTests : IDisposable
{
    private const string Program = "applier/Applier.dll";
    private readonly StickBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void The_copy_holds_the_files_of_the_program_and_nothing_else_of_the_stick()
    {
        var stick = _bench.Make();
        var copy = Make(stick).Value;
        Assert.StartsWith(_bench.State, copy, StringComparison.Ordinal);
        var names = Directory.EnumerateFiles(copy, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(copy, path).Replace('\\', '/')).Order(StringComparer.Ordinal);
        Assert.Equal([Program, "applier/it/Applier.resources.dll"], names);
        Assert.Equal(File.ReadAllBytes(Path.Combine(stick.Drive.Root, Program)), File.ReadAllBytes(Path.Combine(copy, Program)));
    }

    [Fact]
    public void A_program_that_was_changed_on_the_stick_is_not_copied()
    {
        var stick = _bench.Make();
        var path = Path.Combine(stick.Drive.Root, Program);
        var bytes = File.ReadAllBytes(path);
        bytes[3] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.Equal((RefusalCode.FileAltered, Program), Refused(stick));
        File.WriteAllBytes(path, [.. bytes, 0]);
        Assert.Equal((RefusalCode.FileLength, Program), Refused(stick));
        File.Delete(path);
        Assert.Equal((RefusalCode.FileMissing, Program), Refused(stick));
    }

    [Fact]
    public void A_copy_that_is_there_is_proven_again_and_mended()
    {
        var stick = _bench.Make();
        var copy = Make(stick).Value;
        var planted = Path.Combine(copy, "applier", "version.dll");
        File.WriteAllText(planted, "loaded before the system's");
        File.AppendAllText(Path.Combine(copy, Program), "more");
        Assert.Equal(copy, Make(stick).Value);
        Assert.False(File.Exists(planted));
        Assert.Equal(File.ReadAllBytes(Path.Combine(stick.Drive.Root, Program)), File.ReadAllBytes(Path.Combine(copy, Program)));
    }

    [Fact]
    public void A_copy_of_another_version_goes_when_a_new_one_comes()
    {
        var folder = Path.Combine(_bench.State, "program");
        foreach (var older in new[] { "0123456789abcdef", "fedcba9876543210.old" })
            Directory.CreateDirectory(Path.Combine(folder, older)).CreateSubdirectory("applier");
        var copy = Make(_bench.Make()).Value;
        Assert.Equal([copy], Directory.EnumerateDirectories(folder));
    }

    [Fact]
    public void Making_a_copy_teaches_the_instrument_nothing()
    {
        Make(_bench.Make());
        Assert.Empty(_bench.Device.Deliveries);
        Assert.Equal(["program"], Directory.EnumerateFileSystemEntries(_bench.State).Select(Path.GetFileName));
    }

    [Fact]
    public void A_stick_of_another_signer_gives_no_program()
    {
        using var stranger = new StickBench();
        Assert.NotNull(Make(stranger.Make()).Refusal);
        Assert.False(Directory.Exists(Path.Combine(_bench.State, "program")));
    }

    private Result<string> Make(FoundStick stick) =>
        new ProgramCopy(_bench.Files, _bench.Clock, _bench.State, _bench.FirstRoot).Make(stick);

    private (RefusalCode?, string?) Refused(FoundStick stick)
    {
        var refusal = Make(stick).Refusal;
        return (refusal?.Code, refusal?.Place);
    }
}
