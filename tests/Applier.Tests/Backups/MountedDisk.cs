using System.Diagnostics;
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
    private bool _pulled;
    private string[] _mount = [];

    private MountedDisk() => Root = _folder.CreateSubdirectory("disk").FullName;

    public string Root { get; }

    /// <summary>Makes one: <c>ntfs</c>, <c>exfat</c> or <c>fat32</c>. The last one does not tell how much room it has.</summary>
    public static async Task<MountedDisk> Of(string kind)
    {
        Needed.That(OperatingSystem.IsLinux() && File.Exists("/dev/fuse") && Environment.UserName == "root",
            "mounting: /dev/fuse, and to be root");
        Needed.Programs(kind switch
        {
            "ntfs" => ["mkfs.ntfs", "ntfs-3g", "umount"],
            "fat32" => ["mkfs.fat", "fusefat", "umount"],
            _ => ["mkfs.exfat", "mount.exfat-fuse", "losetup", "umount"],
        });
        var disk = new MountedDisk();
        var image = Path.Combine(disk._folder.FullName, "image");
        await using (var file = File.Create(image))
            file.SetLength(Size);
        if (kind == "ntfs")
        {
            await Run("mkfs.ntfs", "-q", "-F", image);
            disk._mount = ["ntfs-3g", image, disk.Root];
        }
        else if (kind == "fat32")
        {
            await Run("mkfs.fat", "-F", "32", image);
            disk._mount = ["fusefat", "-o", "rw+", image, disk.Root];
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

    /// <summary>
    /// Pulls it out while somebody writes: whoever serves it is gone, and what had not reached it is lost.
    /// </summary>
    public void Pull()
    {
        _pulled = true;
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _)))
        {
            try
            {
                var line = File.ReadAllText(Path.Combine(folder, "cmdline")).Split('\0');
                if (!line.Contains(Root) || !_mount[0].EndsWith(Path.GetFileName(line[0]), StringComparison.Ordinal))
                    continue;
                using var server = Process.GetProcessById(int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture));
                server.Kill();
                server.WaitForExit(10_000);
            }
            catch (Exception e) when (e is IOException or ArgumentException or InvalidOperationException)
            {
                // It has ended meanwhile.
            }
        }
    }

    /// <summary>Plugs it in again after <see cref="Pull"/>.</summary>
    public async Task PlugIn()
    {
        await Run("umount", "-l", Root);
        await Run(_mount[0], _mount[1..]);
        _pulled = false;
    }

    public async ValueTask DisposeAsync()
    {
        await Run("umount", _pulled ? ["-l", Root] : [Root]);
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
