using System.Globalization;
using System.Text;

namespace PatchKit.Tests.EndToEnd.Faults;

/// <summary>
/// Runs a scenario once undisturbed, which counts its operations, and then once for each fault. PATCHKIT_EVERY_FAULT=1 takes
/// every fault at every operation, 2/8 the second of eight parts of them; otherwise PATCHKIT_FAULTS says how many (few unless
/// said), drawn evenly over the operations; PATCHKIT_SEED repeats a draw. PATCHKIT_FAULT_REPORT names a file that takes what
/// was wrong, and how far each command came, while it runs.
/// </summary>
internal static class FaultSweep
{
    private const int Usual = 3;

    public static async Task Run(string name, FaultScenario scenario, FaultTool tool, ITestOutputHelper output)
    {
        using var disposed = scenario;
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the library that lets operations fail is for Linux");
        scenario.Tool = tool;
        await scenario.Prepare();
        var (undisturbed, operations) = await tool.Run(scenario.Program, scenario.Line, scenario.Slot.Folder, fault: null);
        await scenario.Learn(undisturbed);
        // The flush of a file and of its folder's name is asked of libc by name.
        Assert.Contains(operations, operation => operation.Name == "fsync");
        var seed = Number("PATCHKIT_SEED") ?? Environment.TickCount;
        var faults = Part() is var (part, parts)
            ? operations.SelectMany(Fault.Of).Where((_, index) => index % parts == part - 1).ToList()
            : Drawn(operations, new Random(seed), Number("PATCHKIT_FAULTS") ?? Usual);
        var (wrong, reached) = (new List<string>(), 0);
        foreach (var fault in faults)
        {
            await scenario.Slot.PutBack();
            var (ran, seen) = await tool.Run(scenario.Program, scenario.Line, scenario.Slot.Folder, fault);
            reached += seen.Any(one => one.Number == fault.At) ? 1 : 0;
            var complaints = new List<string>();
            await scenario.Judge(ran, complaints.Add);
            if (complaints.Count > 0)
                wrong.Add(Told(name, fault, seen.FirstOrDefault(one => one.Number == fault.At), scenario, ran, complaints));
        }

        var summary =
            $"{name}: {operations.Count} operations, {faults.Count} faults, {reached} reached, {wrong.Count} wrong; seed {seed}";
        Report(summary);
        output.WriteLine(summary);
        TestContext.Current.SendDiagnosticMessage(summary);
        Assert.InRange(reached, (faults.Count + 1) / 2, faults.Count);
        Assert.True(wrong.Count == 0, $"{summary}{Environment.NewLine}{string.Join(Environment.NewLine, wrong)}");
    }

    private static string Told(string name, Fault fault, Operation? operation, FaultScenario scenario, Support.Ran ran,
        List<string> complaints)
    {
        var text = new StringBuilder(
            $"{name}: {fault}: " +
            $"{operation?.ToString().Replace(scenario.Slot.Folder, "", StringComparison.Ordinal) ?? "not reached"}; exit code " +
            $"{ran.ExitCode}");
        foreach (var complaint in complaints)
            text.Append(Environment.NewLine).Append("  - ")
                .Append(complaint.Replace(scenario.Slot.Folder, "", StringComparison.Ordinal));
        Report(text.ToString());
        return text.ToString();
    }

    private static void Report(string text)
    {
        if (Environment.GetEnvironmentVariable("PATCHKIT_FAULT_REPORT") is { } report)
            File.AppendAllText(report, $"{text}{Environment.NewLine}");
    }

    // Which part of all faults is wanted, and of how many parts; none where they are to be drawn.
    private static (int Part, int Parts)? Part() =>
        Environment.GetEnvironmentVariable("PATCHKIT_EVERY_FAULT")?.Split('/') switch
        {
            ["1"] => (1, 1),
            [var part, var parts] =>
                (int.Parse(part, CultureInfo.InvariantCulture), int.Parse(parts, CultureInfo.InvariantCulture)),
            _ => null,
        };

    // One fault out of each stretch, so that each part of a run is met.
    private static List<Fault> Drawn(IReadOnlyList<Operation> operations, Random random, int count) =>
    [
        .. operations.Chunk(Math.Max(1, (operations.Count + count - 1) / count))
            .Select(stretch => Fault.Of(stretch[random.Next(stretch.Length)]).ToList())
            .Select(possible => possible[random.Next(possible.Count)]),
    ];

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture,
            out var number)
            ? number
            : null;
}
