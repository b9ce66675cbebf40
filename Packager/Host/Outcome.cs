using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using PatchKit.Shared;
using PatchKit.Shared.Json;
using PatchKit.Shared.Media;

namespace PatchKit.Packager.Host;

/// <summary>
/// How a command ends: one place that prints a refusal or a result and gives the exit code, so that the two never disagree.
/// </summary>
internal static class Outcome
{
    /// <summary>What a person is told when the program itself failed, so that nobody knows how far it had come.</summary>
    public const string NotKnown = "Not known: look at what the command writes before you run it again.";

    /// <summary>
    /// Prints a refusal: cause, what was changed, what to do next; with <paramref name="json"/> one object on standard output.
    /// </summary>
    /// <param name="services">Where to print.</param>
    /// <param name="refusal">Why the command says no.</param>
    /// <param name="json">Whether a program reads the answer.</param>
    /// <param name="changed">What was changed, as one sentence; without it what the command noted in its changes.</param>
    /// <param name="next">What to do next, where the command knows better than <see cref="Advice"/>.</param>
    /// <param name="differences">What else differs on a stick that was refused.</param>
    /// <returns>The exit code of the refusal.</returns>
    public static int Refuse(PackagerServices services, Refusal refusal, bool json, string? changed = null, string? next = null,
        ListDifferences? differences = null)
    {
        var exitCode = (int)refusal.Code;
        changed ??= services.Changes.Sentence;
        if (json)
        {
            var answer = new RefusedAnswer(refusal.Code, exitCode, refusal.Place, refusal.Reason, changed)
            { Differences = differences };
            WriteJson(services, JsonSerializer.Serialize(answer, OutcomeJson.Default.RefusedAnswer));
            return exitCode;
        }

        var place = refusal.Place.Length == 0 ? "" : $"{refusal.Place}: ";
        services.Error.WriteLine($"{refusal.Code} (exit code {exitCode})");
        services.Error.WriteLine($"  cause    {Indented(place + refusal.Reason)}");
        foreach (var line in differences?.Lines ?? [])
            services.Error.WriteLine($"  stick    {line}");
        services.Error.WriteLine($"  changed  {changed}");
        services.Error.WriteLine($"  next     {next ?? Advice.For(refusal.Code)}");
        return exitCode;
    }

    /// <summary>Prints a result: for a person by <paramref name="print"/>, for a program as one JSON object.</summary>
    /// <returns><see cref="ExitCodes.Done"/>.</returns>
    public static int Done<T>(PackagerServices services, T answer, JsonTypeInfo<T> type, bool json, Action<TextWriter> print)
    {
        if (json)
            WriteJson(services, JsonSerializer.Serialize(answer, type));
        else
            print(services.Out);
        return ExitCodes.Done;
    }

    /// <summary>
    /// Prints JSON in ASCII, other letters as escapes: Windows gives a redirected output the console's code page, which lacks
    /// most of them, and a question mark would stand in their place.
    /// </summary>
    public static void WriteJson(PackagerServices services, string json) => services.Out.WriteLine(json.All(char.IsAscii)
        ? json
        : string.Concat(json.Select(letter => char.IsAscii(letter) ? $"{letter}" : $"\\u{(int)letter:x4}")));

    private static string Indented(string text) => text.ReplaceLineEndings($"{Environment.NewLine}           ");
}

/// <summary>A refusal as <c>--json</c> prints it.</summary>
internal sealed record RefusedAnswer(RefusalCode Code, int ExitCode, string Place, string Reason, string Changed)
{
    /// <summary>All that differs on a stick that was refused; absent where nothing was compared.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ListDifferences? Differences { get; init; }
}

/// <summary>JSON of <see cref="Outcome"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(StrictEnumConverter<RefusalCode>)])]
[JsonSerializable(typeof(RefusedAnswer))]
internal sealed partial class OutcomeJson : JsonSerializerContext;
