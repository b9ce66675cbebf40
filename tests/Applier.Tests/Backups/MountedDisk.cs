using System.Globalization;
using CliWrap;
using CliWrap.Buffered;

namespace PatchKit.Tests.Applier.Backups;

/// <summary>A disk of another file system, made in a file and mounted through FUSE; it goes away with everything on it.</summary>
internal sealed class MountedDisk : IAsyncDisposable
{
    private const long Size = 256 << 20;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("patchkit-disk-");
    private string? _loop;
    private string[] _mount = [];

    private MountedDisk() => Root = _folder.CreateSubdirectory("disk").FullName;

    public string Root { get; }

    /// <summary>Makes one: <c>ntfs</c> or <c>exfat</c>.</summary>
    public static async Task<MountedDisk> Of(string kind)
    {
        Needed.That(OperatingSystem.IsLinux() && File.Exists("/dev/fuse") && Environment.UserName == "root",
            "mounting: /dev/fuse, and to be root");
        Needed.Programs(kind == "ntfs"
            ? ["mkfs.ntfs", "ntfs-3g", "umount"]
            : ["mkfs.exfat", "mount.exfat-fuse", "losetup", "umount"]);
        var disk = new MountedDisk();
        var image = Path.Combine(disk._folder.FullName, "image");
        await using (var file = File.Create(image))
            file.SetLength(Size);
        if (kind == "ntfs")
        {
            await Run("mkfs.ntfs", "-q", "-F", image);
            disk._mount = ["ntfs-3g", image, disk.Root];
        }
        else
        {
            await Run("mkfs.exfat", image);
            disk._loop = (await Run("losetup", "-f", "--show", image)).Trim();
            disk._mount = ["mount.exfat-fuse", disk._loop, disk.Root];
        }

        await Run(disk._mount[0], disk._mount[1..]);
        return disk;
    }

    /// <summary>Pulls it out and plugs it in again.</summary>
    public async Task Remount()
    {
        await Run("umount", Root);
        await Run(_mount[0], _mount[1..]);
    }

    public async ValueTask DisposeAsync()
    {
        await Run("umount", Root);
        if (_loop is not null)
            await Run("losetup", "-d", _loop);
        _folder.Delete(recursive: true);
    }

    private static async Task<string> Run(string program, params string[] arguments)
    {
        var ran = await Cli.Wrap(program).WithArguments(arguments).WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(TestContext.Current.CancellationToken);
        Assert.True(ran.ExitCode == 0, string.Create(CultureInfo.InvariantCulture,
            $"{program} {string.Join(' ', arguments)}: {ran.ExitCode} {ran.StandardOutput}{ran.StandardError}"));
        return ran.StandardOutput;
    }
}
