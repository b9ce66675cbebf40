using PatchKit.Shared;
using PatchKit.Shared.Disks;

namespace PatchKit.Packager.Host;

/// <summary>A folder that a command line asks to be written, whole or not at all.</summary>
internal sealed class OutputFolder(PackagerServices services, string folder)
{
    /// <summary>
    /// Writes the files into a new folder; refused when something is there. What was begun and failed is removed.
    /// </summary>
    /// <param name="content">The files by their names below the folder, with slashes.</param>
    /// <returns>How many there are.</returns>
    public Result<int> Write(IReadOnlyCollection<(string Name, byte[] Bytes)> content)
    {
        var files = services.Files;
        if (files.File.Exists(folder)
            || (files.Directory.Exists(folder) && files.Directory.EnumerateFileSystemEntries(folder).Any()))
            return new Refusal(RefusalCode.OutputExists, folder, "there is something here already; name a folder that is new");
        try
        {
            foreach (var (name, bytes) in content)
            {
                var path = files.Path.Combine(folder, name.Replace('/', files.Path.DirectorySeparatorChar));
                files.Directory.CreateDirectory(files.Path.GetDirectoryName(path)!);
                services.Changes.Begin(folder);
                DurableFile.Write(files, path, bytes);
            }

            return content.Count;
        }
        catch (Exception e) when (Fault.Is(e))
        {
            if (Fault.Try(() => files.Directory.Delete(folder, recursive: true)))
                services.Changes.TakenBack(folder);
            return Fault.Refuse(e, folder, what: "the folder cannot be written");
        }
    }
}
