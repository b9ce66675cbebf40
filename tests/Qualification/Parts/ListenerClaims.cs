using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using PatchKit.Applier.Instruments;

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

            return Evidence.Of(site.Instrument.Listeners.On(port, null).Count == 0,
                $"{site.Instrument.Listeners.On(port, null).Count} listeners");
        }),
        Claim.Later("listeners.owner", "A listener of a service's own process is told from another program's",
            async (site, cancel) =>
        {
            var service = site.Service(ServiceManner.Listening);
            site.Journal.Make(ThingKind.File, site.In("pkq-port.txt"), () => { });
            await site.Instrument.Services.Start(service, Site.Soon, cancel);
            var own = Told(site, int.Parse(await File.ReadAllTextAsync(TestService.PortFile, cancel)), service);
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var other = Told(site, ((IPEndPoint)listener.LocalEndpoint).Port, service);
            await site.Instrument.Services.Stop(service, Site.Soon, cancel);
            return Evidence.Of((own, other) == (ListenerOwner.Service, ListenerOwner.Other),
                $"its own: {own}, another program's: {other}");
        }),
        Claim.Now("listeners.http", "A listener of Windows' own HTTP is told as that", site =>
        {
            var port = 0;
            using (var free = new TcpListener(IPAddress.Loopback, 0))
            {
                free.Start();
                port = ((IPEndPoint)free.LocalEndpoint).Port;
            }

            using var listener = new HttpListener();
            listener.Prefixes.Add($"http://localhost:{port}/");
            listener.Start();
            var told = Told(site, port, site.Service(ServiceManner.Plain));
            return Evidence.Of(told == ListenerOwner.WindowsHttp, $"{told}");
        }),
    ];

    private static ListenerOwner? Told(Site site, int port, string service) =>
        site.Instrument.Listeners.On(port, service) is [var first, ..] ? first.Owner : null;

    private static Claim On(string id, string text, IPAddress address) => Claim.Now(id, text, site =>
    {
        using var listener = new TcpListener(address, 0);
        listener.Start();
        var seen = site.Instrument.Listeners.On(((IPEndPoint)listener.LocalEndpoint).Port, null);
        return Evidence.Of(seen is [var only] && only.Address.Equals(address),
            seen.Count == 0 ? "nobody listens" : string.Join(", ", seen.Select(one => one.Address)));
    });
}
