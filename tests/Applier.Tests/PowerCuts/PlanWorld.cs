using System.Collections.Immutable;
using System.IO.Abstractions;
using System.IO.Abstractions.TestingHelpers;
using System.Text;
using System.Text.Json.Nodes;
using PatchKit.Applier.Applying;
using PatchKit.Applier.Instruments;
using PatchKit.Applier.Instruments.Rehearsal;
using PatchKit.Applier.Operators;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Tests.Applier.Applying;
using PatchKit.Tests.Applier.Instruments;

namespace PatchKit.Tests.Applier.PowerCuts;

/// <summary>
/// The sample campaign's MiSeqDx and a plan with every kind of step, as an image of files: a new disk, instrument, operator and transaction can be
/// made of any image, as after a restart.
/// </summary>
internal sealed class PlanWorld
{
    private const string Ucs = @"C:\ProgramData\Illumina\Universal Copy Service";
    private const string Key = @"HKLM\SOFTWARE\Illumina\UniversalCopyService";
    private readonly List<BundleFile> _files = [];
    private readonly string _folder;
    private readonly string _content;

    public PlanWorld()
    {
        using var bench = RehearsalBench.InMemory();
        bench.Open();
        _folder = bench.Folder;
        _content = Path.Combine(bench.Beside, "content");
        var files = bench.FileSystem;
        Step[] steps =
        [
            File(files, "known", "payload/ucs.cfg", $@"{Ucs}\ucs.cfg", "ListenAddress=127.0.0.1\nListenPort=8081\n"), Installer(files), Script(files),
            File(files, "new", "payload/new.cfg", @"C:\Made\By\Plan\new.cfg", "new"), Value(), Account(), Service(), Manual(), Firewall(),
        ];
        Request = new(
            new(Token.Of<BundleId>("bundle-1"), Sha256Digest.Of("bundle-1"u8)), 1,
            [new(Token.Of<PhaseId>("patch"), Bench.Title("Patch"), [.. steps[..5]]), new(Token.Of<PhaseId>("user"), Bench.Title("User"), [.. steps[5..]])],
            [.. _files], _content, "en");
        Untouched = ImageOf(files);
        bench.EditMachine(machine => machine["faults"] = new JsonObject { ["firewall.set"] = "error 5: access denied" });
        LastStepFails = ImageOf(files);
    }

    /// <summary>The instrument's folder.</summary>
    public string Folder => _folder;

    public ApplyRequest Request { get; }

    /// <summary>Nothing is applied.</summary>
    public ImmutableDictionary<string, byte[]> Untouched { get; }

    /// <summary>Nothing is applied, and the firewall, the last step, will refuse.</summary>
    public ImmutableDictionary<string, byte[]> LastStepFails { get; }

    /// <summary>The Applier as it starts on a disk.</summary>
    public Transaction Start(IFileSystem files)
    {
        var instrument = Open(files);
        var person = new FakeOperator { Answer = question => Answer(instrument, question) };
        return new(files, TimeProvider.System, instrument, person, instrument.Places.State) { Patience = Patience.Hurried with { ReadBackTries = 1 } };
    }

    /// <summary>The instrument as it is on a disk, with scripts that run in the test.</summary>
    public WithScripts Open(IFileSystem files) => new(RehearsalInstrument.Open(files, _folder).Value, new FileScripts(files));

    /// <summary>What a person says and does at the steps of the plan.</summary>
    public static object? Answer(IInstrument instrument, object question) => question switch
    {
        PasswordQuestion => "make-believe-ucs",
        ManualStepQuestion manual => ByHand(instrument, manual.Undoing),
        _ => null,
    };

    /// <summary>Everything on the instrument but the Applier's own folder and the rehearsal's unfinished neighbours, as text.</summary>
    public string Snapshot(IFileSystem files)
    {
        var text = new StringBuilder();
        var own = Path.Combine("C", "ProgramData", "PatchKit");
        foreach (var file in files.Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (file.Contains(own, StringComparison.Ordinal) || file.EndsWith(".json.patchkit-new", StringComparison.Ordinal))
                continue;
            var content = files.File.ReadAllText(file);
            text.AppendLine(file[_folder.Length..]).AppendLine(file.EndsWith(".json", StringComparison.Ordinal) ? Sorted(JsonNode.Parse(content)!) : content);
        }

        return text.ToString();
    }

    public static ImmutableDictionary<string, byte[]> ImageOf(IFileSystem files) =>
        ((MockFileSystem)files).AllFiles.Where(path => !path.Contains("RUO", StringComparison.Ordinal) && !path.Contains("Intensities", StringComparison.Ordinal))
            .ToImmutableDictionary(path => path, path => files.File.ReadAllBytes(path), StringComparer.Ordinal);

