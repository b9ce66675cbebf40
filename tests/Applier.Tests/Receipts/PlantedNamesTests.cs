using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using PatchKit.Applier.Instruments;
using PatchKit.Applier.Instruments.Rehearsal;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Operators.Printing;
using PatchKit.Applier.Sessions;
using PatchKit.Shared.Receipts;
using PatchKit.Tests.Applier.PowerCuts;

namespace PatchKit.Tests.Applier.Receipts;

/// <summary>
/// Names are planted wherever a machine could give them, and whole sessions run, well and badly: none of them, and no path of the
/// host, is on the stick afterwards, neither in a receipt nor beside it, nor in a diagnosis made then.
/// </summary>
public sealed class PlantedNamesTests
{
    private static readonly SessionWorld World = SessionWorld.All["every kind of step"].Value;

    /// <summary>Where a name is planted, and whether the program then hears of it, whatever else happens.</summary>
    private static readonly (string Where, Action<Planted> Plant)[] Places =
    [
        ("a run folder", it => it.Write($"D/Illumina/MiSeq Temp/{it.Name}/RunInfo.xml", "a run")),
        ("a service between two states", it => it.Edit("services.json", services => services.AsArray().Add(JsonNode.Parse($$"""
            { "name": "{{it.Name}}", "displayName": "{{it.Name}}", "account": "LocalSystem", "start": "manual",
              "state": "pending", "dependents": [], "listens": [] }
            """)))),
        ("the reason of a restart", it => it.Edit("machine.json", machine => machine["pendingRestart"] = $"moves {it.Name}")),
        ("a policy", it => it.Edit("machine.json", machine => machine["blockingPolicy"] = $"policy of {it.Name}")),
        ("the name of Windows", it => it.Edit("machine.json", machine =>
            (machine["osName"], machine["osBuild"]) = ($"Windows of {it.Name}", 9600))),
        ("a fault of a service", it => it.Fault("services.configure")),
        ("a fault of the registry", it => it.Fault("registry.write")),
        ("a fault of an account", it => it.Fault("accounts.leave")),
        ("a fault of the firewall", it => it.Fault("firewall.set")),
        ("a fault of an installer", it => it.Fault("installers.install")),
        ("a fault of the hand", it => it.Fault("hand.do")),
        ("a registry value", it => it.Edit("registry.json", values =>
        {
            var value = values.AsArray().Single(value => value!["name"]!.GetValue<string>() == "RemoteAccess")!;
            (value["kind"], value["text"]) = ("text", it.Name);
        })),
        ("the version of a product", it => it.Edit("products.json", products =>
            products.AsArray().Single(product => product!["name"]!.GetValue<string>() == "Universal Copy Service")!["version"] =
                $"2.0 for {it.Name}")),
        ("the account of a service", it => it.Edit("services.json", services =>
            services.AsArray().Single(service => service!["name"]!.GetValue<string>() == "UniversalCopyService")!["account"] =
                $@".\{it.Name}")),
        ("a group", it => it.Edit("accounts.json", accounts => accounts["accounts"]!.AsArray()
            .Single(account => account!["name"]!.GetValue<string>() == "ucs")!["groups"]!.AsArray().Add($"S-1-5-21-{it.Name}"))),
        ("a file in the way", it => it.Write("C/Made", it.Name)),
        ("a file that is backed up", it => it.Write($"C/ProgramData/Illumina/{it.Name}.cfg", it.Name)),
        ("what a script says", it => it.ScriptSays = it.Name),
    ];

    // These are silent, or speak of a name only when they fail.
    private static readonly string[] Silent = ["a file in the way", "a group"];

    public static TheoryData<string> EveryPlace => [.. Places.Select(place => place.Where)];

    [Theory]
    [MemberData(nameof(EveryPlace))]
    public async Task A_name_in_one_place_is_heard_and_stays(string where)
    {
        var it = new Planted(new Random(Cuts.Seed()));
        Places.Single(place => place.Where == where).Plant(it);

        var heard = await it.RunAndLookAtTheStick(where);

        if (!Silent.Contains(where))
            Assert.True(heard.Contains(it.Name, StringComparison.OrdinalIgnoreCase), $"{where}: nobody heard of it in {heard}");
    }

    [Fact]
    public async Task Names_in_several_places_stay()
    {
        var seed = Cuts.Seed();
        var random = new Random(seed);
        var verdicts = new SortedDictionary<Verdict, int>();
        for (var round = 0; round < 20; round++)
        {
            var it = new Planted(random);
            var places = Places.OrderBy(_ => random.Next()).Take(random.Next(1, 5)).ToList();
            places.ForEach(place => place.Plant(it));

            var where = string.Join(", ", places.Select(place => place.Where));
            await it.RunAndLookAtTheStick($"seed {seed}, round {round}: {where}");

            verdicts[it.Verdict] = verdicts.GetValueOrDefault(it.Verdict) + 1;
        }

        Console.WriteLine($"planted names, seed {seed}: {string.Join(", ", verdicts)}");
    }

    /// <summary>An instrument with a name planted in it.</summary>
    private sealed class Planted(Random random)
    {
        private readonly string _mode = $"{World.Plan.Folder}/modes/Dx/";
        private ImmutableDictionary<string, byte[]> _image = World.Untouched;

        /// <summary>A surname, or the digits that a run folder may have for a name.</summary>
        public string Name { get; } = random.Next(3) == 0
            ? $"{random.NextInt64(1_000_000_000_000, 9_999_999_999_999)}"
            : $"Rossi-{random.Next(0x1000000, int.MaxValue):x}";

