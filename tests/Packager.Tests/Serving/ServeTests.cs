using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using PatchKit.Packager.Commands;
using PatchKit.Packager.Serving;
using PatchKit.Tests.Packager.Returns;

namespace PatchKit.Tests.Packager.Serving;

/// <summary>The served report: what a browser does with it, and that nobody comes in by another way.</summary>
public sealed class ServeTests : IAsyncLifetime
{
    private readonly Desk _desk = new();
    private readonly CancellationTokenSource _stop = new();
    private Task<int> _served = Task.FromResult(0);
    private Uri _address = new("http://127.0.0.1/");
    private string _receipt = "";

    public async ValueTask InitializeAsync()
    {
        var delivery = _desk.Deliver("PK-0001", "a", "M70503");
        _receipt = _desk.Write("inbox", _desk.Receipt(delivery, "M70503", SampleModes.Dx));
        _served = ServeCommand.Run(_desk.Services, _desk.LedgerPath, port: 0, _stop.Token);
        while (!_desk.Out.ToString().Contains("Ctrl+C", StringComparison.Ordinal))
            await Task.WhenAny(_served, Task.Delay(20));
        _address = new(_desk.Out.ToString().Split("machine: ")[1].Split('\n')[0].Trim());
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Assert.Equal(0, await _served);
        _stop.Dispose();
        _desk.Dispose();
    }

    [Fact]
    public async Task A_browser_shows_it_and_puts_a_receipt_in_and_another_page_cannot()
    {
        Judges.Installed();
        Needed.Programs("chromium");

        var seen = JsonNode.Parse(await Judges.Run(
            "serve.mjs", _address.ToString(), "/usr/bin/chromium", _receipt,
            Environment.GetEnvironmentVariable("PATCHKIT_SCREENSHOTS") ?? _desk.Folder))!;

        Assert.Contains("1 accepted", (string?)seen["said"], StringComparison.Ordinal);
        Assert.Contains("half patched\n0", Lines(seen["before"]), StringComparison.Ordinal);
        Assert.Contains("half patched\n1", Lines(seen["after"]), StringComparison.Ordinal);
        Assert.Empty(seen["errors"]!.AsArray());
        Assert.Empty(seen["elsewhere"]!.AsArray());
        Assert.Equal(["refused", "refused", "refused"], seen["stranger"]!.AsArray().Select(one => (string?)one));
        Assert.Single(_desk.Status().Receipts);
    }

    [Fact]
    public async Task The_page_is_there_under_its_address_and_says_what_may_be_done_with_it()
    {
        var answer = await Ask(Filled("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"));

        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.Contains("M70503", answer, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", answer, StringComparison.Ordinal);
        Assert.Contains("Cache-Control: no-store", answer, StringComparison.Ordinal);
        Assert.Contains("Referrer-Policy: no-referrer", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Server:", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "{path}", "localhost:{port}", "", 403)]
    [InlineData("GET", "{path}", "evil.example:{port}", "", 403)]
    [InlineData("GET", "{path}", "127.0.0.1", "", 403)]
    [InlineData("GET", "{path}", "{host}", "Origin: http://evil.example", 403)]
    [InlineData("GET", "{path}", "{host}", "Sec-Fetch-Site: cross-site", 403)]
    [InlineData("GET", "/", "{host}", "", 404)]
    [InlineData("GET", "/00000000000000000000000000000000000000000000000000000000/", "{host}", "", 404)]
    [InlineData("GET", "{path}index.html", "{host}", "", 404)]
    [InlineData("GET", "{path}?x=1", "{host}", "", 404)]
    [InlineData("GET", "/{path}", "{host}", "", 404)]
    [InlineData("GET", "/x/..{path}", "{host}", "", 404)]
    [InlineData("GET", "/%2e{path}", "{host}", "", 404)]
    [InlineData("GET", "{path}..%2f..%2f..%2fetc%2fpasswd", "{host}", "", 404)]
    [InlineData("GET", "{path}../../../../etc/passwd", "{host}", "", 404)]
    [InlineData("GET", "http://{host}{path}", "{host}", "", 404)]
    [InlineData("GET", "{path}receipts", "{host}", "", 405)]
    [InlineData("PUT", "{path}", "{host}", "Content-Length: 0", 405)]
    [InlineData("POST", "{path}receipts", "{host}", "Content-Length: 0", 403)]
    [InlineData("POST", "{path}receipts", "{host}", "{origin}\r\nContent-Length: 0", 415)]
    [InlineData("POST", "{path}receipts", "{host}", "{origin}\r\n{type}\r\nTransfer-Encoding: chunked{end}", 411)]
    [InlineData("POST", "{path}receipts", "{host}", "{origin}\r\n{type}\r\nContent-Length: 0", 400)]
    [InlineData("POST", "{path}receipts", "{host}", "Origin: null\r\n{type}\r\nX-File-Name: a\r\nContent-Length: 0", 403)]
    [InlineData("POST", "{path}receipts", "{host}", "{origin}\r\n{type}\r\nX-File-Name: a\r\nContent-Length: 67108865", 413)]
    [InlineData("POST", "/receipts", "{host}", "{origin}\r\n{type}\r\nX-File-Name: a\r\nContent-Length: 0", 404)]
    public async Task Every_other_way_in_is_shut(string method, string path, string host, string headers, int status)
    {
        var answer = await Ask(Filled($"{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n" +
            $"{(headers.Length > 0 ? $"{headers}\r\n" : "")}\r\n"));

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("M70503", answer, StringComparison.Ordinal);
        Assert.Empty(_desk.Status().Receipts);
    }

    [Fact]
    public async Task Nobody_is_answered_on_another_address_of_this_machine()
    {
        using var client = new TcpClient();
        var other = System.Net.NetworkInformation.NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(one => one.GetIPProperties().UnicastAddresses).Select(one => one.Address)
            .FirstOrDefault(one => one.AddressFamily is AddressFamily.InterNetwork && !System.Net.IPAddress.IsLoopback(one));
        Assert.SkipWhen(other is null, "this machine has no other address");
        await Assert.ThrowsAsync<SocketException>(() => client.ConnectAsync(
            other!, _address.Port, TestContext.Current.CancellationToken).AsTask());
    }

    [Fact]
    public async Task A_taken_port_is_said()
    {
        var second = await ReportServer.Start(new(() => "", (_, _) => ""), "", _address.Port);
        Assert.Contains("the port cannot be opened", second.Refusal?.Reason, StringComparison.Ordinal);
    }

    private string Filled(string text) => text.Replace("{path}", _address.AbsolutePath, StringComparison.Ordinal)
        .Replace("{host}", _address.Authority, StringComparison.Ordinal)
        .Replace("{port}", $"{_address.Port}", StringComparison.Ordinal)
        .Replace("{origin}", $"Origin: http://{_address.Authority}", StringComparison.Ordinal)
        .Replace("{end}\r\n\r\n", "\r\n\r\n0\r\n\r\n", StringComparison.Ordinal)
        .Replace("{type}", "Content-Type: application/octet-stream", StringComparison.Ordinal);

    private async Task<string> Ask(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_address.Host, _address.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private static string Lines(JsonNode? text) => ((string?)text)!.ReplaceLineEndings("\n");
}
