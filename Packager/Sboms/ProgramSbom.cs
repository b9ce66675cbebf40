using System.Text.Json;
using PatchKit.Shared;
using PatchKit.Shared.Json;

namespace PatchKit.Packager.Sboms;

/// <summary>
/// What a published program consists of: every package of the lock file by its SHA-512, Microsoft's runtime, our own library.
/// What the publication really brought along (<c>NAME.deps.json</c>) must stand in the lock file with the same digest.
/// </summary>
/// <param name="Subject">The program.</param>
/// <param name="Components">What it consists of, and what helped to build it.</param>
internal sealed record ProgramSbom(SbomComponent Subject, IReadOnlyList<SbomComponent> Components)
{
    private const string Framework = "net10.0";
    private const string RuntimePack = "runtimepack.";

    // The build's own lists.
    private const int Longest = 16 * 1024 * 1024;

    /// <summary>The bytes of the list.</summary>
    /// <param name="origin">Whose the program is, and of when.</param>
    /// <param name="support">What is known of how long its components are supported.</param>
    public byte[] Write(SbomOrigin origin, SupportList support)
    {
        var day = DateOnly.FromDateTime(origin.When.UtcDateTime);
        return CycloneDx.Write(Supported(Subject), Components.Select(Supported), origin);

        SbomComponent Supported(SbomComponent one) => one with { Support = support.Of(one, day) };
    }

    /// <summary>Reads what a publication consists of.</summary>
    /// <param name="program">The program's name.</param>
    /// <param name="version">Its version.</param>
    /// <param name="runtime">The runtime identifier that was published for.</param>
    /// <param name="notices">Content of the published <c>THIRD-PARTY-NOTICES.txt</c>: suppliers and licences.</param>
    /// <param name="lockFile">Content of its <c>packages.lock.json</c>.</param>
    /// <param name="delivered">Content of the published <c>NAME.deps.json</c>.</param>
    public static Result<ProgramSbom> Read(string program, string version, string runtime, string notices,
        ReadOnlyMemory<byte> lockFile, ReadOnlyMemory<byte> delivered)
    {
        if (!JsonTree.Read(lockFile.Span, "packages.lock.json", Longest).TryGet(out var locks, out var refusal)
            || !JsonTree.Read(delivered.Span, $"{program}.deps.json", Longest).TryGet(out var deps, out refusal))
            return refusal;
        var packages = Locked(locks.GetProperty("dependencies"), runtime);
        var libraries = deps.GetProperty("libraries").EnumerateObject().ToList();
        foreach (var library in libraries.Where(library => Is(library, "package")))
        {
            var (name, resolved) = Split(library.Name);
            if (!packages.TryGetValue(name, out var package) || Text(package, "resolved") != resolved
                || $"sha512-{Text(package, "contentHash")}" != Text(library.Value, "sha512"))
            {
                return new Refusal(RefusalCode.PublishFailed, library.Name,
                    "the publication brought a package that the lock file does not name");
            }
        }

        var shipped = libraries.Where(library => Is(library, "package")).Select(library => Split(library.Name).Name)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        SbomComponent[] runtimes = [.. libraries.Where(library => Is(library, "runtimepack"))
            .Select(library => Runtime(library.Name))];
        var told = Notices(notices);
        string[] direct = [.. packages.Where(pair => Text(pair.Value, "type") is "Direct" or "Project")
            .Select(pair => Ref(pair.Key, pair.Value))];
        return new ProgramSbom(
            new("application", program, program)
            { Version = version, DependsOn = [.. direct, .. runtimes.Select(one => one.Ref)] },
            [
                .. runtimes.Concat(packages.Select(pair => Package(pair.Key, pair.Value, packages, shipped)))
                    .Select(one => told.TryGetValue(one.Name, out var notice)
                        ? one with { Supplier = notice.Supplier, Licence = notice.Licence, Copyright = notice.Copyright }
                        : one),
            ]);
    }

    // A block for each package: its name and version, then three lines that begin with their names.
    private static Dictionary<string, (string Supplier, string Licence, string Copyright)> Notices(string text)
    {
        var told = new Dictionary<string, (string, string, string)>(StringComparer.OrdinalIgnoreCase);
        foreach (var block in text.ReplaceLineEndings("\n").Split("\n\n"))
        {
            if (block.TrimStart('\n').Split('\n') is [var name, var supplier, var licence, var copyright, ..]
                && supplier.StartsWith("  supplier ", StringComparison.Ordinal))
                told[name.Split(' ')[0]] = (Value(supplier), Value(licence), Value(copyright));
        }

        return told;

        static string Value(string line) => line.Trim().Split(' ', 2)[1].Trim();
    }

    // The part of a runtime adds to, or says more exactly, what the part of the framework says.
    private static SortedDictionary<string, JsonElement> Locked(JsonElement dependencies, string runtime)
    {
        var packages = new SortedDictionary<string, JsonElement>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in new[] { Framework, $"{Framework}/{runtime}" })
        {
            foreach (var package in dependencies.GetProperty(part).EnumerateObject())
                packages[package.Name] = package.Value;
        }

        return packages;
    }

    private static SbomComponent Package(string name, JsonElement package, SortedDictionary<string, JsonElement> all,
        HashSet<string> shipped)
    {
        IReadOnlyList<string> needs = package.TryGetProperty("dependencies", out var others)
            ? [.. others.EnumerateObject().Where(other => all.ContainsKey(other.Name))
                .Select(other => Ref(other.Name, all[other.Name]))]
            : [];
        var reference = Ref(name, package);
        return Text(package, "type") == "Project"
            ? new("library", reference, name) { DependsOn = needs }
            : new("library", reference, name)
            {
                Version = Text(package, "resolved"),
                Scope = shipped.Contains(name) ? null : "excluded",
                Hash = new("SHA-512", Convert.ToHexStringLower(Convert.FromBase64String(Text(package, "contentHash")!))),
                PackageUrl = reference,
                DependsOn = needs,
            };
    }

    private static SbomComponent Runtime(string library)
    {
        var (name, version) = Split(library[RuntimePack.Length..]);
        return new("framework", Url(name, version), name) { Version = version, PackageUrl = Url(name, version) };
    }

    private static string Ref(string name, JsonElement package) =>
        Text(package, "resolved") is { } version ? Url(name, version) : name;

    private static string Url(string name, string version) => $"pkg:nuget/{name}@{version}";

    private static (string Name, string Version) Split(string library) =>
        library.Split('/') is [var name, var version] ? (name, version) : (library, "");

    private static bool Is(JsonProperty library, string type) => Text(library.Value, "type") == type;

    private static string? Text(JsonElement from, string member) =>
        from.TryGetProperty(member, out var value) ? value.GetString() : null;
}
