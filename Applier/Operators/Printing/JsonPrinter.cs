using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using PatchKit.Shared;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Operators.Printing;

/// <summary>Prints one JSON object a line, with fixed field names, for programs. Format: docs/formats/events.md.</summary>
internal sealed class JsonPrinter(TextWriter output, TimeProvider time) : IPrinter
{
    private const int FaultLength = 32_000;
    private readonly Lock _lock = new();
    private readonly Pace _pace = new(time);

    /// <inheritdoc/>
    public void Print(SessionEvent happened)
    {
        lock (_lock)
        {
            if (happened is not BytesMoved moved || _pace.IsWorthShowing(moved))
                WriteLine(json => Write(json, happened));
        }
    }

    /// <inheritdoc/>
    public void Answered(string key, string answer)
    {
        lock (_lock)
        {
            WriteLine(json =>
            {
                json.WriteString("event", "answered");
                json.WriteString("key", key);
                json.WriteString("answer", Printable.Line(answer));
            });
        }
    }

    private void WriteLine(Action<Utf8JsonWriter> members)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            members(json);
            json.WriteString("time",
                time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(bytes.WrittenSpan));
    }

    private static void Write(Utf8JsonWriter json, SessionEvent happened)
    {
        json.WriteString("event", Kebab(happened.GetType().Name));
        switch (happened)
        {
            case Introduced introduced:
                json.WriteString("version", introduced.Version);
                json.WriteString("rootFingerprint", introduced.RootFingerprint);
                json.WriteBoolean("rehearsal", introduced.Rehearsal);
                WriteState(json, introduced.State);
                break;
            case StageStarted started:
                json.WriteString("stage", Kebab(started.Stage));
                break;
            case StageEnded ended:
                json.WriteString("stage", Kebab(ended.Stage));
                WriteFacts(json, ended.Facts);
                break;
            case BytesMoved moved:
                json.WriteString("stage", Kebab(moved.Stage));
                json.WriteNumber("done", moved.Done);
                json.WriteNumber("total", moved.Total);
                break;
            case Checked { Finding: var finding }:
                json.WriteString("check", Kebab(finding.Check));
                json.WriteString("level", Kebab(finding.Level));
                json.WriteString("seen", Printable.Lines(finding.Seen));
                break;
            case StepStarted step:
                WriteTitle(json, "phase", step.Phase);
                WriteTitle(json, "title", step.Title);
                json.WriteNumber("index", step.Index);
                json.WriteNumber("count", step.Count);
                json.WriteBoolean("undoing", step.Undoing);
                break;
            case StepEnded step:
                WriteTitle(json, "title", step.Title);
                json.WriteString("outcome", Kebab(step.Outcome));
                json.WriteString("seen", Printable.Lines(step.Seen));
                break;
            case Noted noted:
                json.WriteString("note", Kebab(noted.Note));
                WriteFacts(json, noted.Facts);
                break;
            case SupportKnown { Support: var support }:
                json.WriteString("telephone", support.Telephone);
                json.WriteStartArray("lines");
                foreach (var line in support.Lines)
                    json.WriteStringValue(line);
                json.WriteEndArray();
                break;
            case Faulted faulted:
                json.WriteString("detail", Printable.Lines(faulted.Detail, FaultLength));
                break;
            case SessionEnded { Outcome: var outcome }:
                WriteOutcome(json, outcome);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(happened), happened, "an event of no known kind");
        }
    }

    private static void WriteOutcome(Utf8JsonWriter json, SessionOutcome outcome)
    {
        json.WriteString("verdict", Kebab(outcome.Verdict));
        json.WriteNumber("exitCode", outcome.ExitCode);
        json.WriteString("code", outcome.Code.Text);
        WriteState(json, outcome.State);
        WriteRefusal(json, "refusal", outcome.Refusal);
        json.WriteStartObject("receipt");
        json.WriteString("place", Printable.Line(outcome.Receipt.Place));
        WriteRefusal(json, "fault", outcome.Receipt.Fault);
        json.WriteEndObject();
        json.WriteString("stickDoubt", outcome.StickDoubt is { } doubt ? Printable.Line(doubt) : null);
        json.WriteStartArray("outstanding");
        foreach (var mode in outcome.Outstanding)
        {
            json.WriteStartObject();
            json.WriteString("product", mode.Product.Text);
            json.WriteString("serial", mode.Serial.Text);
            json.WriteString("mode", mode.Mode.Text);
            json.WriteBoolean("isDelivered", mode.IsDelivered);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteState(Utf8JsonWriter json, InstrumentState state)
    {
        json.WriteStartObject("state");
        json.WriteString("standing", Kebab(state.Standing));
        json.WriteNumber("step", state.Step);
        json.WriteNumber("steps", state.Steps);
        json.WriteBoolean("undoing", state.Undoing);
        json.WriteNumber("filesDiffer", state.FilesDiffer);
        json.WriteNumber("stepsStay", state.StepsStay);
        json.WriteBoolean("goesOn", state.GoesOn);
        json.WriteBoolean("reportDue", state.ReportDue);
        json.WriteNumber("receiptsKept", state.ReceiptsKept);
        json.WriteEndObject();
    }

    private static void WriteRefusal(Utf8JsonWriter json, string name, Refusal? refusal)
    {
        if (refusal is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("code", refusal.Code.ToString());
        json.WriteString("place", refusal.Place);
        json.WriteString("reason", refusal.Reason);
        json.WriteEndObject();
    }

    private static void WriteFacts(Utf8JsonWriter json, Fact[] facts)
    {
        json.WriteStartArray("facts");
        foreach (var fact in facts)
            json.WriteStringValue(fact.Plain);
        json.WriteEndArray();
    }

    private static void WriteTitle(Utf8JsonWriter json, string name, LocalizedText text) => json.WriteString(name, text.En);

    private static string Kebab(Enum value) => Kebab(value.ToString());

    private static string Kebab(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name);
}
