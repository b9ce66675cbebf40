using System.Diagnostics;
using System.IO.Pipes;
using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd.Faults;

/// <summary>
/// A real program that stays and runs one command line after the other (<see cref="ResidentProgram"/>): a sweep looks at a
/// machine five times after each fault, and most of such a look is a runtime's start. What meets a fault is always a process of
/// its own.
/// </summary>
internal sealed class Resident : IDisposable
{
    /// <summary>Where the program's side finds its pipes: two handles.</summary>
    public const string Variable = "PATCHKIT_RESIDENT";

    /// <summary>The runtime's variable for an assembly with a <see cref="StartupHook"/>.</summary>
    public const string HookVariable = "DOTNET_STARTUP_HOOKS";

    private readonly SemaphoreSlim _one = new(1);
    private readonly AnonymousPipeServerStream _requests = new(PipeDirection.Out, HandleInheritability.Inheritable);
    private readonly AnonymousPipeServerStream _answers = new(PipeDirection.In, HandleInheritability.Inheritable);
    private readonly BinaryWriter _to;
    private readonly BinaryReader _from;
    private readonly Running _running;

    /// <summary>Starts the program.</summary>
    public Resident(Built program)
    {
        (_to, _from) = (new BinaryWriter(_requests), new BinaryReader(_answers));
        _running = program.WithHooks().With(
            (Variable, $"{_requests.GetClientHandleAsString()} {_answers.GetClientHandleAsString()}"),
            (HookVariable, typeof(Resident).Assembly.Location)).Start([]);
        _requests.DisposeLocalCopyOfClientHandle();
        _answers.DisposeLocalCopyOfClientHandle();
    }

    /// <summary>Runs a command line to its end.</summary>
    /// <param name="line">The command line.</param>
    /// <param name="environment">Variables that stay set from then on.</param>
    public async Task<Ran> Run(IEnumerable<string> line, IEnumerable<(string Name, string Value)> environment)
    {
        await _one.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            WritePairs(_to, environment);
            WritePairs(_to, line.Select(argument => ("", argument)));
            _to.Flush();
            return await Task.Run(() => new Ran(_from.ReadInt32(), _from.ReadString(), _from.ReadString()),
                TestContext.Current.CancellationToken);
        }
        catch (EndOfStreamException)
        {
            var ended = await _running.End;
            throw new UnreachableException($"the resident program ended with {ended.ExitCode}: {ended.All}");
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Writes names and values behind their number.</summary>
    public static void WritePairs(BinaryWriter to, IEnumerable<(string Name, string Value)> pairs)
    {
        var all = pairs.ToList();
        to.Write(all.Count);
        foreach (var (name, value) in all)
        {
            to.Write(name);
            to.Write(value);
        }
    }

    /// <summary>Reads them.</summary>
    public static List<(string Name, string Value)> ReadPairs(BinaryReader from)
    {
        var pairs = new List<(string, string)>();
        for (var left = from.ReadInt32(); left > 0; left--)
            pairs.Add((from.ReadString(), from.ReadString()));
        return pairs;
    }

    public void Dispose()
    {
        // Nobody asks any more: it ends by itself.
        _to.Dispose();
        _running.End.Wait(TimeSpan.FromSeconds(10));
        _running.Kill();
        _running.Dispose();
        _from.Dispose();
        _one.Dispose();
    }
}
