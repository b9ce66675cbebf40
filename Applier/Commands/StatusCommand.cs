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
    public static Command Create(IFileSystem files, TimeProvider clock)
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
                return Refuse(refusal);
            var status = StatusOf(host, line.GetValue(stick));
            StandardText.Out.WriteLine(line.GetValue(json)
                ? JsonSerializer.Serialize(status, StatusJson.Default.InstrumentStatus)
                : InWords(status));
            return status.State is { Standing: Standing.Done, ReportDue: false, ReceiptsKept: 0 }
                && !status.Outstanding.Any(open => open.IsHere)
                ? ExitCodes.Done
                : ExitCodes.Outstanding;
        });
        return command;
    }

    /// <summary>What a command says that has only looked.</summary>
    internal const string Unchanged = "This command changed nothing.";

    /// <summary>What is said when the program itself failed, so that nobody knows how far it had come.</summary>
    internal const string NotKnown = "Whether anything was changed is not known: 'applier status' says how this mode stands.";

    /// <summary>Prints a refusal for a command without an operator.</summary>
    /// <param name="refusal">Why.</param>
    /// <param name="changed">What was changed on the instrument, said by who has the evidence.</param>
    /// <param name="seen">What else was seen, a line each.</param>
    internal static int Refuse(Refusal refusal, string changed = Unchanged, IEnumerable<string>? seen = null)
    {
        var text = RefusalText.Of(refusal, "en");
        var exitCode = (int)refusal.Code;
        // Nobody has looked how the instrument stands.
        var code = SituationCode.Of(new(Verdict.Refused, refusal.Code, Mode: 0, JournalPlace.NotKnown, Step: 0, At: 0));
        string[] lines = [text.Title, text.Cause, .. seen ?? [], changed, text.Next, new Texts("en")[TextKey.EndCode, code.Text],
            $"For support: ({exitCode}) {refusal.Code}: {refusal.Reason}"];
        StandardText.Error.WriteLine(string.Join(Environment.NewLine, lines));
        return exitCode;
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

    private static string InWords(InstrumentStatus status)
    {
        var texts = new Texts("en");
        var lines = new List<string>();
        if (status.Rehearsal)
            lines.Add("REHEARSAL: a make-believe instrument.");
        lines.Add(status.Serial is null
            ? "This boot mode has written no receipt yet."
            : $"{status.Product} {status.Serial}, {status.Mode?.Text} mode, bundle {status.Bundle}, " +
                $"{status.Finished:yyyy-MM-dd HH:mm} UTC");
        lines.Add($"{Headline(status)}: {texts.Of(status.State)}");
        lines.AddRange(StateNotes.Of(status.State, texts));
        if (status.State is { GoesOn: true } or { ReportDue: true } || status.KeptReceipts.Count > 0)
            lines.Add("Plug the stick in and start 'applier apply'.");
        foreach (var open in status.Outstanding)
            lines.Add($"Missing, or not to be seen on this stick: {open.Product} {open.Serial}, {open.Mode.Text} mode"
                + (open.IsDelivered ? "." : ", which this stick is not for: call support."));
        foreach (var kept in status.Kept)
        {
            var what = kept.Kind switch
            {
                "backup" => "a backup",
                "program" => "a copy of this program",
                _ => "what an undo needs",
            };
            lines.Add($"Kept: {what}, {texts.Format.Bytes(kept.Bytes)}, in {Printable.Line(kept.Folder)}");
        }

        return string.Join(Environment.NewLine, lines);
    }

    private static string Headline(InstrumentStatus status) => status.State.Standing switch
    {
        Standing.Untouched => "NOT PATCHED",
        Standing.Between => "UNDER WAY",
        Standing.RestartAwaited => "RESTART AWAITED",
        Standing.Done when status.Outstanding.Any(open => open.IsHere) => "HALF PATCHED",
        Standing.Done => "PATCHED",
        Standing.Undone => "UNDONE",
        Standing.Inconsistent => "INCONSISTENT, do not use the instrument, call support",
        Standing.NotKnown => "NOT KNOWN",
        Standing.Regressed => "NO LONGER IN FORCE",
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
