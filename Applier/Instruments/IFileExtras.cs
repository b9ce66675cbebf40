namespace PatchKit.Applier.Instruments;

/// <summary>What Windows keeps of a file or folder beside its bytes, times and attributes.</summary>
/// <remarks>A disk without such a thing answers with nothing; what is there and cannot be read is a fault.</remarks>
internal interface IFileExtras
{
    /// <summary>
    /// Owner, group, and the access rights that are its own and not inherited, in SDDL as <see cref="Sddl.Own"/> leaves it; null
    /// where the disk keeps none.
    /// </summary>
    string? SecurityOf(string path);

    /// <summary>Gives it owner, group and rights of its own; what is inherited comes from the folder it lies in.</summary>
    /// <param name="path">A file or folder.</param>
    /// <param name="sddl">As <see cref="SecurityOf"/> tells it.</param>
    void SetSecurity(string path, string sddl);

    /// <summary>A file's streams beside its content, or a folder's.</summary>
    IReadOnlyList<AlternateStream> StreamsOf(string path);

    /// <summary>The path that opens a stream as a file is opened; null where the disk has no streams.</summary>
    string? StreamPath(string path, string stream);

    /// <summary>How many files and folders in a folder have a second, short name, and the first of them.</summary>
    (long Count, string First) ShortNames(string folder);

    /// <summary>Whether a link is a junction: one that stands for a folder and needs no privilege to be made.</summary>
    bool IsJunction(string path);
}

/// <summary>A named stream of a file.</summary>
/// <param name="Name">Its name, without the file's and without colons.</param>
/// <param name="Size">Its length in bytes.</param>
internal sealed record AlternateStream(string Name, long Size);

/// <summary>A machine whose disks keep none of it.</summary>
internal sealed class NoFileExtras : IFileExtras
{
    /// <summary>The one.</summary>
    public static NoFileExtras Instance { get; } = new();

    /// <inheritdoc/>
    public string? SecurityOf(string path) => null;

    /// <inheritdoc/>
    public void SetSecurity(string path, string sddl)
    {
        // Whoever asks afterwards sees that it was not taken.
    }

    /// <inheritdoc/>
    public IReadOnlyList<AlternateStream> StreamsOf(string path) => [];

    /// <inheritdoc/>
    public string? StreamPath(string path, string stream) => null;

    /// <inheritdoc/>
    public (long Count, string First) ShortNames(string folder) => (0, "");

    /// <inheritdoc/>
    public bool IsJunction(string path) => false;
}
