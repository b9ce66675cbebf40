using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PatchKit.Tests.Packager.Campaigns;

/// <summary>
/// yaml-language-server as an editor drives it: JSON-RPC over the standard streams (Language Server Protocol 3.17, base
/// protocol).
/// </summary>
internal sealed class LanguageServer : IAsyncDisposable
{
    private readonly Process _server;
    private readonly CancellationToken _stop;
    private int _requests;

    private LanguageServer(Process server, CancellationToken stop) => (_server, _stop) = (server, stop);

    /// <summary>Starts the server that was installed into a folder.</summary>
    public static async Task<LanguageServer> Start(string folder, CancellationToken stop)
    {
        var program = Path.Combine(folder, "node_modules", "yaml-language-server", "bin", "yaml-language-server");
        var start = new ProcessStartInfo("node", [program, "--stdio"])
        { RedirectStandardInput = true, RedirectStandardOutput = true };
        var server = new LanguageServer(Process.Start(start)!, stop);
        await server.Ask("initialize", new() { ["processId"] = null, ["rootUri"] = null, ["capabilities"] = new JsonObject() });
        await server.Tell("initialized", []);
        await server.Tell("workspace/didChangeConfiguration", new()
        {
            ["settings"] = new JsonObject
            {
                ["yaml"] = new JsonObject
                {
                    ["validate"] = true,
                    ["completion"] = true,
                    ["schemaStore"] = new JsonObject { ["enable"] = false },
                },
            },
        });
        return server;
    }

    /// <summary>
    /// Opens a text as a file of this name and gives what is wrong with it: line and column, from 1, and message.
    /// </summary>
    public async Task<IReadOnlyList<string>> Open(string file, string text)
    {
        await Tell("textDocument/didOpen", new()
        {
            ["textDocument"] = new JsonObject { ["uri"] = Uri(file), ["languageId"] = "yaml", ["version"] = 1, ["text"] = text },
        });
        var told = await Await(message => (string?)message["method"] == "textDocument/publishDiagnostics"
            && (string?)message["params"]!["uri"] == Uri(file));
        return [.. told["params"]!["diagnostics"]!.AsArray().Select(one => $"{(int)one!["range"]!["start"]!["line"]! + 1}:"
            + $"{(int)one["range"]!["start"]!["character"]! + 1} {one["message"]}")];
    }

    /// <summary>What is offered at a place of an open file; line and column from 0.</summary>
    public async Task<IReadOnlyList<string>> Offered(string file, int line, int column)
    {
        var result = await Ask("textDocument/completion", new()
        {
            ["textDocument"] = new JsonObject { ["uri"] = Uri(file) },
            ["position"] = new JsonObject { ["line"] = line, ["character"] = column },
        });
        return [.. (result as JsonArray ?? result!["items"]!.AsArray()).Select(item => (string)item!["label"]!)];
    }

    public async ValueTask DisposeAsync()
    {
        _server.Kill(entireProcessTree: true);
        await _server.WaitForExitAsync(CancellationToken.None);
        _server.Dispose();
    }

    private static string Uri(string file) => new Uri(file).AbsoluteUri;

    private async Task<JsonNode?> Ask(string method, JsonObject parameters)
    {
        var id = ++_requests;
        await Write(new() { ["id"] = id, ["method"] = method, ["params"] = parameters });
        var answer = await Await(message => !message.ContainsKey("method") && (int?)message["id"] == id);
        Assert.Null(answer["error"]?.ToJsonString());
        return answer["result"];
    }

    private Task Tell(string method, JsonObject parameters) => Write(new() { ["method"] = method, ["params"] = parameters });

    // What the server asks in between is answered with nothing; what it tells is passed over.
    private async Task<JsonObject> Await(Func<JsonObject, bool> wanted)
    {
        while (true)
        {
            var message = await Read();
            if (wanted(message))
                return message;
            if (message.ContainsKey("method") && message.ContainsKey("id"))
                await Write(new() { ["id"] = message["id"]!.DeepClone(), ["result"] = null });
        }
    }

    private async Task Write(JsonObject message)
    {
        message.Insert(0, "jsonrpc", "2.0");
        var body = JsonSerializer.SerializeToUtf8Bytes(message);
        var output = _server.StandardInput.BaseStream;
        await output.WriteAsync(Encoding.ASCII.GetBytes($"Content-Length: {body.Length}\r\n\r\n"), _stop);
        await output.WriteAsync(body, _stop);
        await output.FlushAsync(_stop);
    }

    private async Task<JsonObject> Read()
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await _server.StandardOutput.BaseStream.ReadExactlyAsync(one, _stop);
            head.Append((char)one[0]);
        }

        var length = head.ToString().Split("Content-Length: ")[1].Split('\r')[0];
        var body = new byte[int.Parse(length, System.Globalization.CultureInfo.InvariantCulture)];
        await _server.StandardOutput.BaseStream.ReadExactlyAsync(body, _stop);
        return JsonNode.Parse(body)!.AsObject();
    }
}
