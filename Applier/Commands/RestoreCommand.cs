using System.CommandLine;
using System.IO.Abstractions;
using System.Text.Json;
using System.Text.Json.Serialization;
using PatchKit.Applier.Backups;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Operators.Printing;
using PatchKit.Applier.Sessions;
using PatchKit.Applier.Staging;
using PatchKit.Shared;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Commands;

/// <summary>
/// <c>applier restore</c>: puts files of a backup back, to where they were or elsewhere. A newer file is kept unless told
/// otherwise.
/// </summary>
internal static class RestoreCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(IFileSystem files, TimeProvider clock, LanguageOption language)
    {
        var instrument = new InstrumentOptions();
        var backup = new Option<string?>("--backup")
        {
            Description = "The backup's folder. Without it the one that was recorded last on this boot mode's disk.",
            HelpName = "FOLDER"
        };
        var only = new Option<string?>("--path")
        { Description = @"One file or folder of the instrument, as C:\X\Y. Without it everything.", HelpName = "PATH" };
        var to = new Option<string?>("--to")
        { Description = "Put the files below this folder, one folder a drive.", HelpName = "FOLDER" };
        var inPlace = new Option<bool>("--in-place") { Description = "Put the files back where they were." };
        var takeBack = new Option<bool>("--take-back")
        { Description = "Put back what the latest restore in place replaced." };
        var list = new Option<bool>("--list") { Description = "List the backups on this boot mode's disk, the latest first." };
        var stick = new Option<string?>("--stick")
        {
            Description = "The stick that takes receipts which wait. Without it the removable drives are searched.",
            HelpName = "FOLDER"
        };
        var newer = new Option<bool>("--overwrite-newer")
        { Description = "Also replace files that were written to after the backup was taken." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("restore", "Put files of a backup back. Exit code 4 when newer files were kept, or when " +
            "something could not be put back.") { backup,
            only, to, inPlace, takeBack, list, newer, stick, json };
        instrument.AddTo(command);
        command.SetAction((line, cancel) => Task.Run(async () =>
        {
            if (!instrument.Open(line, files, clock).TryGet(out var host, out var refusal))
                return Refusing.Say(language.Texts(line), refusal);
            var texts = language.Texts(line, host);
            if (line.GetValue(list))
                return Listed(host, texts, line.GetValue(json));
            var wanted = new Wanted(line.GetValue(backup), line.GetValue(only), line.GetValue(to), line.GetValue(takeBack),
                line.GetValue(newer));
            if (new[] { line.GetValue(inPlace), wanted.To is not null, wanted.TakeBack }.Count(chosen => chosen) != 1)
                return Refusing.Say(texts,
                    new Refusal(RefusalCode.Usage, "", "one of --to FOLDER, --in-place and --take-back, and only one"));
            var (changed, person) = (new Changed(), new NobodyOperator(texts.Language));
            // Support hears first of what an earlier start has ended.
            var receipt = wanted.To is null
                ? await new Session(host, person).Settle(line.GetValue(stick)).ConfigureAwait(false)
                : ReceiptFate.None;
            if (!Restore(host, person, wanted, changed, cancel).TryGet(out var answer, out refusal))
                return Refusing.Say(texts, refusal, changed.In(texts));
            answer = answer with { Receipt = receipt };
            StandardText.Out.WriteLine(line.GetValue(json)
                ? JsonSerializer.Serialize(answer, RestoreJson.Default.RestoreAnswer)
                : string.Join(Environment.NewLine, Lines(answer, texts)));
            return answer is { KeptNewer.Count: 0, NotRestored.Count: 0 } ? ExitCodes.Done : ExitCodes.Outstanding;
        }, CancellationToken.None));
        return command;
    }

    private static int Listed(SessionHost host, CommandTexts texts, bool json)
    {
        RecordedBackup[] backups = [.. RecordedBackups.Read(host)];
        StandardText.Out.WriteLine(json
            ? JsonSerializer.Serialize(backups, RestoreJson.Default.RecordedBackupArray)
            : backups.Length == 0 ? texts[CommandKey.RestoreNoBackup]
            : string.Join(Environment.NewLine, backups.Select((one, index) =>
                texts[index == 0 ? CommandKey.RestoreListedLatest : CommandKey.RestoreListed, texts.Moment(one.Taken),
                    CommandTexts.Number(one.Files), texts.Format.Bytes(one.Bytes), one.Folder])));
        return ExitCodes.Done;
    }

    private static Result<RestoreAnswer> Restore(SessionHost host, NobodyOperator person, Wanted wanted, Changed changed,
        CancellationToken cancel)
    {
        if (!InstanceLock.Take(host.Files, host.State, host.Who, host.Clock.GetUtcNow()).TryGet(out var held, out var refusal))
            return refusal;
        using (held)
        {
            var inPlace = new InPlaceRestore(host, person);
            if (wanted.To is null)
                changed.By = inPlace;
            if (wanted.TakeBack)
            {
                return inPlace.TakeBack(wanted.OverwriteNewer).Then<RestoreAnswer>(taken =>
                    new RestoreAnswer(host.Instrument.IsRehearsal, "", taken.PutBack, 0, 0, taken.Left) { TakenBack = true });
            }

            var folder = wanted.Backup ?? RecordedBackups.LatestFirst(host).FirstOrDefault();
            if (folder is null)
                return new Refusal(RefusalCode.InputMissing, host.State,
                    "there is no backup on this boot mode's disk; name its folder with --backup");
            var full = host.Files.Path.TrimEndingDirectorySeparator(host.Files.Path.GetFullPath(folder));
            var noted = RecordedBackups.DigestOf(host, full);
            var restored = wanted.To is { } to
                ? Elsewhere(host, full, to, wanted, noted, cancel)
                : inPlace.Restore(full, wanted.Only, wanted.OverwriteNewer, cancel);
            return restored.Then<RestoreAnswer>(done =>
                new RestoreAnswer(host.Instrument.IsRehearsal, full, done.Written, done.Bytes, done.AlreadySo, done.KeptNewer)
                {
                    InPlace = wanted.To is null,
                    NotRestored = done.NotRestored,
                    Compared = noted is not null,
                    UpdateStays = wanted.To is null && new InstrumentStateReader(host).Read().Standing == Standing.Done,
                });
        }
    }

    private static Result<RestoredBackup> Elsewhere(SessionHost host, string full, string to, Wanted wanted,
        Sha256Digest? noted, CancellationToken cancel) =>
        new BackupRestorer(host.Files, host.Clock).Restore(
            new RestoreRequest(host.Files.Path.GetDirectoryName(full)!, host.Files.Path.GetFileName(full),
                path => Below(host.Files, to, path))
            {
                Only = wanted.Only,
                OverwriteNewer = wanted.OverwriteNewer,
                ManifestDigest = noted,
                Extras = host.Instrument.Extras,
            },
            null, cancel);

    /// <summary>Where a path of the instrument goes: C/X/Y below the folder.</summary>
    private static string? Below(IFileSystem files, string to, string path)
    {
        var segments = path.Split(['\\', '/', ':'], StringSplitOptions.RemoveEmptyEntries);
        return segments.Contains("..") ? null : files.Path.Combine([files.Path.GetFullPath(to), .. segments]);
    }

    private static IEnumerable<string> Lines(RestoreAnswer answer, CommandTexts texts)
    {
        if (answer.Rehearsal)
            yield return texts.Screens[TextKey.Rehearsal];
        yield return answer.TakenBack
            ? texts[CommandKey.RestoreTakenBack, CommandTexts.Number(answer.Written)]
            : texts[CommandKey.RestoreDone, answer.Backup, CommandTexts.Number(answer.Written),
                CommandTexts.Number(answer.AlreadySo)];
        if (answer is { TakenBack: false, Compared: false })
            yield return texts[CommandKey.RestoreNotCompared];
        if (answer.UpdateStays)
            yield return texts[CommandKey.RestoreUpdateStays];
        if (answer.KeptNewer.Count > 0)
            yield return texts[answer.TakenBack ? CommandKey.RestoreLeftChanged : CommandKey.RestoreKeptNewer,
                CommandTexts.Number(answer.KeptNewer.Count)];
        foreach (var path in answer.KeptNewer.Take(MostListed))
            yield return $"  {path}";
        if (answer.NotRestored.Count > 0)
            yield return texts[CommandKey.RestoreNotPutBack, CommandTexts.Number(answer.NotRestored.Count)];
        foreach (var one in answer.NotRestored.Take(MostListed))
            yield return texts[CommandKey.RestoreProblem, Printable.Line(one.Path), Printable.Line(one.Reason)];
        if (answer.NotRestored.Count > MostListed)
            yield return texts[CommandKey.RestoreMore, CommandTexts.Number(answer.NotRestored.Count - MostListed)];
        if (answer is { TakenBack: false, Written: > 0, InPlace: true })
            yield return texts[CommandKey.RestoreTakeBack];
        if (answer.Receipt is { Place: { Length: > 0 } place } receipt)
            yield return texts[receipt.Fault is null ? CommandKey.RestoreReceiptWritten : CommandKey.RestoreReceiptWaits, place];
    }

    private const int MostListed = 15;

    /// <summary>What has become of the instrument so far; null while nothing has.</summary>
    private sealed class Changed
    {
        public InPlaceRestore? By { get; set; }

        public string? In(CommandTexts texts) => By?.PutBack switch
        {
            null or { Count: 0 } => null,
            [var file] => texts[CommandKey.RestoreChangedOne, Printable.Line(file)],
            [.., var last] files =>
                texts[CommandKey.RestoreChangedSome, CommandTexts.Number(files.Count), Printable.Line(last)],
        };
    }

    private sealed record Wanted(string? Backup, string? Only, string? To, bool TakeBack, bool OverwriteNewer);
}

