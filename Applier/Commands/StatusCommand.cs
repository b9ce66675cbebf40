using System.Collections.Immutable;
using System.CommandLine;
using System.IO.Abstractions;
using System.Text.Json;
using System.Text.Json.Serialization;
using PatchKit.Applier.Discovery;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Operators.Printing;
using PatchKit.Applier.Receipts;
using PatchKit.Applier.Sessions;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Commands;

/// <summary><c>applier status</c>: what this boot mode knows of itself, and what is still missing. Changes nothing.</summary>
internal static class StatusCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(IFileSystem files, TimeProvider clock, LanguageOption language)
    {
        var instrument = new InstrumentOptions();
        var stick = new Option<string?>("--stick")
        { Description = "The stick's folder. Without it the removable drives are searched.", HelpName = "FOLDER" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("status",
            "Say what was done in this boot mode, and what is still missing. Exit code 4 while something is.") { stick, json };
        instrument.AddTo(command);
        command.SetAction(line =>
        {
            if (!instrument.Open(line, files, clock).TryGet(out var host, out var refusal))
                return Refusing.Say(language.Texts(line), refusal);
            var status = StatusOf(host, line.GetValue(stick));
            StandardText.Out.WriteLine(line.GetValue(json)
                ? JsonSerializer.Serialize(status, StatusJson.Default.InstrumentStatus)
                : string.Join(Environment.NewLine, Lines(status, language.Texts(line, host))));
            return status.State is { Standing: Standing.Done, ReportDue: false, ReceiptsKept: 0 }
                && !status.Outstanding.Any(open => open.IsHere)
                ? ExitCodes.Done
                : ExitCodes.Outstanding;
        });
        return command;
    }

    private static InstrumentStatus StatusOf(SessionHost host, string? chosenStick)
    {
        var history = new ReceiptHistory(host.Files, host.State);
        var newest = history.NewestOfState() ?? history.Newest()?.Receipt;
        return new InstrumentStatus(
            host.Instrument.IsRehearsal,
            newest?.Instrument.Product.Text,
            newest?.Instrument.Serial.Text,
            newest?.Instrument.Mode,
            new InstrumentStateReader(host).Read(),
            newest?.Bundle.Bundle.Text,
            newest?.Times.Finished,
            newest is null ? [] : Outstanding(host, history, newest, chosenStick),
            new ReceiptOutbox(host.Files, host.State).Kept,
            KeptThings.Read(host));
    }

    private static ImmutableArray<OutstandingMode> Outstanding(SessionHost host, ReceiptHistory history, Receipt newest,
        string? chosenStick)
    {
        var root = new StickFinder(host.Files, host.Instrument.Drives).Find(chosenStick).TryGet(out var stick, out _)
            ? stick.Drive.Root
            : null;
        return new Expectations(history, host.Instrument.IsRehearsal).All(newest.Instrument, newest.Bundle,
            SessionEnd.FactsOf(host, newest.Bundle), root);
    }

    private static IEnumerable<string> Lines(InstrumentStatus status, CommandTexts texts)
    {
        if (status.Rehearsal)
            yield return texts.Screens[TextKey.Rehearsal];
        yield return status is { Product: { } product, Serial: { } serial, Mode: { } mode, Bundle: { } bundle, Finished: { } at }
            ? texts[CommandKey.StatusInstrument, product, serial, mode.Text, bundle, texts.Moment(at)]
            : texts[CommandKey.StatusNoReceipt];
        yield return $"{texts[Headline(status)]}: {texts.Screens.Of(status.State)}";
        foreach (var note in StateNotes.Of(status.State, texts.Screens))
            yield return note;
        if (status.State is { GoesOn: true } or { ReportDue: true } || status.KeptReceipts.Count > 0)
            yield return texts[CommandKey.StatusPlugIn];
        foreach (var open in status.Outstanding)
            yield return texts[open.IsDelivered ? CommandKey.StatusMissing : CommandKey.StatusMissingElsewhere,
                open.Product.Text, open.Serial.Text, open.Mode.Text];
        foreach (var kept in status.Kept)
        {
            var what = kept.Kind switch
            {
                "backup" => CommandKey.StatusKeptBackup,
                "program" => CommandKey.StatusKeptProgram,
                _ => CommandKey.StatusKeptUndo,
            };
            yield return texts[what, texts.Format.Bytes(kept.Bytes), Printable.Line(kept.Folder)];
        }
    }

    private static CommandKey Headline(InstrumentStatus status) => status.State.Standing switch
    {
        Standing.Untouched => CommandKey.StandsUntouched,
        Standing.Between => CommandKey.StandsBetween,
        Standing.RestartAwaited => CommandKey.StandsRestartAwaited,
        Standing.Done when status.Outstanding.Any(open => open.IsHere) => CommandKey.StandsHalfDone,
        Standing.Done => CommandKey.StandsDone,
        Standing.Undone => CommandKey.StandsUndone,
        Standing.Inconsistent => CommandKey.StandsInconsistent,
        Standing.NotKnown => CommandKey.StandsNotKnown,
        Standing.Regressed => CommandKey.StandsRegressed,
        _ => throw new ArgumentOutOfRangeException(nameof(status), status.State.Standing, "a standing of no known kind"),
    };
}

/// <summary>What a boot mode knows of itself.</summary>
/// <param name="Rehearsal">Whether the instrument is make-believe.</param>
/// <param name="Product">Product, once a receipt was written.</param>
/// <param name="Serial">Serial number, once a receipt was written.</param>
/// <param name="Mode">This mode, once a receipt was written.</param>
/// <param name="State">How it stands.</param>
/// <param name="Bundle">The bundle of the newest receipt.</param>
/// <param name="Finished">When it was written, UTC.</param>
/// <param name="Outstanding">What is still to be done beside this mode, and whose receipt is not to be seen.</param>
/// <param name="KeptReceipts">Receipts that wait for a stick.</param>
/// <param name="Kept">Backups, undo data and the program's copy, with their size.</param>
internal sealed record InstrumentStatus(
    bool Rehearsal,
    string? Product,
    string? Serial,
    ModeId? Mode,
    InstrumentState State,
    string? Bundle,
    DateTimeOffset? Finished,
    ImmutableArray<OutstandingMode> Outstanding,
    IReadOnlyList<string> KeptReceipts,
    ImmutableArray<KeptThing> Kept);

/// <summary>JSON of <see cref="InstrumentStatus"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(InstrumentStatus))]
internal sealed partial class StatusJson : JsonSerializerContext;
