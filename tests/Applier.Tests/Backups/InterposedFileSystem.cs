using System.IO.Abstractions;
using System.Reflection;

namespace PatchKit.Tests.Applier.Backups;

/// <summary>The real file system, with somebody between it and every stream.</summary>
internal abstract class InterposedFileSystem : FileSystemBase
{
    private readonly IFileStreamFactory _streams;

    protected InterposedFileSystem() => _streams = Factory.Of(this);

    public override IDirectory Directory => Real.Directory;

    public override IFile File => Real.File;

    public override IFileInfoFactory FileInfo => Real.FileInfo;

    public override IFileVersionInfoFactory FileVersionInfo => Real.FileVersionInfo;

    public override IFileStreamFactory FileStream => _streams;

    public override IPath Path => Real.Path;

    public override IDirectoryInfoFactory DirectoryInfo => Real.DirectoryInfo;

    public override IDriveInfoFactory DriveInfo => Real.DriveInfo;

    public override IRandomAccess RandomAccess => Real.RandomAccess;

    public override IFileSystemWatcherFactory FileSystemWatcher => Real.FileSystemWatcher;

    protected FileSystem Real { get; } = new();

    /// <summary>Called with the path before it is opened.</summary>
    protected virtual void Opens(string path)
    {
    }

    /// <summary>What is handed out for a stream.</summary>
    /// <param name="real">The stream.</param>
    /// <param name="access">What it was opened for, where that was said.</param>
    protected abstract FileSystemStream Between(FileSystemStream real, FileAccess? access);

#pragma warning disable CA1852 // DispatchProxy derives from it when the program runs.
    private class Factory : DispatchProxy
#pragma warning restore CA1852
    {
        private InterposedFileSystem _hand = null!;

        public static IFileStreamFactory Of(InterposedFileSystem hand)
        {
            var proxy = Create<IFileStreamFactory, Factory>();
            ((Factory)(object)proxy)._hand = hand;
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (args?[0] is string path)
                _hand.Opens(path);
            var made = targetMethod!.Invoke(_hand.Real.FileStream, BindingFlags.DoNotWrapExceptions, null, args, null);
            return made is FileSystemStream stream
                ? _hand.Between(stream, args!.OfType<FileAccess>().Cast<FileAccess?>().FirstOrDefault())
                : made;
        }
    }
}
