using System.Collections.Immutable;
using System.IO.Abstractions;
using System.IO.Abstractions.TestingHelpers;
using System.Text;
using System.Text.Json.Nodes;
using PatchKit.Applier.Applying;
using PatchKit.Applier.Commands;
using PatchKit.Applier.Instruments.Rehearsal;
using PatchKit.Applier.Operators;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Values;
using PatchKit.Tests.Applier.Applying;
using PatchKit.Tests.Applier.Instruments;

namespace PatchKit.Tests.Applier.PowerCuts;

/// <summary>
/// One of the sample campaign's instruments in one boot mode, and a plan for it, as an image of files: a new disk, instrument,
/// operator and transaction can be made of any image, as after a restart.
/// </summary>
internal sealed class PlanWorld
{
    private const string EveryKind = "every kind of step";

    private static readonly SimulatedBundle Sample = SimulatedBundle.Sample();
    private readonly string _modeRoot;

    private PlanWorld(string name, SimulatedBundle bundle, string product, ModeId mode, Action<RehearsalBench> prepare,
        Action<RehearsalBench> spoil)
    {
        (Name, Bundle, Mode) = (name, bundle, mode);
        Product = FolderVariables.Resolve(
            bundle.Manifest.Products.Single(target => target.Product.Text == product), EveryKindPlan.Folders).Value;
        using var bench = RehearsalBench.InMemory(product);
        bench.Open(mode.Text);
        prepare(bench);
        Folder = bench.Folder;
        _modeRoot = Path.Combine(Folder, "modes", mode.Text);
        var content = Path.Combine(bench.Beside, "content");
        foreach (var file in bundle.Manifest.Files)
        {
            var path = file.Path.Under(content);
            bench.FileSystem.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            bench.FileSystem.File.WriteAllBytes(path, bundle.Contents[file.Path.Text]);
        }

        var manifest = bundle.Manifest;
        var phases = Product.Modes.Single(plan => plan.Mode == mode).Phases;
        Request = new(new(manifest.Bundle, Sha256Digest.Of(BundleManifest.Format.Write(manifest))), 1, phases, manifest.Files,
            content,
            "en");
        Untouched = ImageOf(bench.FileSystem);
        spoil(bench);
        LastStepFails = ImageOf(bench.FileSystem);
    }

    /// <summary>The sample campaign's own plans, each mode of each product, and the plan with every kind of step.</summary>
    public static IReadOnlyDictionary<string, Lazy<PlanWorld>> All { get; } = new[]
    {
        (EveryKind, new Func<string, PlanWorld>(_ => WithEveryKind())),
        ("miseqdx Dx", name => OfSample(name, "miseqdx", SampleModes.Dx)),
        ("miseqdx RUO", name => OfSample(name, "miseqdx", SampleModes.Ruo)),
        ("nextseq550dx Dx", name => OfSample(name, "nextseq550dx", SampleModes.Dx)),
        ("nextseq550dx RUO", name => OfSample(name, "nextseq550dx", SampleModes.Ruo)),
    }.ToDictionary(world => world.Item1, world => new Lazy<PlanWorld>(() => world.Item2(world.Item1)), StringComparer.Ordinal);

    /// <summary>The product, the mode: for the printed counts.</summary>
    public string Name { get; }

    /// <summary>What the plan comes from.</summary>
    public SimulatedBundle Bundle { get; }

    public ProductTarget Product { get; }

    public ModeId Mode { get; }

    /// <summary>The instrument's folder.</summary>
    public string Folder { get; }

    public ApplyRequest Request { get; }

    /// <summary>Nothing is applied.</summary>
    public ImmutableDictionary<string, byte[]> Untouched { get; }

    /// <summary>Nothing is applied, and the last step will fail.</summary>
    public ImmutableDictionary<string, byte[]> LastStepFails { get; }

    /// <summary>The Applier as it starts on a disk.</summary>
    public Transaction Start(IFileSystem files)
    {
        var instrument = Open(files);
        return new(files, TimeProvider.System, instrument, Person(instrument, new FakeOperator()), instrument.Places.State)
        {
            Patience = Hurried.Patience with { ReadBackTries = 1 },
        };
    }

    /// <summary>The instrument as it is on a disk, with scripts that run in the test.</summary>
    public SimulatedInstrument Open(IFileSystem files) => new(
        RehearsalInstrument.Open(files, Folder).Value,
        new UsersScript(files, _modeRoot),
        files as PowerCutFileSystem);

    /// <summary>
    /// A person who answers the questions of the plan's steps and does what they ask for; everything else as
    /// <paramref name="other"/> has it.
    /// </summary>
    public static IOperator Person(SimulatedInstrument instrument, FakeOperator other)
    {
        var answer = other.Answer;
        other.Answer = question => question switch
        {
            PasswordQuestion => "make-believe-ucs",
            ManualStepQuestion => ManualStepAnswer.Done,
            _ => answer(question),
        };
        return new RehearsalOperator(other, instrument.Hand);
    }

    /// <summary>Whether a path is an unfinished neighbour of the make-believe machine's own files, which lie beside machine.json.
    /// </summary>
    public static bool IsOfRehearsal(IFileSystem files, string path) => DurableFile.IsNeighbour(path)
        && files.File.Exists(Path.Combine(Path.GetDirectoryName(path)!, "machine.json"));

