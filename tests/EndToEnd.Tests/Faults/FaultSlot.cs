using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd.Faults;

/// <summary>
/// A folder that is put back as it was prepared before each fault. It keeps its path, for what is prepared may know it.
/// </summary>
internal sealed class FaultSlot(string folder) : IDisposable
{
    private readonly string _kept = $"{folder}-kept";

    /// <summary>The folder.</summary>
    public string Folder => folder;

    /// <summary>A file or folder in it.</summary>
    public string At(params string[] parts) => Path.Combine([folder, .. parts]);

    /// <summary>Remembers the folder as it is now.</summary>
    public Task Keep()
    {
        Directory.CreateDirectory(At("tmp"));
        return Copy(folder, _kept);
    }

    /// <summary>Puts it back.</summary>
    public Task PutBack()
    {
        Directory.Delete(folder, recursive: true);
        return Copy(_kept, folder);
    }

    public void Dispose()
    {
        if (Directory.Exists(_kept))
            Directory.Delete(_kept, recursive: true);
    }

    // With empty folders and the times of files, which a run's being finished is told by.
    private static async Task Copy(string from, string to) => (await Published.Tool("cp", ["-a", from, to])).Ended(0);
}
