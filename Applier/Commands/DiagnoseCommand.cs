using System.Collections.Immutable;
using System.CommandLine;
using System.IO.Abstractions;
using System.Text.Json;
using System.Text.Json.Serialization;
using PatchKit.Applier.Discovery;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Operators.Printing;
using PatchKit.Applier.Sessions;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Commands;

/// <summary>
/// <c>applier diagnose</c>: one zip for support, listed before it is written; to the stick, or where the command line says.
/// </summary>
internal static class DiagnoseCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(IFileSystem files, TimeProvider clock, LanguageOption language)
    {
        var instrument = new InstrumentOptions();
        var stick = new Option<string?>("--stick")
        { Description = "The stick's folder. Without it the removable drives are searched.", HelpName = "FOLDER" };
        var to = new Option<string?>("--out")
        { Description = "Write the zip to this file. Without it it goes to the stick.", HelpName = "FILE" };
        var code = NobodyOperator.UnlockCode();
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("diagnose",
            "Write down for support how this boot mode stands: no password, no name of a run, a sample or a user.")
        { stick, to, code, json };
        instrument.AddTo(command);
        command.SetAction((line, cancel) => Task.Run(async () =>
        {
            if (!instrument.Open(line, files, clock).TryGet(out var host, out var refusal))
                return Refusing.Say(language.Texts(line), refusal);
            var texts = language.Texts(line, host);
            var diagnosing = new Diagnosing(host, new NobodyOperator(texts.Language, line.GetValue(code)),
                $"applier {InstrumentOptions.FullVersion}");
            var looked = await diagnosing.Look(line.GetValue(stick), cancel).ConfigureAwait(false);
            if (!line.GetValue(json))
                StandardText.Out.WriteLine(Listed(texts, host, looked));
            var zip = Diagnosing.Zip(looked);
            if (!Place(host, diagnosing, line.GetValue(to), line.GetValue(stick)).TryGet(out var file, out refusal)
                || !diagnosing.Write(file, zip).TryGet(out _, out refusal))
                return Refusing.Say(texts, refusal);
            var answer = new DiagnoseAnswer(host.Instrument.IsRehearsal, file, zip.Length,
                [.. looked.Select(one => new DiagnosedFile(one.Name, one.Bytes.Length))]);
            StandardText.Out.WriteLine(line.GetValue(json)
                ? JsonSerializer.Serialize(answer, DiagnoseJson.Default.DiagnoseAnswer)
                : texts[CommandKey.DiagnoseWritten, Printable.Line(file)]);
            return ExitCodes.Done;
        }, CancellationToken.None));
        return command;
    }

    private static string Listed(CommandTexts texts, SessionHost host, ImmutableArray<DiagnosisFile> files) => string.Join(
        Environment.NewLine,
        (IEnumerable<string>)
        [
            .. host.Instrument.IsRehearsal ? [texts.Screens[TextKey.Rehearsal]] : Array.Empty<string>(),
            texts[CommandKey.DiagnoseHolds],
            .. files.Select(one => texts[CommandKey.DiagnoseFile, one.Name, CommandTexts.Number(one.Bytes.Length),
                texts[one.Name == Diagnosis.FileName ? CommandKey.DiagnoseLook : CommandKey.DiagnoseLog]]),
            texts[CommandKey.DiagnosePrivate],
        ]);

    private static Result<string> Place(SessionHost host, Diagnosing diagnosing, string? file, string? stick) => file is not null
        ? host.Files.Path.GetFullPath(file)
        : new StickFinder(host.Files, host.Instrument.Drives).Find(stick)
            .Then<string>(found => diagnosing.PlaceOn(found.Drive.Root));
}

/// <summary>What <c>diagnose --json</c> prints.</summary>
/// <param name="Rehearsal">Whether the instrument is make-believe.</param>
/// <param name="File">The zip.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Holds">What is in it.</param>
internal sealed record DiagnoseAnswer(bool Rehearsal, string File, long Bytes, ImmutableArray<DiagnosedFile> Holds);

/// <summary>One file of a diagnosis.</summary>
internal sealed record DiagnosedFile(string Name, long Bytes);

/// <summary>JSON of <see cref="DiagnoseAnswer"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DiagnoseAnswer))]
internal sealed partial class DiagnoseJson : JsonSerializerContext;
