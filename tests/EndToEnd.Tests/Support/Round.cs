using PatchKit.Tests.EndToEnd.Support;

[assembly: AssemblyFixture(typeof(Round))]

namespace PatchKit.Tests.EndToEnd.Support;

/// <summary>One whole rehearsal, gone once for all tests: who wants to spoil something takes a <see cref="Bench"/>.</summary>
public sealed class Round : IAsyncLifetime
{
    private Ran? _ran;

    /// <summary>The folder that rehearsals go to.</summary>
    public string Parent { get; } = Directory.CreateTempSubdirectory("patchkit-round-").FullName;

    /// <summary>The folder of this one.</summary>
    public string Folder => Path.Combine(Parent, "0001");

    public string Stick => Path.Combine(Folder, "instruments", "stick");

    public string Root => Path.Combine(Folder, "keys", "root.json");

    public string Ledger => Path.Combine(Folder, "ledger.db");

    /// <summary>
    /// The release to work in: every command takes its lock, <c>keys show</c> too, so nobody works in the one of all tests.
    /// </summary>
    public string CopyOfRelease(string folder)
    {
        var copy = Path.Combine(folder, "release");
        Tree.Copy(Path.Combine(Folder, "release"), copy);
        return copy;
    }

    /// <summary>A ledger to write to.</summary>
    public string CopyOfLedger(string folder)
    {
        var copy = Path.Combine(folder, "ledger.db");
        File.Copy(Ledger, copy);
        return copy;
    }

    internal Ran Ran => _ran!;

    public string Instrument(string product) => Path.Combine(Folder, "instruments", product);

    public async ValueTask InitializeAsync() => _ran = (await Go(Parent)).Ended(0);

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Parent, recursive: true);
        return ValueTask.CompletedTask;
    }

    internal static Task<Ran> Go(string parent, params string[] more) =>
        Built.Packager.Run(["rehearse", "--unattended", "--folder", parent, .. more]);
}
