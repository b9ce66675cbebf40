using System.Runtime.Versioning;
using System.ServiceProcess;

namespace PatchKit.Qualification;

/// <summary>This program as a service of its own.</summary>
[SupportedOSPlatform("windows")]
internal sealed class TestService(ServiceManner manner) : ServiceBase
{
    /// <summary>How long the slow one takes to stop.</summary>
    public static readonly TimeSpan Slowness = TimeSpan.FromSeconds(6);

    /// <summary>Runs as the service of this name.</summary>
    public static void Run(string name) =>
        Run(new TestService(Enum.Parse<ServiceManner>(name[Thing.Mark.Length..], ignoreCase: true)) { ServiceName = name });

    /// <inheritdoc/>
    protected override void OnStart(string[] args)
    {
        if (manner == ServiceManner.Failing)
            throw new InvalidOperationException("this service is made not to start");
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
            case ServiceManner.Crashing:
                Environment.FailFast("this service is made to die while it stops");
                break;
        }
    }
}
