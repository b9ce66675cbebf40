using System.Diagnostics;
using System.IO.Abstractions;
using PatchKit.Applier.Instruments;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Staging;
using PatchKit.Shared;
using PatchKit.Tests.Applier.Backups;

namespace PatchKit.Tests.Applier.Staging;

public sealed class InstanceLockTests : IDisposable
{
    private static readonly DateTimeOffset Since = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("patchkit-lock-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_second_Applier_is_refused_and_told_who_is_first()
    {
        using var held = Take("process 7, user ann").Value;
        var refusal = Take("process 8, user ben").Refusal;
        Assert.Equal(RefusalCode.AlreadyRunning, refusal?.Code);
        Assert.Equal<Fact>(["7", "ann", new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero)], refusal!.Facts);
        Assert.Equal("Il programma è già in uso su questo strumento: processo 7, utente ann, dal 01-GIU-2026 12:00 UTC.",
            RefusalText.Of(refusal, "it").Cause);
    }

    [Fact]
    public void What_was_let_go_can_be_taken_again()
    {
        Take("one").Value.Dispose();
        Take("two").Value.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_script_inherits_the_lock_and_an_installer_does_not(bool isScript)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "what a process holds is looked for in /proc");
        using var held = Take("one").Value;
        var started = StartedProgram.Start(new("sleep", ["987652"]), new FileSystem(), TimeProvider.System, Stream.Null,
            Stream.Null,
            isScript ? new StartedLock(new FileSystem(), Path.Combine(_folder, "state")) : null);

        var holds = Process.GetProcessesByName("sleep").Where(process => Holds(process.Id, "started.lock")).ToArray();
        await started.Kill();

        Assert.Equal(isScript, holds.Length == 1);
    }

    [Fact]
    public async Task What_a_killed_Applier_has_started_keeps_the_next_one_out()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the program is a Linux one");
        var started = new StartedLock(new FileSystem(), Path.Combine(_folder, "state"));
        var script = StartedProgram.Start(new("sleep", ["987651"]), new FileSystem(), TimeProvider.System, Stream.Null,
            Stream.Null, started);

        var refusal = Take("two").Refusal!;
        Assert.Equal(RefusalCode.AlreadyRunning, refusal.Code);
        Assert.StartsWith("È ancora in corso un'operazione avviata in precedenza dal programma",
            new Texts("it").Of(refusal).Cause, StringComparison.Ordinal);
        Assert.DoesNotContain("process ", new Texts("it").Of(refusal).Cause, StringComparison.Ordinal);
        await script.Kill();
        Take("two").Value.Dispose();
    }

    [Fact]
    public void A_full_disk_is_not_taken_for_another_Applier()
    {
        Take("one").Value.Dispose();
        var full = new MeddlingFileSystem
        { Opening = _ => throw new IOException("no room", OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28) };
        Assert.Equal(RefusalCode.DiskFull, InstanceLock.Take(full, _folder, "x", Since).Refusal?.Code);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_a_refusal()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");
        Assert.Equal(RefusalCode.AccessDenied, InstanceLock.Take(new FileSystem(), file, "x", Since).Refusal?.Code);
    }

    private bool Holds(int process, string file) => Directory.GetFiles($"/proc/{process}/fd")
        .Any(link => File.ResolveLinkTarget(link, returnFinalTarget: false)?.FullName == Path.Combine(_folder, "state", file));

    private Result<InstanceLock> Take(string who) =>
        InstanceLock.Take(new FileSystem(), Path.Combine(_folder, "state"), who, Since);
}
