using System.Text.Json;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>Writes and reads stand-in packages. Format: docs/formats/stand-in-package.md.</summary>
public static class StandInPackageFormat
{
    private const int Longest = 1024 * 1024;

    /// <summary>The bytes of a package.</summary>
    public static byte[] Write(StandInPackage package) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(package, BundleJson.Strict.StandInPackage), (byte)'\n'];

    /// <summary>Reads a package from untrusted bytes, at most 1 MiB.</summary>
    /// <param name="bytes">The file's bytes.</param>
    /// <param name="file">Its name, for the refusal.</param>
    public static Result<StandInPackage> Read(ReadOnlyMemory<byte> bytes, string file) =>
        StrictDocument.Read(bytes, file, BundleJson.Strict.StandInPackage, StandInPackage.SchemaVersion, Longest, Rules);

    private static IReadOnlyList<FormatFault> Rules(StandInPackage package)
    {
        var book = new RuleBook();
        book.Line(package.Note, "$.note");
        book.Line(package.Product.Name, "$.product.name");
        book.Distinct(package.Files.Select(file => file.Target.ToUpperInvariant()), i => $"$.files[{i}].target", "target");
        for (var i = 0; i < package.Files.Length; i++)
        {
            book.Pass(InstrumentPath.Fault(package.Files[i].Target), $"$.files[{i}].target");
            book.Require(package.Files[i] is { Source: null } != package.Files[i] is { Text: null }, $"$.files[{i}]",
                "exactly one of source and text belongs here");
        }

        for (var i = 0; i < package.Registry.Length; i++)
        {
            book.Key(package.Registry[i].Key, $"$.registry[{i}].key");
            book.RegistryValue(package.Registry[i].Type, package.Registry[i].Value, $"$.registry[{i}].value");
        }

        book.Distinct(package.Services.Select(service => service.Name), i => $"$.services[{i}].name", "service");
        for (var i = 0; i < package.Services.Length; i++)
            Service(book, package.Services[i], $"$.services[{i}]");
        return book.Faults;
    }

    private static void Service(RuleBook book, StandInService service, string path)
    {
        book.Line(service.Name, $"{path}.name");
        book.Require(service.State is not ServiceRunState.Pending, $"{path}.state",
            "'pending' is no state to end in; allowed: running, stopped");
        var listens = service.Listens ?? [];
        for (var i = 0; i < listens.Length; i++)
        {
            var colon = listens[i].LastIndexOf(':');
            var good = colon > 0 && ushort.TryParse(listens[i].AsSpan(colon + 1), out var port) && port > 0;
            book.Require(good, $"{path}.listens[{i}]", $"'{listens[i]}' is not address:port, for example 127.0.0.1:8081");
        }
    }
}
