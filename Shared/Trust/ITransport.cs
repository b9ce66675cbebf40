namespace PatchKit.Shared.Trust;

/// <summary>The way to a repository's files. Nothing that comes through it is trusted.</summary>
public interface ITransport
{
    /// <summary>Opens a metadata file by its file name, such as <c>3.root.json</c>; FileMissing when it is not there.</summary>
    Result<Stream> OpenMetadata(string fileName);

    /// <summary>Opens a target file by its path below the targets folder; FileMissing when it is not there.</summary>
    Result<Stream> OpenTarget(string path);

    /// <summary>
    /// The lowest version above this one of which a root is known to be there; null when none is. A transport that could only
    /// tell by reading says null.
    /// </summary>
    long? RootAfter(long version);
}
