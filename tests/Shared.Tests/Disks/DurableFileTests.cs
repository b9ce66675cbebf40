using System.IO.Abstractions;
using System.Reflection;
using System.Runtime.ExceptionServices;
using PatchKit.Shared.Disks;

namespace PatchKit.Tests.Shared.Disks;

public sealed class DurableFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("patchkit-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_scanner_that_opens_the_file_under_its_new_name_first_does_not_stop_the_rename()
    {
        var (temporary, target) = (Path.Combine(_folder, "new"), Path.Combine(_folder, "target"));
        File.WriteAllText(target, "old");
        File.WriteAllText(temporary, "new");
        DurableFile.Rename(new ScannedDisk(target), temporary, target);
        Assert.Equal("new", File.ReadAllText(target));
        Assert.False(File.Exists(temporary));
    }

    [Fact]
    public void A_write_survives_the_scanner_too()
    {
        var target = Path.Combine(_folder, "target");
        DurableFile.Write(new ScannedDisk(target), target, "new"u8);
        Assert.Equal("new", File.ReadAllText(target));
    }

    // The machine's own disk; a file that has just been renamed is held by another program, which lets nobody write.
    private sealed class ScannedDisk(string target) : FileSystemBase
    {
        private readonly FileSystem _inner = new();

        public bool IsHeld { get; private set; }

        public override IFile File => Scanned<IFile>.Of(_inner.File, (method, arguments) =>
            IsHeld |= method == nameof(IFile.Move) && Equals(arguments[1], target));

        public override IFileStreamFactory FileStream => Scanned<IFileStreamFactory>.Of(_inner.FileStream, (_, arguments) =>
        {
            if (IsHeld && Equals(arguments[0], target) && arguments.OfType<FileAccess>().Any(access => access != FileAccess.Read))
                throw new IOException("The process cannot access the file because it is being used by another process.");
        });

        public override IDirectory Directory => _inner.Directory;

        public override IDirectoryInfoFactory DirectoryInfo => _inner.DirectoryInfo;

        public override IDriveInfoFactory DriveInfo => _inner.DriveInfo;

        public override IFileInfoFactory FileInfo => _inner.FileInfo;

        public override IFileSystemWatcherFactory FileSystemWatcher => _inner.FileSystemWatcher;

        public override IFileVersionInfoFactory FileVersionInfo => _inner.FileVersionInfo;

        public override IPath Path => _inner.Path;

        public override IRandomAccess RandomAccess => _inner.RandomAccess;
    }

#pragma warning disable CA1852 // DispatchProxy derives from it when the program runs.
    private class Scanned<T> : DispatchProxy
#pragma warning restore CA1852
        where T : class
    {
        private T _inner = null!;
        private Action<string, object?[]> _called = null!;

        public static T Of(T inner, Action<string, object?[]> called)
        {
            var proxy = Create<T, Scanned<T>>();
            var scanned = (Scanned<T>)(object)proxy;
            (scanned._inner, scanned._called) = (inner, called);
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            _called(targetMethod!.Name, args ?? []);
            try
            {
                return targetMethod.Invoke(_inner, args);
            }
            catch (TargetInvocationException fault) when (fault.InnerException is not null)
            {
                ExceptionDispatchInfo.Throw(fault.InnerException);
                throw;
            }
        }
    }
}
