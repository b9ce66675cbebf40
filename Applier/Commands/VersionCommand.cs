using System.CommandLine;
using System.IO.Abstractions;
using System.Text.Json;
using System.Text.Json.Serialization;
using PatchKit.Applier.Operators.Printing;
using PatchKit.Shared;

namespace PatchKit.Applier.Commands;

/// <summary>
/// <c>applier version</c>: version, commit, and the fingerprint of the compiled root, to compare with the letter.
/// </summary>
internal static class VersionCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(IFileSystem files, LanguageOption language)
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("version",
            "Print the version, the commit, and the fingerprint of the root that is compiled in.") { json };
        command.SetAction(line =>
        {
            var texts = language.Texts(line);
            if (!PinnedRoot.Open(files, null, rehearsal: false).TryGet(out var root, out var refusal))
                return Refusing.Say(texts, refusal);
            var parts = InstrumentOptions.FullVersion.Split('+', 2);
            var answer = new ProgramVersion(parts[0], parts.ElementAtOrDefault(1), root.Fingerprint.ToString(), root.Rehearsal);
            StandardText.Out.WriteLine(line.GetValue(json)
                ? JsonSerializer.Serialize(answer, VersionJson.Default.ProgramVersion)
                : InWords(answer, texts));
            return ExitCodes.Done;
        });
        return command;
    }

    private static string InWords(ProgramVersion answer, CommandTexts texts) => string.Join(
        Environment.NewLine,
        [
            $"applier {answer.Version}",
            answer.Commit is { } commit ? texts[CommandKey.VersionCommit, commit] : texts[CommandKey.VersionCommitUnknown],
            answer.Root,
            .. answer.Rehearsal ? [texts[CommandKey.VersionRehearsal]] : Array.Empty<string>(),
        ]);
}

/// <summary>What <c>version --json</c> prints.</summary>
/// <param name="Version">The version.</param>
/// <param name="Commit">The commit that the program was built from; with <c>.changed</c> when it holds more than the commit; null
/// when the build did not know it.</param>
/// <param name="Root">The fingerprint of the compiled root.</param>
/// <param name="Rehearsal">Whether that root is a rehearsal's.</param>
internal sealed record ProgramVersion(string Version, string? Commit, string Root, bool Rehearsal);

/// <summary>JSON of <see cref="ProgramVersion"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ProgramVersion))]
internal sealed partial class VersionJson : JsonSerializerContext;
