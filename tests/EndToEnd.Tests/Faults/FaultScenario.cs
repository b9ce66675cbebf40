using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd.Faults;

/// <summary>A command line of one of the programs, what it is run on, and what has to be true after a fault in it.</summary>
internal abstract class FaultScenario : IDisposable
{
    /// <summary>The folder that it is run in.</summary>
    public abstract FaultSlot Slot { get; }

    /// <summary>The program.</summary>
    public abstract Built Program { get; }

    /// <summary>Its command line.</summary>
    public abstract IReadOnlyList<string> Line { get; }

    /// <summary>Makes ready what the command is run on, and keeps it (<see cref="FaultSlot.Keep"/>).</summary>
    public abstract Task Prepare();

    /// <summary>Looks at a run that nothing happened to: what the end has to be like.</summary>
    public abstract Task Learn(Ran ran);

    /// <summary>Looks at a run that met a fault, starts again as a user would, and looks again.</summary>
    /// <param name="ran">The run.</param>
    /// <param name="wrong">Takes a sentence for each thing that is not as it must be.</param>
    public abstract Task Judge(Ran ran, Action<string> wrong);

    public virtual void Dispose() => Slot.Dispose();

    /// <summary>Whether the fault was a kill.</summary>
    protected static bool Killed(Ran ran) => ran.ExitCode == 137;

    /// <summary>Runs what is not to fail; set by the sweep.</summary>
    public FaultTool? Tool { get; set; }

    /// <summary>The program with its temporary files in the slot.</summary>
    protected Task<Ran> Again(params IEnumerable<string> line) => Look(Program, line);

    /// <summary>The same for one of the two programs.</summary>
    protected Task<Ran> Look(Built program, params IEnumerable<string> line) => Tool!.Look(program, [.. line], Slot.Folder);

    /// <summary>No program tells its users of its insides.</summary>
    protected static void IsPlain(Ran ran, Action<string> wrong)
    {
        if (ran.All.Contains("   at ", StringComparison.Ordinal) || ran.All.Contains("Exception", StringComparison.Ordinal))
            wrong("a stack trace was shown");
        if (ran.ExitCode is 1 or (> 95 and not 130 and not 137))
            wrong($"exit code {ran.ExitCode}");
    }
}
