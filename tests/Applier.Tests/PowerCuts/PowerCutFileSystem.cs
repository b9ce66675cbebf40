using System.IO.Abstractions;
using System.Reflection;
using System.Text;

namespace PatchKit.Tests.Applier.PowerCuts;

/// <summary>
/// An <see cref="IFileSystem"/> on a <see cref="PowerCutDisk"/>. Reading goes to what the program sees; every change is an
/// operation of the disk. A changing member that nobody has taught it yet throws <see cref="NotSupportedException"/>: no change
/// goes past the count.
/// </summary>
internal sealed class PowerCutFileSystem : IFileSystem
{
    private readonly PowerCutDisk _disk;

    public PowerCutFileSystem(PowerCutDisk disk)
    {
        _disk = disk;
        File = Through<IFile>(disk.Inner.File);
        Directory = Through<IDirectory>(disk.Inner.Directory);
        FileInfo = Through<IFileInfoFactory>(disk.Inner.FileInfo);
        DirectoryInfo = Through<IDirectoryInfoFactory>(disk.Inner.DirectoryInfo);
        FileStream = Through<IFileStreamFactory>(disk.Inner.FileStream);
    }

    public IFile File { get; }

    public IDirectory Directory { get; }

    public IFileInfoFactory FileInfo { get; }

    public IDirectoryInfoFactory DirectoryInfo { get; }

    public IFileStreamFactory FileStream { get; }

    public IPath Path => _disk.Inner.Path;

    public IDriveInfoFactory DriveInfo => _disk.Inner.DriveInfo;

    public IRandomAccess RandomAccess => throw new NotSupportedException();

    public IFileSystemWatcherFactory FileSystemWatcher => throw new NotSupportedException();

    public IFileVersionInfoFactory FileVersionInfo => throw new NotSupportedException();

    /// <summary>Whether the disk has no room left.</summary>
    public bool IsFull => _disk.IsFull;

    /// <summary>Everything that was written goes to the disk, whoever wrote it.</summary>
    public void FlushAll()
    {
        lock (_disk.Gate)
        {
            _disk.Operate("flush of all");
            _disk.FlushedAll();
        }
    }

    /// <summary>A member of one of the file system's parts, by name; see the class.</summary>
    public object? Call(object part, MethodInfo method, object?[] arguments)
    {
        lock (_disk.Gate)
            return CallAlone(part, method, arguments);
    }

    private object? CallAlone(object part, MethodInfo method, object?[] arguments)
    {
        _disk.Read();
        switch (part, method.Name)
        {
            case (IFile, nameof(IFile.Move)):
                Rename(Full(arguments[0]), Full(arguments[1]), arguments is [_, _, true]);
                return null;
            case (IFile, nameof(IFile.Delete)):
                Delete(Full(arguments[0]));
                return null;
            case (IFile, nameof(IFile.Copy)):
                Overwrite(Full(arguments[1]), _disk.Inner.File.ReadAllBytes(Full(arguments[0])));
                return null;
            case (IFile, nameof(IFile.WriteAllBytes)):
                Overwrite(Full(arguments[0]),
                    arguments[1] is byte[] bytes ? bytes : throw new NotSupportedException(method.ToString()));
                return null;
            case (IFile, nameof(IFile.WriteAllText)):
                Overwrite(Full(arguments[0]), Encoding.UTF8.GetBytes((string)arguments[1]!));
                return null;
            case (IFile, nameof(IFile.AppendAllText)):
                Append(Full(arguments[0]), Encoding.UTF8.GetBytes((string)arguments[1]!));
                return null;
            case (IDirectory, nameof(IDirectory.Delete)):
                DeleteFolder(Full(arguments[0]), arguments is [_, true]);
                return null;
            case (IFileInfo info, nameof(IFileInfo.Delete)):
                Delete(info.FullName);
                return null;
            case (IFile, "Open") when arguments is [_, FileMode mode, FileAccess access, FileShare share]:
                return FileStream.New(Full(arguments[0]), mode, access, share);
            case (IFileStreamFactory, "New") when arguments is [_, FileStreamOptions options]:
                return FileStream.New(Full(arguments[0]), options.Mode, options.Access, options.Share);
            case (IFileStreamFactory, "New"):
                return Open(Full(arguments[0]), (FileMode)arguments[1]!, method, arguments);
            case (IFileInfoFactory, "New"):
                return Through<IFileInfo>(_disk.Inner.FileInfo.New((string)arguments[0]!));
            case (IDirectoryInfoFactory, "New"):
                return Through<IDirectoryInfo>(_disk.Inner.DirectoryInfo.New((string)arguments[0]!));
            case (IDirectoryInfo, nameof(IDirectoryInfo.EnumerateFileSystemInfos)):
                return ((IEnumerable<IFileSystemInfo>)ReadOnly(part, method, arguments)!).Select(info => Through(info)).ToList();
            default:
                return ReadOnly(part, method, arguments);
        }
    }

