using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.ServiceProcess;

namespace PatchKit.Qualification;

/// <summary>This program as a service of its own.</summary>
[SupportedOSPlatform("windows")]
internal sealed class TestService(ServiceManner manner) : ServiceBase
{
    /// <summary>How long the slow one takes to stop.</summary>
    public static readonly TimeSpan Slowness = TimeSpan.FromSeconds(6);

    /// <summary>Where the listening one says on which port it does.</summary>
    public static string PortFile => Path.Combine(Qualification.Site.Folder, "pkq-port.txt");

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    /// <summary>Runs as the service of this name.</summary>
    public static void Run(string name) =>
        Run(new TestService(Enum.Parse<ServiceManner>(name[Thing.Mark.Length..], ignoreCase: true)) { ServiceName = name });

    /// <inheritdoc/>
    protected override void OnStart(string[] args)
    {
        if (manner == ServiceManner.Failing)
            throw new InvalidOperationException("this service is made not to start");
        if (manner != ServiceManner.Listening)
            return;
        _listener.Start();
        File.WriteAllText(PortFile, ((IPEndPoint)_listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture));
    }

    /// <inheritdoc/>
    protected override void OnStop()
    {
        switch (manner)
        {
            case ServiceManner.Slow:
                Thread.Sleep(Slowness);
                break;
            case ServiceManner.Hanging:
                Thread.Sleep(Timeout.Infinite);
                break;
            case ServiceManner.Listening:
                _listener.Dispose();
                break;
            case ServiceManner.Crashing or ServiceManner.Returning:
                Environment.FailFast("this service is made to die while it stops");
                break;
        }
    }
}
