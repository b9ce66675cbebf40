using System.Net;
using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Tests.ConformanceClient;

/// <summary>A repository behind plain HTTP. The only network code beside the products, and not part of them.</summary>
internal sealed class HttpTransport(string metadataUrl, string? targetsUrl) : ITransport, IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });

    /// <inheritdoc/>
    public Result<Stream> OpenMetadata(string fileName) => Open(metadataUrl, fileName);

    /// <inheritdoc/>
    public Result<Stream> OpenTarget(string path) => targetsUrl is null
        ? new Refusal(RefusalCode.Usage, "--target-base-url", "it is needed for a download")
        : Open(targetsUrl, string.Join('/', path.Split('/').Select(Uri.EscapeDataString)));

    /// <summary>Asking would be a request of its own, which the specification does not foresee.</summary>
    public long? RootAfter(long version) => null;

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private Result<Stream> Open(string baseUrl, string name)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{baseUrl.TrimEnd('/')}/{name}");
            var response = _http.Send(request, HttpCompletionOption.ResponseHeadersRead);
            if (response.StatusCode == HttpStatusCode.OK)
                return response.Content.ReadAsStream();
            response.Dispose();
            return response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden
                ? new Refusal(RefusalCode.FileMissing, name, $"the server says {(int)response.StatusCode}")
                : new Refusal(RefusalCode.StickGone, name, $"the server says {(int)response.StatusCode}");
        }
        catch (HttpRequestException e)
        {
            return new Refusal(RefusalCode.StickGone, name, e.Message);
        }
    }
}
