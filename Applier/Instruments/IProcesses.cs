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
    /// <summary>The addresses on which something listens on this port.</summary>
    IReadOnlyList<IPAddress> On(int port);
}
