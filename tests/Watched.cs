using System.IO.Abstractions;
using System.Reflection;
using System.Runtime.ExceptionServices;

namespace PatchKit.Tests;

#pragma warning disable CA1852 // DispatchProxy derives from it when the program runs.
/// <summary>A machine whose ports, or a factory of folders whose calls, say what they are asked.</summary>
internal class Watched : DispatchProxy
#pragma warning restore CA1852
{
    private object _inner = null!;
    private Action<string, object?[]> _asked = null!;

    /// <summary>The same, saying <c>IPort.Method argument argument</c> before each call.</summary>
    public static T Of<T>(T inner, Action<string> asked)
        where T : class => Of(inner, (call, _) => asked(call));

    /// <summary>The same, and handing over the call's arguments.</summary>
    public static T Of<T>(T inner, Action<string, object?[]> asked)
        where T : class => (T)Of(typeof(T), inner, asked);

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        _asked($"{targetMethod!.DeclaringType!.Name}.{targetMethod.Name} {string.Join(' ', args ?? [])}", args ?? []);
        try
        {
            var answer = targetMethod.Invoke(_inner, args);
            return answer is not null && targetMethod is { IsSpecialName: true, ReturnType.IsInterface: true }
                ? Of(targetMethod.ReturnType, answer, _asked)
                : answer;
        }
        catch (TargetInvocationException fault) when (fault.InnerException is not null)
        {
            ExceptionDispatchInfo.Throw(fault.InnerException);
            throw;
        }
    }

    private static object Of(Type type, object inner, Action<string, object?[]> asked)
    {
        var proxy = Create(type, typeof(Watched));
        ((Watched)proxy)._inner = inner;
        ((Watched)proxy)._asked = asked;
        return proxy;
    }
}

/// <summary>A file system whose files, streams and listings say what they are asked.</summary>
internal sealed class WatchedDisk(IFileSystem inner, Action<string> asked) : FileSystemBase
{
    public override IDirectory Directory => inner.Directory;

    public override IDirectoryInfoFactory DirectoryInfo { get; } = Watched.Of(inner.DirectoryInfo, asked);

    public override IDriveInfoFactory DriveInfo => inner.DriveInfo;

    public override IFile File { get; } = Watched.Of(inner.File, asked);

    public override IFileInfoFactory FileInfo => inner.FileInfo;

    public override IFileStreamFactory FileStream { get; } = Watched.Of(inner.FileStream, asked);

    public override IFileSystemWatcherFactory FileSystemWatcher => inner.FileSystemWatcher;

    public override IFileVersionInfoFactory FileVersionInfo => inner.FileVersionInfo;

    public override IPath Path => inner.Path;

    public override IRandomAccess RandomAccess => inner.RandomAccess;
}
