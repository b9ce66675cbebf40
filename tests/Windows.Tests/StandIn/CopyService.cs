using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.ServiceProcess;
using Microsoft.Win32;

[assembly: SupportedOSPlatform("windows")]

ServiceBase.Run(new CopyService());

/// <summary>
/// Listens until it is stopped, on the port that the registry names. A value there makes it fail its start, another names a file
/// that it holds open: so a test plays a service that is broken, and one that locks.
/// </summary>
internal sealed class CopyService : ServiceBase
{
    private const string Key = @"SOFTWARE\PatchKitStandIn";
    private static readonly Version Closed = new(2, 5);
    private TcpListener? _listener;
    private FileStream? _held;

    /// <inheritdoc/>
    protected override void OnStart(string[] args)
    {
        using var root = RegistryKey.OpenBaseKey(RegistryHive.LocalMachine, RegistryView.Registry64);
        using var orders = root.OpenSubKey(Key);
        if (orders?.GetValue("FailStart") is not null)
            throw new InvalidOperationException("the test wants this start to fail");
        if (orders?.GetValue("Hold") is string file)
            _held = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
        _listener = new TcpListener(GetType().Assembly.GetName().Version >= Closed ? IPAddress.Loopback : IPAddress.Any,
            (int)orders!.GetValue("Port")!);
        _listener.Start();
    }

    /// <inheritdoc/>
    protected override void OnStop()
    {
        _listener?.Dispose();
        _held?.Dispose();
    }
}
