using System.IO.Abstractions;
using System.Text;
using PatchKit.Applier.Applying;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Applier.Applying;

/// <summary>A make-believe machine, an operator and a bundle, in a temporary folder that is removed at the end.</summary>
internal sealed class Bench : IDisposable
{
    private readonly List<BundleFile> _files = [];

    public Bench(IFileSystem? files = null, string? folder = null)
    {
        Files = files ?? new FileSystem();
        Folder = folder ?? Directory.CreateTempSubdirectory("patchkit-applying-").FullName;
        Instrument = new(Files, Folder);
        Files.Directory.CreateDirectory(Content);
    }

    public IFileSystem Files { get; set; }

    public string Folder { get; }

    public string Content => Path.Combine(Folder, "content");

    public FakeInstrument Instrument { get; set; }

    public FakeOperator Person { get; } = new();

    public Transaction Transaction =>
        new(Files, TimeProvider.System, Instrument, Person, Instrument.State) { Patience = Hurried.Patience };

    public static LocalizedText Title(string text) => new(text, ("it", text));

    public static StepId Id(string text) => PatchKit.Shared.Values.Token.Of<StepId>(text);

    public MediaPath Payload(string path, string text)
    {
        var file = MediaPath.Of(path);
        Files.Directory.CreateDirectory(Path.GetDirectoryName(file.Under(Content))!);
        Files.File.WriteAllText(file.Under(Content), text);
        _files.Add(new(file, text.Length, Sha256Digest.Of(Encoding.UTF8.GetBytes(text))));
        return file;
    }

    public void Put(string instrumentPath, string text)
    {
        var path = Instrument.OnHost(instrumentPath);
        Files.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Files.File.WriteAllText(path, text);
    }

    public string? Text(string instrumentPath) =>
        Files.File.Exists(Instrument.OnHost(instrumentPath)) ? Files.File.ReadAllText(Instrument.OnHost(instrumentPath)) : null;

    public ApplyRequest Request(params Step[] steps) => Request("bundle-1", steps);

    public ApplyRequest Request(string bundle, params Step[] steps) => new(
        new(PatchKit.Shared.Values.Token.Of<BundleId>(bundle), Sha256Digest.Of(Encoding.UTF8.GetBytes(bundle))),
        1, [new(PatchKit.Shared.Values.Token.Of<PhaseId>("patch"), Title("Patch"), [.. steps])], [.. _files], Content, "en");

    public Task<ApplyOutcome> Run(params Step[] steps) => Transaction.Apply(Request(steps), CancellationToken.None);

    public void Dispose()
    {
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Everything a step can change, as text: two equal texts are the same machine.</summary>
    public string Snapshot()
    {
        var text = new StringBuilder();
        foreach (var (key, value) in Instrument.Values.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            text.AppendLine($"{key} = {value}");
        foreach (var (key, service) in Instrument.ServiceList.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            text.AppendLine($"{key} = {service.Account} {service.Start} {service.State}");
        foreach (var (key, groups) in Instrument.Groups.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            text.AppendLine($"{key} = {string.Join(' ', groups.Order(StringComparer.Ordinal))}");
        foreach (var (key, on) in Instrument.Profiles.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            text.AppendLine($"{key} = {on}");
        foreach (var (key, version) in Instrument.Installed.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            text.AppendLine($"{key} = {version}");
        foreach (var update in Instrument.Hotfixes.Order(StringComparer.Ordinal))
            text.AppendLine(update);
        var drive = Path.Combine(Folder, "C");
        if (Files.Directory.Exists(drive))
        {
            foreach (var file in Files.Directory.EnumerateFiles(drive, "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal))
                text.AppendLine($"{file} = {Files.File.ReadAllText(file)}");
        }

        return text.ToString();
    }
}
