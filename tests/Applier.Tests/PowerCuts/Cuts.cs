using System.Globalization;

namespace PatchKit.Tests.Applier.PowerCuts;

/// <summary>
/// How thorough the power cuts are. By default every second operation is cut, another half in each run, each with one kind of
/// loss, and the NextSeq, whose plan is the MiSeq's, is left out; with <c>PATCHKIT_EVERY_CUT=1</c> every operation of every world
/// is cut with every kind of loss.
/// </summary>
internal static class Cuts
{
    /// <summary>Whether every operation is cut.</summary>
    public static bool Every { get; } = Environment.GetEnvironmentVariable("PATCHKIT_EVERY_CUT") == "1";

    /// <summary>Names of <see cref="PlanWorld.All"/> that take part.</summary>
    public static IEnumerable<string> Worlds { get; } =
        [.. PlanWorld.All.Keys.Where(name => Every || !name.StartsWith("nextseq", StringComparison.Ordinal))];

    /// <summary>Each world with each kind of loss.</summary>
    public static TheoryData<string, Loss> WorldsAndLosses { get; } = Product();

    /// <summary>Of the operations from 1 to <paramref name="last"/> those at which a test with this kind of loss cuts.</summary>
    public static IEnumerable<int> Places(int last, Loss loss) =>
        Share(Enumerable.Range(1, last).Where(place => Every || place % Enum.GetValues<Loss>().Length == (int)loss - 1), 2);

    /// <summary>One in so many of the places, others in each run; each of them where everything is asked for.</summary>
    public static IEnumerable<int> Share(IEnumerable<int> places, int of)
    {
        var offset = Random.Shared.Next(of);
        return places.Where((_, index) => Every || index % of == offset);
    }

    /// <summary>A seed for what is random; <c>PATCHKIT_SEED</c> repeats one.</summary>
    public static int Seed() =>
        Environment.GetEnvironmentVariable("PATCHKIT_SEED") is { } given
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : Random.Shared.Next();

    /// <summary>Cuts the power at each operation of a run, and looks at what a disk then holds.</summary>
    /// <param name="what">What is run.</param>
    /// <param name="image">The disk before it.</param>
    /// <param name="loss">What a cut takes.</param>
    /// <param name="run">The run.</param>
    /// <param name="then">The look at the disk after the cut.</param>
    public static void AtEach(string what, IReadOnlyDictionary<string, byte[]> image, Loss loss, Action<PowerCutDisk> run,
        Action<PowerCutDisk> then)
    {
        var whole = PowerCutDisk.Holding(image);
        run(whole);
        for (var place = 1; place <= whole.Operations; place++)
        {
            var disk = PowerCutDisk.Holding(image);
            disk.CutAt = place;
            Assert.Throws<PowerCutException>(() => run(disk));
            try
            {
                then(PowerCutDisk.Holding(disk.Survivors(loss, new Random(place))));
            }
            catch (Exception wrong) when (wrong is not PowerCutException)
            {
                throw new InvalidOperationException(
                    $"{what}: cut at operation {place} of {whole.Operations}, losing {loss}: {wrong.Message}", wrong);
            }
        }

        Console.WriteLine(
            $"{what}, losing {loss}: {whole.Operations} cut points " +
                $"({string.Join(", ", whole.Counts.Select(pair => $"{pair.Value} {pair.Key}"))}), 0 between old and new");
    }

    /// <summary>Names what was cut when an assertion fails.</summary>
    public static async Task Describing(string what, Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception wrong)
        {
            throw new InvalidOperationException($"{what}: {wrong.Message}", wrong);
        }
    }

    private static TheoryData<string, Loss> Product()
    {
        var data = new TheoryData<string, Loss>();
        foreach (var world in Worlds)
        {
            foreach (var loss in Enum.GetValues<Loss>())
                data.Add(world, loss);
        }

        return data;
    }
}
