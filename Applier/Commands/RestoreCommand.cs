using System.CommandLine;
using System.IO.Abstractions;
using System.Text.Json;
using System.Text.Json.Serialization;
using PatchKit.Applier.Applying;
using PatchKit.Applier.Backups;
using PatchKit.Applier.Operators.Printing;
using PatchKit.Applier.Sessions;
using PatchKit.Applier.Staging;
using PatchKit.Shared;

namespace PatchKit.Applier.Commands;

/// <summary>
/// <c>applier restore</c>: puts files of a backup back, to where they were or elsewhere. A newer file is kept unless told
/// otherwise.
/// </summary>
internal static class RestoreCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(IFileSystem files, TimeProvider clock)
    {
        var instrument = new InstrumentOptions();
        var backup = new Option<string?>("--backup")
        { Description = "The backup's folder. Without it the newest one on this boot mode's disk.", HelpName = "FOLDER" };
        var only = new Option<string?>("--path")
        { Description = @"One file or folder of the instrument, as C:\X\Y. Without it everything.", HelpName = "PATH" };
        var to = new Option<string?>("--to")
        { Description = "Put the files below this folder, one folder a drive.", HelpName = "FOLDER" };
        var inPlace = new Option<bool>("--in-place") { Description = "Put the files back where they were." };
        var newer = new Option<bool>("--overwrite-newer")
        { Description = "Also replace files that were written to after the backup was taken." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("restore", "Put files of a backup back. Exit code 4 when newer files were kept.") { backup,
            only, to, inPlace, newer, json };
        instrument.AddTo(command);
        command.SetAction((line, cancel) => Task.Run(() =>
        {
            var wanted = new Wanted(line.GetValue(backup), line.GetValue(only), line.GetValue(to), line.GetValue(newer));
            if (line.GetValue(inPlace) == (wanted.To is not null))
                return StatusCommand.Refuse(new Refusal(RefusalCode.Usage, "", "either --to FOLDER or --in-place, and not both"));
            var changed = new Changed();
            if (!instrument.Open(line, files, clock).TryGet(out var host, out var refusal)
                || !Restore(host, wanted, changed, cancel).TryGet(out var answer, out refusal))
                return StatusCommand.Refuse(refusal, changed.Sentence);
            StandardText.Out.WriteLine(line.GetValue(json)
                ? JsonSerializer.Serialize(answer, RestoreJson.Default.RestoreAnswer)
                : InWords(answer));
            return answer.KeptNewer.Count == 0 ? ExitCodes.Done : ExitCodes.Outstanding;
        }, CancellationToken.None));
        return command;
    }

    private static Result<RestoreAnswer> Restore(SessionHost host, Wanted wanted, Changed changed, CancellationToken cancel)
    {
        var state = host.Instrument.Places.State;
        var folder = wanted.Backup ?? Newest(host.Files, host.Files.Path.Combine(state, "backups"));
        if (folder is null)
            return new Refusal(RefusalCode.InputMissing, state,
                "there is no backup on this boot mode's disk; name its folder with --backup");
        if (!InstanceLock.Take(host.Files, state, host.Who, host.Clock.GetUtcNow()).TryGet(out var held, out var refusal))
            return refusal;
        using (held)
        {
            // An undo relies on the files being as the application left them.
            if (wanted.To is null
                && new Transaction(host.Files, host.Clock, host.Instrument, NobodyOperator.Instance, state).Pending() is not null)
                return new Refusal(RefusalCode.PreflightStop, "", "an update is under way; finish it with 'applier apply' first");
            var full = host.Files.Path.TrimEndingDirectorySeparator(host.Files.Path.GetFullPath(folder));
            var request = new RestoreRequest(host.Files.Path.GetDirectoryName(full)!, host.Files.Path.GetFileName(full),
                path =>
                {
                    changed.Begun = true;
                    return Target(host, wanted.To, path);
                })
            {
                PutBack = changed.PutBack.Add,
                Only = wanted.Only,
                OverwriteNewer = wanted.OverwriteNewer,
            };
            return new BackupRestorer(host.Files, host.Clock).Restore(request, null, cancel).Then<RestoreAnswer>(done =>
                new RestoreAnswer(host.Instrument.IsRehearsal, full, done.Written, done.Bytes, done.AlreadySo, done.KeptNewer)
                {
                    UpdateStays = wanted.To is null && new InstrumentStateReader(host).Read().Standing == Operators.Standing.Done,
                });
        }
    }

    /// <summary>Where a path of the instrument goes: its own place, or C/X/Y below the folder.</summary>
    private static string? Target(SessionHost host, string? to, string path)
    {
        if (to is null)
            return host.Instrument.Places.OnHost(path);
        var segments = path.Split(['\\', '/', ':'], StringSplitOptions.RemoveEmptyEntries);
        return segments.Contains("..") ? null : host.Files.Path.Combine([host.Files.Path.GetFullPath(to), .. segments]);
    }

    // Names end with the time in UTC, so that the last in order is the newest.
    private static string? Newest(IFileSystem files, string folder) => files.Directory.Exists(folder)
        ? files.Directory.EnumerateDirectories(folder)
            .Where(backup => files.File.Exists(files.Path.Combine(backup, BackupPlace.ManifestName)))
            .Order(StringComparer.Ordinal)
            .LastOrDefault()
        : null;

    private static string InWords(RestoreAnswer answer)
    {
        var lines = new List<string>();
        if (answer.Rehearsal)
            lines.Add("REHEARSAL: a make-believe instrument.");
        lines.Add($"Restored from {answer.Backup}: {answer.Written} files written, {answer.AlreadySo} were so already.");
        if (answer.UpdateStays)
            lines.Add("The update was applied in this boot mode: its programs, services and registry values stay new. " +
                "'applier rollback' takes all of it back.");
        if (answer.KeptNewer.Count > 0)
        {
            lines.Add($"{answer.KeptNewer.Count} newer files were kept; --overwrite-newer replaces them too:");
            lines.AddRange(answer.KeptNewer.Take(MostListed).Select(path => $"  {path}"));
        }

        return string.Join(Environment.NewLine, lines);
    }

    private const int MostListed = 15;

    /// <summary>What has become of the instrument so far.</summary>
    private sealed class Changed
    {
        public bool Begun { get; set; }

        public List<string> PutBack { get; } = [];

        public string Sentence => (Begun, PutBack.Count) switch
        {
            (false, _) => StatusCommand.Unchanged,
            (_, 0) => "No file was put back yet.",
            (_, 1) => $"One file was put back, {Printable.Line(PutBack[0])}; every other one is as it was.",
            (_, var count) =>
                $"{count} files were put back, the last one {Printable.Line(PutBack[^1])}; every other one is as it was.",
        };
    }

    private sealed record Wanted(string? Backup, string? Only, string? To, bool OverwriteNewer);
}

/// <summary>What <c>restore</c> did.</summary>
internal sealed record RestoreAnswer(bool Rehearsal, string Backup, int Written, long Bytes, int AlreadySo,
    IReadOnlyList<string> KeptNewer)
{
    /// <summary>Whether an update is in place here, of which a restore of files takes back the files alone.</summary>
    public bool UpdateStays { get; init; }
}

/// <summary>JSON of <see cref="RestoreAnswer"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RestoreAnswer))]
internal sealed partial class RestoreJson : JsonSerializerContext;
