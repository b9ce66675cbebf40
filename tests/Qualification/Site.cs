using System.IO.Abstractions;
using System.Runtime.Versioning;
using PatchKit.Applier.Instruments.Windows;

namespace PatchKit.Qualification;

/// <summary>What every claim works with: the Applier's real ports, and where things are made.</summary>
/// <param name="instrument">This machine, by the Applier's ports.</param>
/// <param name="journal">Writes down what is made.</param>
/// <param name="boot">What the machine's run was called in the first phase.</param>
[SupportedOSPlatform("windows")]
internal sealed class Site(WindowsInstrument instrument, Journal journal, string boot)
{
    /// <summary>The account that this program makes.</summary>
    public const string Account = Thing.Mark + "user";

    /// <summary>What the tried service is called.</summary>
    public const string Key = @"SOFTWARE\" + Thing.Mark + "key";

    /// <summary>How long a quick thing may take.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    /// <summary>This machine.</summary>
    public WindowsInstrument Instrument => instrument;

    /// <summary>Writes down what is made.</summary>
    public Journal Journal => journal;

    /// <summary>What the machine's run was called in the first phase.</summary>
    public string Boot => boot;

    /// <summary>The disk.</summary>
    public FileSystem Files { get; } = new();

    /// <summary>The registry.</summary>
    public WindowsRegistry Registry { get; } = new();

    /// <summary>The folder of everything that is a file, on the system's disk.</summary>
    public static string Folder { get; } = Path.Combine(Path.GetPathRoot(Environment.SystemDirectory)!, Thing.Mark + "work");

    /// <summary>Where the journal lies.</summary>
    public static string JournalFolder { get; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), Thing.Mark + "journal");

    /// <summary>The path of something in the folder, which is made.</summary>
    public string In(string name)
    {
        if (!Directory.Exists(Folder))
            journal.Make(ThingKind.Folder, Folder, () => Directory.CreateDirectory(Folder));
        return Path.Combine(Folder, name);
    }

    /// <summary>A file with this text in the folder.</summary>
    public string File(string name, string text)
    {
        var path = In(name);
        journal.Make(ThingKind.File, path, () => System.IO.File.WriteAllText(path, text));
        return path;
    }

    /// <summary>Makes a service of this program.</summary>
    /// <param name="manner">How it behaves.</param>
    /// <param name="needs">The service that it depends on.</param>
    /// <returns>Its name, which is <c>pkq-</c> and the manner.</returns>
    public string Service(ServiceManner manner, string? needs = null)
    {
        var name = Thing.Mark + manner.ToString().ToLowerInvariant();
        if (ServiceManager.Find(name) is null)
        {
            journal.Make(ThingKind.Service, name, () =>
            {
                var (code, text) = Tool.Run("sc.exe",
                    $"create {name} binPath= \"\\\"{Environment.ProcessPath}\\\" service {name}\" start= demand " +
                        $"DisplayName= \"{name} of PatchKit\"{(needs is null ? "" : $" depend= {needs}")}");
                if (code != 0)
                    throw new InvalidOperationException($"sc create ended with {code}: {text}");
            });
        }

        return name;
    }
}

/// <summary>How a service of this program behaves.</summary>
internal enum ServiceManner
{
    /// <summary>Starts and stops as it should.</summary>
    Plain,

    /// <summary>The same; it needs the plain one.</summary>
    Dependent,

    /// <summary>Takes some seconds to stop.</summary>
    Slow,

    /// <summary>Never stops.</summary>
    Hanging,

    /// <summary>Dies while it stops.</summary>
    Crashing,

    /// <summary>Does not start.</summary>
    Failing,

    /// <summary>Dies while it stops, and Windows starts it again for that.</summary>
    Returning,

    /// <summary>Listens on a loopback address.</summary>
    Listening,
}