        public string? ScriptSays { get; set; }

        public Verdict Verdict { get; private set; }

        public void Write(string path, string text) => _image = _image.SetItem(_mode + path, Encoding.UTF8.GetBytes(text));

        public void Edit(string file, Action<JsonNode> edit)
        {
            var json = JsonNode.Parse(_image[_mode + file])!;
            edit(json);
            Write(file, json.ToJsonString());
        }

        public void Fault(string call) => Edit("machine.json", machine =>
        {
            var faults = machine["faults"] as JsonObject ?? [];
            faults[call] = $"error 5: {Name} has no right to /home/{Name}";
            machine["faults"] = faults;
        });

        /// <summary>Runs a session, then a rollback; gives all that the program was told on the way.</summary>
        public async Task<string> RunAndLookAtTheStick(string what)
        {
            var files = new PowerCutFileSystem(PowerCutDisk.Holding(_image));
            var heard = new StringBuilder();
            var scripts = new TalkingScripts(World.Open(files).Scripts, this);
            var log = new StringWriter();
            var printer = new JsonPrinter(log, TimeProvider.System);
            SimulatedInstrument Instrument() => new(RehearsalInstrument.Open(files, World.Plan.Folder).Value, scripts, files);
            var outcome = await World.Start(files, 1, told =>
            {
                heard.AppendLine(Told(told));
                printer.Print(told);
            }, Instrument());
            Verdict = outcome.Verdict;
            heard.AppendLine(outcome.Refusal?.ToString());
            Look(files, what, outcome);
            printer.Print(new Faulted($"System.IO.IOException: {Name} is in use\n   at {Name}"));
            printer.Answered("consent", $"yes ({Name})");
            await LookAtTheDiagnosis(files, what, log.ToString(), Instrument());
            Look(files, $"{what}, rolled back", await World.Rollback(files, 2, Instrument()));
            foreach (var own in files.Directory.EnumerateFiles(World.State, "*", SearchOption.AllDirectories))
                heard.Append(Encoding.Latin1.GetString(files.File.ReadAllBytes(own)));
            return heard.ToString();
        }

        private async Task LookAtTheDiagnosis(PowerCutFileSystem files, string what, string log, SimulatedInstrument instrument)
        {
            var logs = Path.Combine(World.State, "logs");
            files.Directory.CreateDirectory(logs);
            files.File.WriteAllText(Path.Combine(logs, "session-20260504T120000Z.jsonl"), log);
            var before = World.Snapshot(files);

            var made = await World.Diagnose(files, 1, instrument);

            Assert.Equal(before, World.Snapshot(files));
            Assert.Contains("session-ended", Encoding.UTF8.GetString(made[1].Bytes), StringComparison.Ordinal);
            var diagnosis = Diagnosis.Format.Read(made[0].Bytes, what).Value;
            Assert.True(diagnosis.Seen.Length > 0, $"{what}: nothing was seen: {diagnosis.Refusal?.InWords()}");
            string[] secrets = [Name, World.Folder, $"/home/{Name}", "make-believe-ucs", "make-believe-admin"];
            foreach (var (name, bytes) in made.Select(file => (file.Name, file.Bytes))
                .Append(("the zip", Diagnosing.Zip(made))))
            {
                foreach (var secret in secrets)
                    Assert.False($"{name}\n{Encoding.UTF8.GetString(bytes)}".Contains(secret, StringComparison.OrdinalIgnoreCase),
                        $"{what}: {secret} is in {name} of the diagnosis");
            }
        }

        private static string Told(SessionEvent happened) =>
            happened is Checked { Finding: var finding } ? $"{finding} {string.Join(' ', finding.Facts)}" : $"{happened}";

        private void Look(PowerCutFileSystem files, string what, SessionOutcome outcome)
        {
            var receipts = 0;
            foreach (var path in files.Directory.EnumerateFiles(World.Stick, "*", SearchOption.AllDirectories))
            {
                var bytes = files.File.ReadAllBytes(path);
                var text = $"{Path.GetRelativePath(World.Stick, path)}\n{Encoding.UTF8.GetString(bytes)}";
                if (path.EndsWith(".dsse.json", StringComparison.Ordinal))
                {
                    var receipt = ReceiptReader.Read(bytes, path).Value;
                    Assert.True(receipt.Receipt.Contradiction() is null, $"{what}: {receipt.Receipt.Contradiction()}");
                    text += Encoding.UTF8.GetString([.. DsseEnvelope.Read(bytes, path).Value.Payload]);
                    receipts++;
                }

                foreach (var secret in new[] { Name, World.Folder, $"/home/{Name}" })
                    Assert.False(text.Contains(secret, StringComparison.OrdinalIgnoreCase), $"{what}: {secret} is in {text}");
            }

            // What is half-way has not ended: its receipt comes with its end.
            Assert.True(receipts > 0 || outcome.Verdict == Verdict.HalfWay, $"{what}: no receipt was written ({outcome})");
        }
    }

    /// <summary>Scripts that fail with a name on their lips, once they are told one.</summary>
    private sealed class TalkingScripts(IScripts inner, Planted planted) : IScripts
    {
        public bool CanRun(string extension) => inner.CanRun(extension);

        public IReadOnlyList<string> Left() => inner.Left();

        public Task<ScriptRun> Run(ScriptCall call, CancellationToken cancel) => planted.ScriptSays is { } name
            ? Task.FromResult(new ScriptRun(call.Verb == "apply" ? 3 : 0, $"output of {name}", $"the job of {name} is running"))
            : inner.Run(call, cancel);
    }
}
