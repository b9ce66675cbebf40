using System.Text;
using System.Text.Json.Nodes;
using PatchKit.Packager.Host;
using PatchKit.Shared;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Rehearsal;

/// <summary>Starts the real Applier on a make-believe instrument, with nobody there, and reads what it printed.</summary>
/// <param name="services">The host.</param>
/// <param name="folder">The rehearsal's folder.</param>
/// <param name="applier">The Applier's folder.</param>
/// <param name="answers">The make-believe operator's answers; null for those of the rehearsal.</param>
internal sealed class RehearsedApplier(PackagerServices services, RehearsalFolder folder, string applier, string? answers = null)
{
    private const int MostRestarts = 5;

    private readonly RehearsalInstruments _instruments = new(services.Files, services.Clock, folder);
    private readonly ApplierProcess _process = new(services.Files);

    /// <summary>Starts it; a restart that is wanted is played, as the round's person would restart the instrument.</summary>
    /// <param name="command"><c>apply</c> or <c>rollback</c>.</param>
    /// <param name="instrument">The instrument.</param>
    /// <param name="mode">The boot mode that runs.</param>
    /// <param name="more">More of the command line.</param>
    /// <returns>How the last start ended.</returns>
    public async Task<Result<RehearsedEnd>> Start(string command, RehearsedInstrument instrument, ModeId mode,
        params IEnumerable<string> more)
    {
        for (var restarts = 0; ; restarts++)
        {
            IEnumerable<string> arguments = [command, "--rehearsal", instrument.Folder, "--root", folder.TrustedRoot,
                "--unattended", answers ?? folder.Answers, "--password-fd", "0", "--json", .. more];
            if (!(await _process.RunQuietly(applier, arguments, _instruments.Passwords(instrument, mode)).ConfigureAwait(false))
                .TryGet(out var ended, out var refusal))
                return refusal;
            if (ended.ExitCode != ExitCodes.RestartPending || restarts == MostRestarts)
                return RehearsedEnd.Of(command, ended);
            _instruments.Restart(instrument);
            // Whatever is under way is gone on with.
            command = "apply";
        }
    }

    /// <summary>Version and commit of the Applier, as it says them.</summary>
    public async Task<Result<string>> Version()
    {
        if (!(await _process.RunQuietly(applier, ["version", "--json"], "").ConfigureAwait(false))
            .TryGet(out var ended, out var refusal))
            return refusal;
        var said = RehearsedEnd.Event(ended.Output.Trim()) as JsonObject;
        return (string?)said?["version"] is { } version
            ? $"{version}+{(string?)said["commit"] ?? "unknown"}"
            : new Refusal(RefusalCode.InputMissing, applier, "the Applier does not say its version");
    }
}

/// <summary>How a start of the Applier ended.</summary>
/// <param name="Command">The last command.</param>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Events">What it printed, one event a line (docs/formats/events.md).</param>
/// <param name="Error">What it printed beside that.</param>
internal sealed record RehearsedEnd(string Command, int ExitCode, IReadOnlyList<JsonObject> Events, string Error)
{
    private const int LongestEvent = 1 << 20;
    private const string End = "session-ended";

    /// <summary>Whether it ended without a word about its end: the power went.</summary>
    public bool WasCut => Events.Count > 0 && Events.All(one => (string?)one["event"] != End);

    /// <summary>Why it ended so, in a line.</summary>
    public string Why
    {
        get
        {
            var refusal = Events.LastOrDefault(one => (string?)one["event"] == End)?["refusal"] as JsonObject;
            var said = refusal is null
                ? Error.Trim()
                : $"{(string?)refusal["code"]}, {(string?)refusal["place"]}: {(string?)refusal["reason"]}";
            return Printable.Line(said.Length == 0 ? "it said nothing" : said);
        }
    }

    /// <summary>What a program printed.</summary>
    public static RehearsedEnd Of(string command, QuietRun ended) => new(command, ended.ExitCode,
        [.. ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line.StartsWith('{')).Select(Event).OfType<JsonObject>()], ended.Error);

    /// <summary>A line's object; a line that is none is no event: the exit code tells.</summary>
    public static JsonNode? Event(string line) =>
        JsonTree.Read(Encoding.UTF8.GetBytes(line), "event", LongestEvent).TryGet(out var json, out _)
            ? JsonTree.Node(json)
            : null;
}