/// <summary>What <c>restore</c> did.</summary>
internal sealed record RestoreAnswer(bool Rehearsal, string Backup, int Written, long Bytes, int AlreadySo,
    IReadOnlyList<string> KeptNewer)
{
    /// <summary>Whether an update is in place here, of which a restore of files takes back the files alone.</summary>
    public bool UpdateStays { get; init; }

    /// <summary>
    /// Whether an earlier restore was taken back; <see cref="Written"/> and <see cref="KeptNewer"/> tell of that.
    /// </summary>
    public bool TakenBack { get; init; }

    /// <summary>
    /// Whether the backup's manifest has the digest that a journal noted when it was proven; false when no journal names it.
    /// </summary>
    public bool Compared { get; init; }

    /// <summary>What could not be put back, and why.</summary>
    public IReadOnlyList<BackupProblem> NotRestored { get; init; } = [];

    /// <summary>Whether files went to where they were.</summary>
    public bool InPlace { get; init; }

    /// <summary>What became of receipts that waited.</summary>
    [JsonIgnore]
    public ReceiptFate Receipt { get; init; } = ReceiptFate.None;
}

/// <summary>JSON of <see cref="RestoreAnswer"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RestoreAnswer))]
[JsonSerializable(typeof(RecordedBackup[]))]
internal sealed partial class RestoreJson : JsonSerializerContext;
