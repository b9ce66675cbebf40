using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using PatchKit.Shared;
using PatchKit.Shared.Json;

namespace PatchKit.Packager.Host;

/// <summary>
/// How a command ends: one place that prints a refusal or a result and gives the exit code, so that the two never disagree.
/// </summary>
internal static class Outcome
{
    /// <summary>What every command changed when it refuses before writing anything.</summary>
    public const string NothingChanged = "Nothing was written.";

    /// <summary>
    /// Prints a refusal: cause, what was changed, what to do next; with <paramref name="json"/> one object on standard output.
    /// </summary>
    /// <param name="services">Where to print.</param>
    /// <param name="refusal">Why the command says no.</param>
    /// <param name="json">Whether a program reads the answer.</param>
    /// <param name="changed">What was changed nevertheless, as one sentence.</param>
    /// <returns>The exit code of the refusal.</returns>
    public static int Refuse(PackagerServices services, Refusal refusal, bool json, string changed = NothingChanged)
    {
        var exitCode = (int)refusal.Code;
        if (json)
        {
            var answer = new RefusedAnswer(refusal.Code, exitCode, refusal.Place, refusal.Reason);
            services.Out.WriteLine(JsonSerializer.Serialize(answer, OutcomeJson.Default.RefusedAnswer));
            return exitCode;
        }

        var place = refusal.Place.Length == 0 ? "" : $"{refusal.Place}: ";
        services.Error.WriteLine($"{refusal.Code} (exit code {exitCode})");
        services.Error.WriteLine($"  cause    {Indented(place + refusal.Reason)}");
        services.Error.WriteLine($"  changed  {changed}");
        services.Error.WriteLine($"  next     {Advice.For(refusal.Code)}");
        return exitCode;
    }

    /// <summary>Prints a result: for a person by <paramref name="print"/>, for a program as one JSON object.</summary>
    /// <returns><see cref="ExitCodes.Done"/>.</returns>
    public static int Done<T>(PackagerServices services, T answer, JsonTypeInfo<T> type, bool json, Action<TextWriter> print)
    {
        if (json)
            services.Out.WriteLine(JsonSerializer.Serialize(answer, type));
        else
            print(services.Out);
        return ExitCodes.Done;
    }

    private static string Indented(string text) => text.ReplaceLineEndings($"{Environment.NewLine}           ");
}

/// <summary>A refusal as <c>--json</c> prints it.</summary>
internal sealed record RefusedAnswer(RefusalCode Code, int ExitCode, string Place, string Reason);

/// <summary>JSON of <see cref="Outcome"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(StrictEnumConverter<RefusalCode>)])]
[JsonSerializable(typeof(RefusedAnswer))]
internal sealed partial class OutcomeJson : JsonSerializerContext;
