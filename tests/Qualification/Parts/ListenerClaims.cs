using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;

namespace PatchKit.Qualification.Parts;

/// <summary>Who listens for connections.</summary>
[SupportedOSPlatform("windows")]
internal static class ListenerClaims
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Claim> All { get; } =
    [
        On("listeners.loopback", "A listener on this machine alone is told with its address", IPAddress.Loopback),
        On("listeners.everywhere", "A listener on every address is told with that", IPAddress.Any),
        On("listeners.version-6", "A listener of IPv6 is told with its address", IPAddress.IPv6Loopback),
        Claim.Now("listeners.none", "A port on which nobody listens is told as such", site =>
        {
            int port;
            using (var listener = new TcpListener(IPAddress.Loopback, 0))
            {
                listener.Start();
                port = ((IPEndPoint)listener.LocalEndpoint).Port;
            }

            return Evidence.Of(site.Instrument.Listeners.On(port).Count == 0,
                $"{site.Instrument.Listeners.On(port).Count} listeners");
        }),
    ];

    private static Claim On(string id, string text, IPAddress address) => Claim.Now(id, text, site =>
    {
        using var listener = new TcpListener(address, 0);
        listener.Start();
        var seen = site.Instrument.Listeners.On(((IPEndPoint)listener.LocalEndpoint).Port);
        return Evidence.Of(seen is [var only] && only.Equals(address),
            seen.Count == 0 ? "nobody listens" : string.Join(", ", seen));
    });
}
