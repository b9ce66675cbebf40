using System.Text.Json.Serialization;

namespace PatchKit.Shared.Bundles;

/// <summary>A port is reachable from this machine alone: nothing listens on it except on loopback addresses.</summary>
/// <param name="Port">TCP port.</param>
public sealed record ListenerProbe([property: JsonRequired] int Port) : Probe
{
    private protected override string Thing => "listener";

    internal override void Check(RuleBook book, string path)
    {
        book.Between(Port, 1, 65535, $"{path}.port");
    }
}
