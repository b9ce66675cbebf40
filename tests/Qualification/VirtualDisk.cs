using System.Runtime.Versioning;

namespace PatchKit.Qualification;

/// <summary>Disks that are files, made by Windows' diskpart.</summary>
[SupportedOSPlatform("windows")]
internal static class VirtualDisk
{
    /// <summary>Makes one of 64 MiB and attaches it.</summary>
    /// <param name="file">Where it lies.</param>
    /// <param name="letter">Its letter.</param>
    /// <param name="fileSystem">How it is formatted; null: not at all.</param>
    /// <returns>What diskpart said; null when it is attached.</returns>
    public static string? Attach(string file, char letter, string? fileSystem)
    {
        string[] format = fileSystem is null ? [] : [$"format fs={fileSystem} label={Thing.Mark}{fileSystem} quick"];
        return Part([$"create vdisk file=\"{file}\" maximum=64 type=fixed", $"select vdisk file=\"{file}\"", "attach vdisk",
            "create partition primary", .. format, $"assign letter={letter}"]);
    }

    /// <summary>Attaches it again so that nothing can be written to it.</summary>
    public static string? AttachReadOnly(string file) =>
        Part([$"select vdisk file=\"{file}\"", "detach vdisk", "attach vdisk readonly"]);

    /// <summary>Takes it away, where it is attached.</summary>
    public static void Detach(string file)
    {
        if (File.Exists(file))
            Part([$"select vdisk file=\"{file}\"", "detach vdisk"]);
        File.Delete(file);
    }

    private static string? Part(string[] lines)
    {
        var script = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(script, lines);
            var (code, text) = Tool.Run("diskpart.exe", $"/s \"{script}\"");
            return code == 0 ? null : text;
        }
        finally
        {
            File.Delete(script);
        }
    }
}
