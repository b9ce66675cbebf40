using System.CommandLine;
using PatchKit.Packager.Host;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Publishing;
using PatchKit.Packager.Sticks;
using PatchKit.Shared;
using PatchKit.Shared.Disks;

namespace PatchKit.Packager.Commands;

/// <summary>What the commands that make sticks have in common.</summary>
internal sealed class StickOptions
{
    private readonly Option<string> _release;
    private readonly Option<string> _ledger;
    private readonly Option<DateOnly?> _today = CommonOptions.Today();

    private readonly Option<bool> _second = new("--new-ledger")
    { Description = "Begin a second ledger, though this release has made sticks before" };

    private readonly Option<bool> _yes = new("--yes") { Description = "Go on where a warning would ask" };

    /// <summary>The options, as this desk's settings have them.</summary>
    public StickOptions(PackagerServices services) =>
        (_release, _ledger) = (CommonOptions.Release(services), CommonOptions.Ledger(services));

    /// <summary>The published Applier.</summary>
    public Option<string?> Applier { get; } = new("--applier")
    { Description = "The published Applier to put on the stick", HelpName = "FOLDER" };

    /// <summary>The support desk's key.</summary>
    public SignerOptions Signer { get; } = new();

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _release, Applier, _ledger, _second, _today, _yes })
            command.Options.Add(option);
        Signer.AddTo(command);
    }

    /// <summary>Works on the release when nobody else does, with an Applier that was looked at.</summary>
    public int Alone(PackagerServices services, ParseResult line, bool json, Func<int> work) =>
        ReleaseWork.Alone(services, line.GetRequiredValue(_release), json, () => Unfit(services, line) is { } unfit
            ? Outcome.Refuse(services, unfit, json)
            : work());

    /// <summary>Who makes the sticks.</summary>
    public StickMaker Maker(PackagerServices services, ParseResult line, Func<string, bool> goOn,
        Func<string, bool>? empty = null, Action<IReadOnlyList<StickLane>>? watch = null) =>
        new(services, line.GetRequiredValue(_release), line.GetRequiredValue(_ledger))
        {
            Today = line.GetValue(_today),
            NewLedger = line.GetValue(_second),
            GoOn = goOn,
            Empty = empty,
            Watch = watch ?? (_ => { }),
        };

    /// <summary>Who makes orders from a register.</summary>
    public RegisterOrders Register(PackagerServices services, ParseResult line, Func<string, bool> goOn) =>
        new(services, line.GetRequiredValue(_release)) { GoOn = goOn };

    /// <summary>Whether a person, or <c>--yes</c>, wants to go on.</summary>
    public bool Agreed(PackagerServices services, ParseResult line, bool json, string question) =>
        line.GetValue(_yes) || Asked(services, json, question);

    /// <summary>What a person answers; no where there is none.</summary>
    public static bool Asked(PackagerServices services, bool json, string question)
    {
        var keyboard = new TerminalKeyboard();
        if (!services.Interactive || json || !keyboard.IsThere)
            return false;
        keyboard.Say($"{question} [y/N] ");
        var key = keyboard.Read().KeyChar;
        keyboard.Say(Environment.NewLine);
        return key is 'y' or 'Y';
    }

    /// <summary>Names what lies on the media already and is none of ours.</summary>
    public static void TellForeign(PackagerServices services, params IEnumerable<string> outputs)
    {
        // What is no place for a stick at all, the system's drive say, is not gone through.
        foreach (var there in outputs.Where(output => TargetDrive.FaultFor(services.Files, output) is null)
            .SelectMany(output => new StickOutput(services.Files, output).Foreign()))
            services.Error.WriteLine(
                $"not ours {there.Name}{(there.OfSystem ? ", left by an operating system" : "")}; it is not listed");
    }

    /// <summary>What to do next, where it is a stick's own; null for what every command says.</summary>
    public static string? Next(Refusal refusal) => refusal.Code switch
    {
        RefusalCode.OutputExists =>
            "Take another medium, or see that nobody needs what is on this one, empty it, and run the command again.",
        RefusalCode.DiskFull or RefusalCode.SpaceLacking => "Take a larger medium, then run the command again.",
        RefusalCode.StickGone => "Plug it in again and run the command again; if it fails again, throw the medium away.",
        RefusalCode.FileAltered or RefusalCode.FileMissing or RefusalCode.FileLength =>
            "Take another medium and run the command again. If the cause names the medium, throw that one away.",
        _ => null,
    };

    /// <summary>Where the read-back came from.</summary>
    public static string Read(ReadSource? source) => source switch
    {
        ReadSource.Medium => "every byte read back from the medium",
        ReadSource.EmptiedCache => "every byte read back after the cache was emptied",
        _ => "every byte read back, perhaps from memory: this file system has no way past it",
    };

    // Before anything is signed: the Applier is as it was published, and trusts a root of this very release.
    private Refusal? Unfit(PackagerServices services, ParseResult line)
    {
        if (line.GetValue(Applier) is not { } folder)
        {
            services.Error.WriteLine(
                "warning  no Applier goes onto this stick, and START-HERE sends the site to one; --applier takes " +
                "the folder that 'packager publish' writes");
            return null;
        }

        if (!new FileList(services.Files).Verify(folder).Then(_ => ApplierProgram.Read(services.Files, folder))
            .TryGet(out var program, out var refusal))
            return refusal;
        services.Error.WriteLine($"applier  {program.Version}, commit {program.Commit}");
        return program.FaultFor(services.Files, line.GetRequiredValue(_release));
    }
}
