using PatchKit.Shared;
using PatchKit.Shared.Disks;

namespace PatchKit.Packager.Host;

/// <summary>
/// Small files that a command line names: read whole up to a limit, written once and never over another one.
/// </summary>
internal static class BoundedFiles
{
    /// <summary>Reads a whole file of at most <paramref name="longest"/> bytes.</summary>
    public static Result<byte[]> Read(PackagerServices services, string path, int longest)
    {
        try
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
        }
        catch (Exception e) when (Fault.Is(e))
        {
            return Fault.Refuse(e, path, RefusalCode.InputMissing, "the file cannot be read");
        }
    }

    /// <summary>Writes a new file; refused when there is one of this name.</summary>
    public static Refusal? WriteNew(PackagerServices services, string path, byte[] bytes)
    {
        try
        {
            using var stream = services.Files.FileStream.New(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            stream.Write(bytes);
            stream.FlushWithName();
            return null;
        }
        catch (IOException) when (services.Files.File.Exists(path))
        {
            return new Refusal(RefusalCode.OutputExists, path, "a file of this name is there already");
        }
        catch (Exception e) when (Fault.Is(e))
        {
            return Fault.Refuse(e, path, what: "the file cannot be written");
        }
    }
}
