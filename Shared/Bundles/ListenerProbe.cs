using System.Text.Json.Serialization;

namespace PatchKit.Shared.Bundles;

/// <summary>A port is reachable from this machine alone: nothing listens on it except on loopback addresses.</summary>
/// <param name="Port">TCP port.</param>
public sealed record ListenerProbe([property: JsonRequired] int Port) : Probe
{
    /// <summary>
    /// The service that listens, by its short or display name: its own process on a loopback address is proof. Without it, or
    /// where its process is not seen to listen, only a silence that lasts is.
    /// </summary>
    public string? Service { get; init; }

    private protected override string Thing => "listener";

    internal override void Check(RuleBook book, string path)
    {
        book.Between(Port, 1, 65535, $"{path}.port");
        if (Service is not null)
            book.Line(Service, $"{path}.service");
    }
}
