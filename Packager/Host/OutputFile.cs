using PatchKit.Shared;
using PatchKit.Shared.Disks;

namespace PatchKit.Packager.Host;

/// <summary>A file that a command line asks to be written: looked at before any work is done, and written in one place.</summary>
internal static class OutputFile
{
    /// <summary>Why nothing can be written there; null when nothing stands against it. Nothing is written by asking.</summary>
    /// <param name="services">The host.</param>
    /// <param name="path">The file as it was given; null when none is wanted.</param>
    /// <param name="replace">Whether a file of this name may be replaced.</param>
    public static Refusal? Unfit(PackagerServices services, string? path, bool replace)
    {
        if (path is null)
            return null;
        var files = services.Files;
        if (string.IsNullOrWhiteSpace(path))
            return new Refusal(RefusalCode.Usage, "", "the file to write has no name");
        if (files.Directory.Exists(path))
            return new Refusal(RefusalCode.OutputExists, path, "this is a folder; name a file");
        if (!replace && files.File.Exists(path))
            return new Refusal(RefusalCode.OutputExists, path, "a file of this name is there already");
        return files.Path.GetDirectoryName(files.Path.GetFullPath(path)) is { Length: > 0 } folder && files.File.Exists(folder)
            ? new Refusal(RefusalCode.OutputExists, folder, "this is a file, and a folder is wanted there")
            : null;
    }

    /// <summary>Writes a new file; refused when there is one of this name. What was begun and failed is removed.</summary>
    public static Refusal? WriteNew(PackagerServices services, string path, byte[] bytes)
    {
        var made = false;
        try
        {
            using var stream = services.Files.FileStream.New(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            made = true;
            services.Changes.Begin(path);
            stream.Write(bytes);
            stream.FlushWithName();
            return null;
        }
        catch (Exception e) when (Fault.Is(e))
        {
            if (!made && services.Files.File.Exists(path))
                return new Refusal(RefusalCode.OutputExists, path, "a file of this name is there already");
            if (made && Fault.Try(() => services.Files.File.Delete(path)))
                services.Changes.TakenBack(path);
            return Fault.Refuse(e, path, what: "the file cannot be written");
        }
    }

    /// <summary>Writes a file that is made anew each time and replaces the last one: what stands there is old or new.</summary>
    public static Refusal? Replace(PackagerServices services, string path, byte[] bytes)
    {
        try
        {
            if (services.Files.File.Exists(path) && PlainFile.FaultOf(services.Files, path) is not null)
            {
                // A device, a pipe or a link is written through: a file renamed to its place would take it away.
                services.Changes.Begin(path);
                using var stream = services.Files.FileStream.New(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                stream.Write(bytes);
                return null;
            }

            DurableFile.Write(services.Files, path, bytes);
            services.Changes.Begin(path);
            return null;
        }
        catch (Exception e) when (Fault.Is(e))
        {
            var isNew = false;
            Fault.Try(() => isNew = PlainFile.FaultOf(services.Files, path) is null
                && services.Files.File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes));
            services.Changes.Begin(path, when: isNew);
            return Fault.Refuse(e, path, what: "the file cannot be written");
        }
    }
}
