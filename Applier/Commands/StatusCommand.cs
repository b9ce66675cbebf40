using System.CommandLine;
using System.IO.Abstractions;
using System.Text.Json;
using System.Text.Json.Serialization;
using PatchKit.Applier.Applying;
using PatchKit.Applier.Discovery;
using PatchKit.Applier.Operators.Printing;
using PatchKit.Applier.Receipts;
using PatchKit.Applier.Sessions;
using PatchKit.Shared;
using PatchKit.Shared.Json;
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
            return status.State == ModeState.Patched && status.MissingMode is null ? ExitCodes.Done : ExitCodes.Outstanding;
        });
        return command;
    }

    /// <summary>What a command says that has only looked.</summary>
    internal const string Unchanged = "Nothing was changed.";

    /// <summary>What is said when the program itself failed, so that nobody knows how far it had come.</summary>
    internal const string NotKnown = "Whether anything was changed is not known: 'applier status' says how this mode stands.";

    /// <summary>Prints a refusal for a command without an operator.</summary>
    /// <param name="refusal">Why.</param>
    /// <param name="changed">What was changed on the instrument, said by who has the evidence.</param>
    internal static int Refuse(Refusal refusal, string changed = Unchanged)
    {
        var text = RefusalText.Of(refusal, "en");
        var exitCode = (int)refusal.Code;
        string[] lines = [text.Title, text.Cause, changed, text.Next,
            $"For support: ({exitCode}) {refusal.Code}: {refusal.Reason}"];
        StandardText.Error.WriteLine(string.Join(Environment.NewLine, lines));
        return exitCode;
    }

    private static InstrumentStatus StatusOf(SessionHost host, string? chosenStick)
    {
        var state = host.Instrument.Places.State;
        var history = new ReceiptHistory(host.Files, state);
        var newest = history.NewestOfState() ?? history.Newest()?.Receipt;
        var pending = new Transaction(host.Files, host.Clock, host.Instrument, NobodyOperator.Instance, state).Pending();
        var modeState = (pending, newest?.Verdict) switch
        {
            ({ Stage: TransactionStage.Inconsistent }, _) or (_, Verdict.Inconsistent) => ModeState.Inconsistent,
            ({ }, _) => ModeState.UnderWay,
            (_, { } verdict) when verdict.MeansInstalled() => ModeState.Patched,
            _ => ModeState.NotPatched,
        };
        return new InstrumentStatus(
            host.Instrument.IsRehearsal,
            newest?.Instrument.Product.Text,
            newest?.Instrument.Serial.Text,
            newest?.Instrument.Mode,
            modeState,
            newest?.Bundle.Bundle.Text,
            newest?.Times.Finished,
            newest is null ? null : MissingMode(host, history, newest, chosenStick),
            new ReceiptOutbox(host.Files, state).Kept);
    }

    private static BootMode? MissingMode(SessionHost host, ReceiptHistory history, Receipt newest, string? chosenStick)
    {
        var other = BootModes.All.First(mode => mode != newest.Instrument.Mode);
        return new StickFinder(host.Files, host.Instrument.Drives).Find(chosenStick).TryGet(out var stick, out _)
            && history.StickShowsDone(stick.Drive.Root, newest.Instrument.Serial, other, newest.Bundle)
            ? null
            : other;
    }

    private static string InWords(InstrumentStatus status)
    {
        var lines = new List<string>();
        if (status.Rehearsal)
            lines.Add("REHEARSAL: a make-believe instrument.");
        lines.Add(status.Serial is null
            ? "This boot mode has written no receipt yet."
            : $"{status.Product} {status.Serial}, {status.Mode?.Label()} mode, bundle {status.Bundle}, " +
                $"{status.Finished:yyyy-MM-dd HH:mm} UTC");
        lines.Add(status.State switch
        {
            ModeState.Patched when status.MissingMode is null =>
                "Patched in both modes: the receipt of the other mode lies on the stick.",
            ModeState.Patched =>
                $"HALF PATCHED: this mode is done; {status.MissingMode?.Label()} mode is missing, or its receipt is not on " +
                $"this stick.",
            ModeState.UnderWay => "UNDER WAY: an application was interrupted. Start 'applier apply' again to finish it.",
            ModeState.Inconsistent => "INCONSISTENT: neither old nor new. Do not use the instrument; call support.",
            _ => "NOT PATCHED: nothing was applied in this boot mode.",
        });
        if (status.KeptReceipts.Count > 0)
            lines.Add($"{status.KeptReceipts.Count} receipt(s) wait for a stick. Plug one in and start 'applier apply' again.");
        return string.Join(Environment.NewLine, lines);
    }
}

/// <summary>What a boot mode knows of itself.</summary>
/// <param name="Rehearsal">Whether the instrument is make-believe.</param>
/// <param name="Product">Product, once a receipt was written.</param>
/// <param name="Serial">Serial number, once a receipt was written.</param>
/// <param name="Mode">This mode, once a receipt was written.</param>
/// <param name="State">Its state.</param>
/// <param name="Bundle">The bundle of the newest receipt.</param>
/// <param name="Finished">When it was written, UTC.</param>
/// <param name="MissingMode">The other mode, when no receipt of it is to be seen.</param>
/// <param name="KeptReceipts">Receipts that wait for a stick.</param>
internal sealed record InstrumentStatus(
    bool Rehearsal,
    string? Product,
    string? Serial,
    BootMode? Mode,
    ModeState State,
    string? Bundle,
    DateTimeOffset? Finished,
    BootMode? MissingMode,
    IReadOnlyList<string> KeptReceipts);

/// <summary>The state of a boot mode.</summary>
[JsonConverter(typeof(StrictEnumConverter<ModeState>))]
internal enum ModeState
{
    /// <summary>Nothing was applied.</summary>
    NotPatched = 1,

    /// <summary>Applied, every step read back.</summary>
    Patched,

    /// <summary>Interrupted, or waiting for a restart.</summary>
    UnderWay,

    /// <summary>Neither old nor new.</summary>
    Inconsistent,
}

/// <summary>JSON of <see cref="InstrumentStatus"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(InstrumentStatus))]
internal sealed partial class StatusJson : JsonSerializerContext;
