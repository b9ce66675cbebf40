using System.Globalization;
using System.IO.Abstractions;

namespace PatchKit.Packager.Rehearsal;

/// <summary>
/// The folder of one rehearsal, with everything of the round in it: keys, bundle, release, stick, instruments, ledger, report.
/// Each run gets a folder of its own, so that it can be run as often as one likes and compared afterwards.
/// </summary>
/// <param name="Root">The folder.</param>
internal sealed record RehearsalFolder(string Root)
{
    /// <summary>The holders' key files.</summary>
    public string Keys => Path.Combine(Root, "keys");

    /// <summary>The rehearsal's own root, which the Applier trusts together with a rehearsal instrument alone.</summary>
    public string TrustedRoot => Path.Combine(Keys, "root.json");

    /// <summary>The bundle.</summary>
    public string Bundle => Path.Combine(Root, "bundle.zip");

    /// <summary>The release.</summary>
    public string Release => Path.Combine(Root, "release");

    /// <summary>The support desk's order for the stick.</summary>
    public string Order => Path.Combine(Root, "order.json");

    /// <summary>Instruments, one folder each; the stick stands beside them, where their drives look for it.</summary>
    public string Instruments => Path.Combine(Root, "instruments");

    /// <summary>The stick.</summary>
    public string Stick => Path.Combine(Instruments, "stick");

    /// <summary>Copies of all instruments and of the stick, on which the way back is tried before the round.</summary>
    public string Trial => Path.Combine(Root, "trial");

    /// <summary>One instrument and boot mode each, on which a proof plays faults.</summary>
    public string Proof => Path.Combine(Root, "proof");

    /// <summary>The answers of the make-believe operator.</summary>
    public string Answers => Path.Combine(Root, "answers.json");

    /// <summary>The ledger.</summary>
    public string Ledger => Path.Combine(Root, "ledger.db");

    /// <summary>The report.</summary>
    public string Report => Path.Combine(Root, "report.html");

    /// <summary>The next numbered folder below <paramref name="parent"/>.</summary>
    public static RehearsalFolder Next(IFileSystem files, string parent)
    {
        var number = 1;
        while (files.Directory.Exists(Path.Combine(parent, Name(number))))
            number++;
        return new(Path.GetFullPath(Path.Combine(parent, Name(number))));
    }

    private static string Name(int number) => number.ToString("0000", CultureInfo.InvariantCulture);
}
