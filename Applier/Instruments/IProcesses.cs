using System.Net;

namespace PatchKit.Applier.Instruments;

/// <summary>Running processes.</summary>
internal interface IProcesses
{
    /// <summary>Image names without extension.</summary>
    IReadOnlyList<string> Running();

    /// <summary>Who holds a file of the host open, for the operator; empty when the machine does not say.</summary>
    IReadOnlyList<string> HoldersOf(string hostPath);
}

/// <summary>TCP listeners.</summary>
internal interface IListeners
{
    /// <summary>What listens on this port.</summary>
    /// <param name="port">The port.</param>
    /// <param name="service">The service whose own listeners are told from others; null: none.</param>
    IReadOnlyList<Listener> On(int port, string? service);
}

/// <summary>A TCP listener.</summary>
/// <param name="Address">Where it listens.</param>
/// <param name="Owner">Whose it is.</param>
internal sealed record Listener(IPAddress Address, ListenerOwner Owner);

/// <summary>Whose a listener is.</summary>
internal enum ListenerOwner
{
    /// <summary>Another program's, or nobody tells.</summary>
    Other,

    /// <summary>That of the process in which the service runs.</summary>
    Service,

    /// <summary>
    /// Windows' own HTTP, which listens for every program that asks it to, and does not say here for which.
    /// </summary>
    WindowsHttp,
}
