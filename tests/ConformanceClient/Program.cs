using System.IO.Abstractions;
using System.Security.Cryptography;
using PatchKit.Shared;
using PatchKit.Shared.Trust;
using PatchKit.Tests.ConformanceClient;

// A client that a public TUF conformance suite can drive. It adds HTTP and a command line to PatchKit.Shared.Trust, and no rule
// of its own.
//   --metadata-dir D init ROOT
//   --metadata-url U --metadata-dir D refresh
//   --metadata-url U --metadata-dir D --target-name T [--target-name T2 …] --target-dir O --target-base-url B download
// Exit code 0 or 1.
try
{
    var arguments = new Arguments(args);
    var refusal = arguments.Verb switch
    {
        "init" => Init(arguments),
        "refresh" => Refresh(arguments),
        "download" => Download(arguments),
        _ => new Refusal(RefusalCode.Usage, arguments.Verb, "the verbs are init, refresh and download"),
    };
    if (refusal is not null)
        Console.Error.WriteLine(refusal);
    return refusal is null ? 0 : 1;
}
catch (Exception e)
{
    Console.Error.WriteLine(e);
    return 1;
}

static Refusal? Init(Arguments arguments)
{
    if (arguments.Rest is not [var root])
        return new Refusal(RefusalCode.Usage, "init", "it wants one root file");
    using var transport = new HttpTransport("http://127.0.0.1:9", null); // never asked
    return Client(arguments, transport).TrustRoot(File.ReadAllBytes(root)).Refusal;
}

static Refusal? Refresh(Arguments arguments)
{
    using var transport = new HttpTransport(arguments.One("--metadata-url"), null);
    return Client(arguments, transport).Refresh().Refusal;
}

static Refusal? Download(Arguments arguments)
{
    using var transport = new HttpTransport(arguments.One("--metadata-url"), arguments.One("--target-base-url"));
    var client = Client(arguments, transport);
    var folder = arguments.One("--target-dir");
    return arguments.All("--target-name").Select(name => DownloadOne(client, name, folder))
        .FirstOrDefault(refusal => refusal is not null);
}

static Refusal? DownloadOne(TrustClient client, string name, string folder)
{
    if (!client.FindTarget(name).TryGet(out var target, out var refusal))
        return refusal;
    var destination = Path.Combine(folder, Uri.EscapeDataString(name));
    return IsThere(target, destination) ? null : client.Download(target, new FileSystem(), destination).Refusal;
}

// A file that was downloaded before and still has every listed hash is not fetched again.
static bool IsThere(TargetFile target, string path)
{
    if (!File.Exists(path) || new FileInfo(path).Length != target.Length)
        return false;
    var bytes = File.ReadAllBytes(path);
    return target.Hashes.All(hash => hash.Value == hash.Key switch
    {
        "sha256" => Convert.ToHexStringLower(SHA256.HashData(bytes)),
        "sha512" => Convert.ToHexStringLower(SHA512.HashData(bytes)),
        _ => null,
    });
}

static TrustClient Client(Arguments arguments, HttpTransport transport) =>
    new(transport, new MetadataStore(new FileSystem(), arguments.One("--metadata-dir")), TimeProvider.System.GetUtcNow());