    // The groups of an account are a set: their order means nothing.
    private static string Sorted(JsonNode node) => node switch
    {
        JsonArray array => $"[{string.Join(", ", array.Select(item => Sorted(item!)).Order(StringComparer.Ordinal))}]",
        JsonObject item => $"{{{string.Join(", ", item.Select(pair => $"{pair.Key}: {(pair.Value is null ? "null" : Sorted(pair.Value))}"))}}}",
        _ => node.ToJsonString(),
    };

    private static ManualStepAnswer ByHand(IInstrument instrument, bool undoing)
    {
        if (undoing)
            instrument.Registry.Delete(Key, "ByHand", RegistryView.Bits64);
        else
            instrument.Registry.Write(Key, "ByHand", RegistryView.Bits64, new(RegistryKind.Text, "yes"));
        return ManualStepAnswer.Done;
    }

    private MediaPath Payload(IFileSystem files, string path, string text)
    {
        var file = MediaPath.Of(path);
        files.Directory.CreateDirectory(Path.GetDirectoryName(file.Under(_content))!);
        files.File.WriteAllText(file.Under(_content), text);
        _files.Add(new(file, text.Length, Sha256Digest.Of(Encoding.UTF8.GetBytes(text))));
        return file;
    }

    private RunInstallerStep Installer(IFileSystem files) => new(Bench.Id("install"), Bench.Title("Install"), Payload(files, "payload/ucs.standin.json", """
        {
          "schema": "1.0",
          "note": "stands in for an installer",
          "product": { "name": "Universal Copy Service", "version": "2.5.0" },
          "files": [
            { "target": "C:\\Program Files\\Illumina\\Universal Copy Service\\UniversalCopyService.txt", "text": "2.5.0" },
            { "target": "C:\\Program Files\\Made\\By\\Package.txt", "text": "new" }
          ],
          "registry": [
            { "key": "HKLM\\SOFTWARE\\Illumina\\UniversalCopyService", "name": "Version", "type": "text", "value": "2.5.0", "view": "64" }
          ],
          "services": [ { "name": "UniversalCopyService", "state": "running", "listens": ["127.0.0.1:8081"] } ]
        }
        """))
    {
        Proof =
        [
            new ProductProbe("Universal Copy Service") { Version = VersionRange.TryParse(">=2.5.0", out var range) ? range : null },
            new FileProbe(@"C:\Program Files\Illumina\Universal Copy Service\UniversalCopyService.txt") { Contains = "2.5.0" },
            new RegistryProbe(Key, "Version") { EqualTo = "2.5.0" },
            new ListenerProbe(8081),
        ],
    };

    private RunScriptStep Script(IFileSystem files) =>
        new(Bench.Id("script"), Bench.Title("Script"), [Payload(files, "scripts/s.sh", Ini(@"C:\ProgramData\Illumina\Instrument\instrument.cfg"))])
        {
            Proof = [new FileProbe(@"C:\ProgramData\Illumina\Instrument\instrument.cfg") { Contains = "by the script" }],
        };

    private string Ini(string instrumentPath) => Path.Combine([_folder, "modes", "Dx", .. instrumentPath.Replace(":", "", StringComparison.Ordinal).Split('\\')]);

    private ReplaceFileStep File(IFileSystem files, string id, string payload, string target, string text) =>
        new(Bench.Id(id), Bench.Title(id), Payload(files, payload, text), target);

    private static SetRegistryValueStep Value() => new(Bench.Id("value"), Bench.Title("Value"), Key, "RemoteAccess", RegistryKind.Dword, "0");

    private static SetAccountStep Account() => new(Bench.Id("account"), Bench.Title("Account"), "ucs") { NotMemberOf = [IAccounts.Administrators] };

    private static SetServiceStep Service() => new(Bench.Id("service"), Bench.Title("Service"), "UniversalCopyService")
    {
        Account = @"NT AUTHORITY\LocalService",
        Start = ServiceStart.Manual,
        State = ServiceRunState.Running,
    };

    private static AskOperatorStep Manual() => new(Bench.Id("manual"), Bench.Title("Manual"), Bench.Title("Do it"))
    {
        Proof = [new RegistryProbe(Key, "ByHand") { EqualTo = "yes" }],
    };

    private static EnableFirewallStep Firewall() => new(Bench.Id("firewall"), Bench.Title("Firewall"));
}
