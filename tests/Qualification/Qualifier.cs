using System.Collections.Immutable;
using System.IO.Abstractions;
using System.Reflection;
using System.Runtime.Versioning;
using PatchKit.Applier.Instruments.Windows;
using PatchKit.Shared;
using PatchKit.Shared.Disks;

namespace PatchKit.Qualification;

/// <summary>What was asked for on the command line.</summary>
/// <param name="Output">Where the report goes.</param>
/// <param name="Disposable">A physical machine may be thrown away.</param>
/// <param name="AfterRestart">This is the second phase.</param>
/// <param name="WithoutRestart">There will be no second phase.</param>
/// <param name="Parts">The parts that are looked at; none: all.</param>
/// <param name="Pause">After how many made things to wait to be killed.</param>
internal sealed record Wishes(
    string Output, bool Disposable, bool AfterRestart, bool WithoutRestart, ImmutableArray<string> Parts, int? Pause);

/// <summary>Looks at every claim, cleans up, and writes the report.</summary>
[SupportedOSPlatform("windows")]
internal sealed class Qualifier(Wishes wishes, TextWriter say)
{
    /// <summary>Every claim was looked at or left out, and none failed.</summary>
    public const int Well = 0;

    /// <summary>A claim failed.</summary>
    public const int Failed = 1;

    /// <summary>Nothing was begun.</summary>
    public const int Refused = 2;

    /// <summary>Something that was made is still there.</summary>
    public const int LeftBehind = 3;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private readonly Journal _journal = new(Site.JournalFolder, wishes.Pause);

    private string ReportFile => Path.Combine(wishes.Output, Report.FileName);

    /// <summary>One phase, from its beginning to its report.</summary>
    public async Task<int> Run()
    {
        Report? first = null;
        if (wishes.AfterRestart)
        {
            if (!File.Exists(ReportFile) || !_journal.IsThere)
                return Refuse($"there is no first phase to go on from: {ReportFile} or the journal is missing");
            if (!Report.Format.Read(await File.ReadAllBytesAsync(ReportFile), ReportFile).TryGet(out first, out var refusal))
                return Refuse($"{refusal.Place}: {refusal.Reason}");
        }
        else if (Grounds.Refuse(wishes.Disposable, Site.JournalFolder) is { } reason)
        {
            return Refuse(reason);
        }

        var began = first?.Began ?? DateTimeOffset.UtcNow;
        MakeStateFolder();
        if (!WindowsInstrument.Open(new FileSystem(), TimeProvider.System).TryGet(out var instrument, out var denied))
            return Refuse($"{denied.Place}: {denied.Reason}");
        var boot = first?.Boot ?? instrument.Machine.Boot();
        var site = new Site(instrument, _journal, boot);
        var lines = ImmutableArray.CreateBuilder<ReportLine>();
        foreach (var claim in Claims.All)
        {
            var known = first?.Claims.FirstOrDefault(line => line.Id == claim.Id);
            lines.Add(known is not null && !claim.AfterRestart ? known : await Look(claim, site));
        }

        var finished = wishes.AfterRestart || wishes.WithoutRestart;
        var left = Clean(finished);
        left.ForEach(say.WriteLine);
        lines.Add(Cleaned(left, finished));
        var report = new Report(Report.SchemaVersion, Version, Windows(instrument), began, DateTimeOffset.UtcNow, boot, finished,
            lines.ToImmutable());
        Write(report);
        say.WriteLine($"{report.InWords}: {ReportFile}");
        if (!finished)
            say.WriteLine("Restart Windows now, then start this again with --after-restart and the same --output. " +
                "To leave that out: --clean.");
        return left.Count > 0 ? LeftBehind : report.Count(ClaimResult.Fail) > 0 ? Failed : Well;
    }

    /// <summary>Removes what an earlier start has left, and looks whether it is gone.</summary>
    public int CleanUp()
    {
        var left = Clean(finished: true);
        foreach (var one in left)
            say.WriteLine(one);
        say.WriteLine(left.Count == 0 ? "Nothing of ours is on this machine." : "These have to be removed by hand.");
        return left.Count == 0 ? Well : LeftBehind;
    }

    private static string Version => typeof(Qualifier).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    // The Applier's own folder cannot be called pkq-; Grounds has seen that it was not there.
    private void MakeStateFolder()
    {
        var state = new WindowsPlaces(new FileSystem()).State;
        if (!wishes.AfterRestart)
            _journal.Make(ThingKind.Folder, state, () => Directory.CreateDirectory(state));
    }

    private static string Windows(WindowsInstrument instrument) => instrument.Machine.Read().OsName;

    private async Task<ReportLine> Look(Claim claim, Site site)
    {
        var evidence = await Evidence(claim, site);
        var seen = evidence.Seen.ReplaceLineEndings(" ").Trim();
        say.WriteLine($"{ReportPage.Words(evidence.Result),-8} {claim.Id,-32} {seen}");
        return new(claim.Id, claim.Kind, claim.Text, evidence.Result, Printable.Line(seen));
    }

    private async Task<Evidence> Evidence(Claim claim, Site site)
    {
        if (!wishes.Parts.IsEmpty && !wishes.Parts.Contains(claim.Part))
            return Qualification.Evidence.NotRun("its part was not asked for");
        if (claim.AfterRestart && !wishes.AfterRestart)
            return Qualification.Evidence.NotRun(wishes.WithoutRestart ? "without a restart" : "after the restart");
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            // A call into Windows that hangs takes its thread along, and nothing else.
            return await Task.Run(() => claim.Prove(site, limit.Token)).WaitAsync(Limit);
        }
        catch (TimeoutException)
        {
            return Qualification.Evidence.Of(false, $"no answer within {Limit.TotalMinutes:0} minutes");
        }
        catch (Exception fault)
        {
            return Qualification.Evidence.Of(false, Fault.Is(fault) ? fault.Message : $"{fault.GetType().Name}: {fault.Message}");
        }
    }

    private List<string> Clean(bool finished)
    {
        var left = _journal.RemoveAll(thing => !finished && Parts.RestartClaims.Stays(thing)).ToList();
        if (finished && left.Count == 0)
            left.AddRange(Leftovers.Find(Site.JournalFolder));
        return left;
    }

    private static ReportLine Cleaned(List<string> left, bool finished) => new("cleaning.gone", QualificationKind.Operational,
        "Everything that this program made is gone from the machine",
        left.Count > 0 ? ClaimResult.Fail : finished ? ClaimResult.Pass : ClaimResult.NotRun,
        left.Count > 0 ? string.Join("; ", left) : finished ? "nothing is left" : "after the restart");

    private void Write(Report report)
    {
        Directory.CreateDirectory(wishes.Output);
        var files = new FileSystem();
        DurableFile.Write(files, ReportFile, Report.Format.Write(report));
        DurableFile.Write(files, Path.Combine(wishes.Output, ReportPage.FileName),
            System.Text.Encoding.UTF8.GetBytes(ReportPage.Of(report)));
    }

    private int Refuse(string reason)
    {
        say.WriteLine($"Nothing was begun: {reason}");
        return Refused;
    }
}
