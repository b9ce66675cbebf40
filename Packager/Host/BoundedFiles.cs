using PatchKit.Shared;

namespace PatchKit.Packager.Host;

/// <summary>
/// Small files that a command line names: read whole, up to a limit.
/// </summary>
internal static class BoundedFiles
{
    /// <summary>Reads a whole file of at most <paramref name="longest"/> bytes.</summary>
    public static Result<byte[]> Read(PackagerServices services, string path, int longest)
    {
        return Fault.Guard<byte[]>(path, () =>
        {
            if (!services.Files.File.Exists(path))
                return new Refusal(RefusalCode.InputMissing, path, "there is no such file");
            using var stream = services.Files.FileStream.New(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (stream.Length > longest)
                return new Refusal(RefusalCode.FileLength, path,
                    $"it has {stream.Length} bytes; such a file has at most {longest}");
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }, RefusalCode.InputMissing, "the file cannot be read");
    }
}