    private static object? ReadOnly(object part, MethodInfo method, object?[] arguments)
    {
        if (arguments is [.., EnumerationOptions options])
        {
            // The files in memory have no attributes to skip by, and the memory refuses to be asked.
            var search = options.RecurseSubdirectories ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly;
            Type[] types = [.. method.GetParameters()[..^1].Select(parameter => parameter.ParameterType), typeof(SearchOption)];
            return part.GetType().GetMethod(method.Name, types)!.Invoke(part, [.. arguments[..^1], search]);
        }

        // Attributes and times are the only changes that pass uncounted: no promise hangs on them.
        var isHarmless = method.Name is "Exists" or "CreateDirectory" or "CreateTempSubdirectory" or "OpenRead"
            or "GetHashCode" or "Refresh"
            || new[] { "get_", "Get", "Read", "Enumerate", "set_Attributes", "set_LastWriteTime", "SetAttributes",
                "SetLastWriteTime", "SetCreationTime", "set_CreationTime", "SetUnixFileMode" }
                .Any(start => method.Name.StartsWith(start, StringComparison.Ordinal));
        return isHarmless
            ? method.Invoke(part, arguments)
            : throw new NotSupportedException($"teach the power-cut disk {method}");
    }

    private PowerCutStream Open(string path, FileMode mode, MethodInfo method, object?[] arguments)
    {
        var creates = mode is not (FileMode.Open or FileMode.Truncate) && !_disk.Inner.File.Exists(path);
        var truncates = mode is FileMode.Create or FileMode.Truncate && !creates;
        if (creates || truncates)
            _disk.Operate(creates ? "create" : "truncate");
        var stream = (FileSystemStream)method.Invoke(_disk.Inner.FileStream, arguments)!;
        if (creates)
            _disk.Created(path);
        if (truncates)
            _disk.Wrote(path);
        var opened = new PowerCutStream(_disk, stream, path);
        _disk.Opened(opened);
        return opened;
    }

    private void Overwrite(string path, byte[] bytes)
    {
        using var stream = FileStream.New(path, FileMode.Create, FileAccess.Write, FileShare.None);
        stream.Write(bytes);
    }

    private void Append(string path, byte[] bytes)
    {
        using var stream = FileStream.New(path, FileMode.Append, FileAccess.Write, FileShare.None);
        stream.Write(bytes);
    }

    private void Rename(string from, string to, bool overwrite)
    {
        _disk.Operate("rename");
        _disk.Inner.File.Move(from, to, overwrite);
        _disk.Renamed(from, to);
    }

    private void Delete(string path)
    {
        if (!_disk.Inner.File.Exists(path))
            return;
        _disk.Operate("delete");
        _disk.Inner.File.Delete(path);
        _disk.Deleted(path);
    }

    private void DeleteFolder(string path, bool recursive)
    {
        if (recursive)
        {
            foreach (var file in _disk.Inner.Directory.GetFiles(path, "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal))
                Delete(file);
        }

        _disk.Inner.Directory.Delete(path, recursive);
    }

    private string Full(object? path) => _disk.Inner.Path.GetFullPath((string)path!);

    private IFileSystemInfo Through(IFileSystemInfo info) =>
        info is IDirectoryInfo folder ? Through<IDirectoryInfo>(folder) : Through<IFileInfo>((IFileInfo)info);

    private T Through<T>(T part)
        where T : class
    {
        var proxy = DispatchProxy.Create<T, Proxy>();
        var own = (Proxy)(object)proxy;
        (own.System, own.Part) = (this, part);
        return proxy;
    }

    /// <summary>Passes each call of a part on to <see cref="Call"/>.</summary>
#pragma warning disable CA1852 // DispatchProxy derives from it at run time.
    internal class Proxy : DispatchProxy
#pragma warning restore CA1852
    {
        public PowerCutFileSystem? System { get; set; }

        public object? Part { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name == "get_FileSystem")
                return System;
            try
            {
                return System!.Call(Part!, targetMethod, args ?? []);
            }
            catch (TargetInvocationException wrapped) when (wrapped.InnerException is { } inner)
            {
                global::System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(inner);
                throw;
            }
        }
    }
}
