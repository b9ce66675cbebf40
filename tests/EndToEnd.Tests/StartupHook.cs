using PatchKit.Tests.EndToEnd.Faults;

/// <summary>
/// What a monitoring agent puts into every .NET program by DOTNET_STARTUP_HOOKS, and the way into
/// <see cref="ResidentProgram"/>. The runtime looks for this very name, outside of every namespace.
/// </summary>
internal static class StartupHook
{
    /// <summary>The variable that names the file in which it leaves a trace.</summary>
    public const string Trace = "PATCHKIT_TEST_HOOK";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(Trace) is { } trace)
            File.WriteAllText(trace, "I was here");
        else
            ResidentProgram.Serve();
    }
}
