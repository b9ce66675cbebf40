using System.IO.Pipes;
using System.Reflection;

namespace PatchKit.Tests.EndToEnd.Faults;

/// <summary>
/// The program's side of <see cref="Resident"/>: called before the program's first line, it runs that program for one command
/// line after the other.
/// </summary>
internal static class ResidentProgram
{
    /// <summary>Serves until nobody asks any more.</summary>
    public static void Serve()
    {
        var handles = Environment.GetEnvironmentVariable(Resident.Variable)!.Split(' ');
        foreach (var own in new[] { Resident.Variable, Resident.HookVariable })
            Environment.SetEnvironmentVariable(own, null);
        using var requests = new BinaryReader(new AnonymousPipeClientStream(PipeDirection.In, handles[0]));
        using var answers = new BinaryWriter(new AnonymousPipeClientStream(PipeDirection.Out, handles[1]));
        var (output, error) = (new Redirected(), new Redirected());
        Console.SetOut(output);
        Console.SetError(error);
        var program = Assembly.GetEntryAssembly()!.EntryPoint!;
        try
        {
            while (true)
            {
                foreach (var (name, value) in Resident.ReadPairs(requests))
                    Environment.SetEnvironmentVariable(name, value);
                var line = Resident.ReadPairs(requests).Select(pair => pair.Value).ToArray();
                var exitCode = (int)program.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [line], null)!;
                answers.Write(exitCode);
                answers.Write(output.Take());
                answers.Write(error.Take());
                answers.Flush();
            }
        }
        catch (EndOfStreamException)
        {
            Environment.Exit(0);
        }
    }

    // The programs keep the writer that they found first, so it stays and is emptied.
    private sealed class Redirected : StringWriter
    {
        public string Take()
        {
            var text = ToString();
            GetStringBuilder().Clear();
            return text;
        }
    }
}
