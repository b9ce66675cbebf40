using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using PatchKit.Shared;

namespace PatchKit.Packager.Serving;

/// <summary>
/// Serves a desk's page on this machine alone, to whoever has the address with its token. There are two doors, the page and the
/// receipts, each under its one spelling; a request for another host, from another page or with anything else in its path is
/// turned away before the desk is asked.
/// </summary>
internal sealed class ReportServer : IAsyncDisposable
{
    /// <summary>The longest file that is taken, in bytes: 64 MiB.</summary>
    public const long Longest = 64 << 20;

    private const int LongestName = 1000;
    private const int TokenBytes = 24;
    private readonly WebApplication _server;
    private readonly ServedDesk _desk;
    private readonly string _policy;
    private readonly string _token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));
    private readonly SemaphoreSlim _turn = new(1);
    private string _authority = "";

    private ReportServer(ServedDesk desk, string policy, int port)
    {
        (_desk, _policy) = (desk, policy);
        // The empty builder reads no configuration: no variable of the environment opens another address.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = Longest;
            options.Limits.MaxConcurrentConnections = 32;
            options.Listen(IPAddress.Loopback, port);
        });
        _server = builder.Build();
        _server.Run(Answer);
    }

    /// <summary>The address to open, with the token.</summary>
    public string Address => $"http://{_authority}/{_token}/";

    /// <summary>Starts serving; a refusal when the port is taken.</summary>
    /// <param name="desk">What is served.</param>
    /// <param name="policy">The page's Content Security Policy.</param>
    /// <param name="port">The port; 0 for one that is free.</param>
    public static async Task<Result<ReportServer>> Start(ServedDesk desk, string policy, int port)
    {
        var server = new ReportServer(desk, policy, port);
        try
        {
            await server._server.StartAsync();
        }
        catch (IOException wrong)
        {
            await server.DisposeAsync();
            return new Refusal(RefusalCode.OutputExists, port.ToString(CultureInfo.InvariantCulture),
                $"the port cannot be opened: {wrong.Message}");
        }

        var opened = server._server.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>();
        server._authority = new Uri(opened.Addresses.Single()).Authority;
        return server;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _turn.Dispose();
    }

    private async Task Answer(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var headers = response.Headers;
        headers.ContentSecurityPolicy = $"{_policy}; frame-ancestors 'none'";
        headers.XFrameOptions = "DENY";
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        if (request.Headers.Host != _authority || !IsOwn(request))
        {
            response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        // The path as it was sent: nothing is decoded, no dot is followed.
        var path = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        await (Is(path, $"/{_token}/") ? Page(request, response)
            : Is(path, $"/{_token}/receipts") ? Receive(request, response)
            : End(response, StatusCodes.Status404NotFound));
    }

    // A page of another origin cannot hide where it comes from (Fetch, "Origin"; Fetch Metadata, Sec-Fetch-Site). What changes
    // something has to say it; a program that is no browser says it too, or is turned away.
    private bool IsOwn(HttpRequest request)
    {
        var (origin, site) = (request.Headers.Origin, request.Headers["Sec-Fetch-Site"]);
        return (origin.Count == 0 ? !HttpMethods.IsPost(request.Method) : origin == $"http://{_authority}")
            && (site.Count == 0 || site == "same-origin" || (site == "none" && HttpMethods.IsGet(request.Method)));
    }

    private static bool Is(string path, string door) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(path), Encoding.UTF8.GetBytes(door));

    private async Task Page(HttpRequest request, HttpResponse response)
    {
        if (!HttpMethods.IsGet(request.Method))
        {
            await End(response, StatusCodes.Status405MethodNotAllowed);
            return;
        }

        var made = await InTurn(_desk.Page);
        response.StatusCode = made.Refusal is null ? StatusCodes.Status200OK : StatusCodes.Status500InternalServerError;
        response.ContentType = made.Refusal is null ? "text/html; charset=utf-8" : "text/plain; charset=utf-8";
        await response.WriteAsync(made.TryGet(out var page, out var refusal) ? page : InWords(refusal));
    }

    private async Task Receive(HttpRequest request, HttpResponse response)
    {
        var name = Uri.UnescapeDataString(request.Headers["X-File-Name"].ToString());
        var wrong = !HttpMethods.IsPost(request.Method) ? StatusCodes.Status405MethodNotAllowed
            : request.ContentType != "application/octet-stream" ? StatusCodes.Status415UnsupportedMediaType
            : request.ContentLength is not { } length ? StatusCodes.Status411LengthRequired
            : length > Longest ? StatusCodes.Status413PayloadTooLarge
            : name.Length is 0 or > LongestName ? StatusCodes.Status400BadRequest
            : 0;
        if (wrong > 0)
        {
            await End(response, wrong);
            return;
        }

        var bytes = new byte[request.ContentLength!.Value];
        await request.Body.ReadExactlyAsync(bytes, request.HttpContext.RequestAborted);
        var taken = await InTurn(() => _desk.Receive(bytes, name));
        response.StatusCode = taken.Refusal is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity;
        response.ContentType = "text/plain; charset=utf-8";
        await response.WriteAsync(taken.TryGet(out var lines, out var refusal) ? lines : InWords(refusal));
    }

    private async Task<Result<string>> InTurn(Func<Result<string>> work)
    {
        await _turn.WaitAsync();
        try
        {
            return work();
        }
        finally
        {
            _turn.Release();
        }
    }

    private static Task End(HttpResponse response, int status)
    {
        response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static string InWords(Refusal refusal) => Printable.Line($"{refusal.Code}: {refusal.Place}: {refusal.Reason}");
}