    /// <summary>
    /// Everything on the instrument but the Applier's own folder and the rehearsal's unfinished neighbours, as text.
    /// </summary>
    public string Snapshot(IFileSystem files)
    {
        var text = new StringBuilder();
        var own = Path.Combine("C", "ProgramData", "PatchKit");
        foreach (var file in files.Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal))
        {
            if (file.Contains(own, StringComparison.Ordinal) || IsOfRehearsal(files, file))
                continue;
            var content = files.File.ReadAllText(file);
            text.AppendLine(file[Folder.Length..])
                .AppendLine(file.EndsWith(".json", StringComparison.Ordinal) ? Sorted(JsonNode.Parse(content)!) : content);
        }

        return text.ToString();
    }

    /// <summary>
    /// The plan with every kind of step, in a folder of its own: what is put on a real disk must meet no other test there.
    /// </summary>
    public static PlanWorld WithEveryKind() => new(
        EveryKind,
        EveryKindPlan.Bundle(),
        "miseqdx",
        SampleModes.Dx,
        bench =>
        {
            bench.FileSystem.File.WriteAllText(Path.Combine(bench.Folder, "modes", "Dx", RehearsalHand.FileName),
                EveryKindPlan.Hands);
            bench.StandIn(EveryKindPlan.Patch, EveryKindPlan.Package);
            foreach (var (payload, package) in EveryKindPlan.Relays.Concat(EveryKindPlan.Removed)
                .Concat(EveryKindPlan.OfWindows))
                bench.StandIn(payload, package);
            foreach (var (file, text) in EveryKindPlan.RelayFiles.Select(file => (file.Key, file.Value))
                .Concat(EveryKindPlan.RemovedProducts.Select(product => (product.File, product.Name))))
            {
                var path = Path.Combine([bench.Folder, "modes", "Dx", "C", .. file.Split('\\').Skip(1)]);
                bench.FileSystem.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                bench.FileSystem.File.WriteAllText(path, text);
            }

            bench.Edit("modes/Dx/products.json", products =>
            {
                products.AsArray().Add(EveryKindPlan.RelayEntries.Product);
                foreach (var (name, version, _) in EveryKindPlan.RemovedProducts)
                    products.AsArray().Add(new JsonObject { ["name"] = name, ["version"] = version });
            });
            bench.FileSystem.File.WriteAllText(Path.Combine(bench.Folder, "modes", "Dx", RehearsalInventory.FileName),
                """{ "hotfixes": [], "tasks": [], "certificates": [] }""");
            // Saved, and changed by no step.
            bench.FileSystem.File.WriteAllText(
                Path.Combine(bench.Folder, "modes", "Dx", "C", "ProgramData", "Illumina", "other.cfg"), "other");
            bench.Edit("modes/Dx/registry.json", values =>
            {
                values.AsArray().Add(EveryKindPlan.NotYetByHand);
                values.AsArray().Add(EveryKindPlan.RelayEntries.Value);
                values.AsArray().Add(EveryKindPlan.Legacy);
                values.AsArray().Add(EveryKindPlan.DataDir);
            });
        },
        bench =>
            bench.EditMachine(machine => machine["faults"] = new JsonObject { ["firewall.set"] = "error 5: access denied" }));

    /// <summary>The sample's RUO, which has to wait for its Dx.</summary>
    public static PlanWorld RuoAfterDx() => OfSample("miseqdx RUO after Dx", "miseqdx", SampleModes.Ruo, Sample with
    {
        Manifest = Sample.Manifest with
        {
            Products =
            [
                .. Sample.Manifest.Products.Select(product => product with
                {
                    Modes =
                    [
                        .. product.Modes.Select(one => one.Mode == SampleModes.Ruo ? one with { After = SampleModes.Dx } : one),
                    ],
                }),
            ],
        },
    });

    // The last step is the service's, or a person's hand: the one is refused, the other does nothing.
    private static PlanWorld OfSample(string name, string product, ModeId mode, SimulatedBundle? bundle = null) => new(
        name,
        bundle ?? Sample,
        product,
        mode,
        _ => { },
        bench => bench.EditMachine(
            machine =>
            {
                machine["faults"] = new JsonObject { ["services.configure"] = "error 5: access denied" };
                machine["lies"] = new JsonArray("hand.do");
            },
            mode.Text));

    // What belongs to the other mode, and the many files of the runs, would only take time.
    private ImmutableDictionary<string, byte[]> ImageOf(IFileSystem files) => ((MockFileSystem)files).AllFiles
        .Where(path => !path.Contains("Intensities", StringComparison.Ordinal)
            && (!path.Contains("modes", StringComparison.Ordinal) || path.StartsWith(_modeRoot, StringComparison.Ordinal)))
        .ToImmutableDictionary(path => path, path => files.File.ReadAllBytes(path), StringComparer.Ordinal);

    // The groups of an account are a set: their order means nothing.
    private static string Sorted(JsonNode node) => node switch
    {
        JsonArray array => $"[{string.Join(", ", array.Select(item => Sorted(item!)).Order(StringComparer.Ordinal))}]",
        JsonObject item =>
            $"{{{string.Join(", ", item.Select(pair => $"{pair.Key}: {(pair.Value is null ? "null" : Sorted(pair.Value))}"))}}}",
        _ => node.ToJsonString(),
    };
}
