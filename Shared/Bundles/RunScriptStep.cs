using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>
/// Runs a script of the bundle with <c>check</c>, <c>apply</c> or <c>undo</c> as first argument: exit code 0 done, 10 already so,
/// 20 try later, anything else failed.
/// </summary>
/// <param name="Id">See <see cref="Step"/>.</param>
/// <param name="Title">See <see cref="Step"/>.</param>
/// <param name="Scripts">The same script for several hosts, told apart by extension: <c>.cmd</c>, <c>.ps1</c>, <c>.sh</c>. The
/// first that the host can run is used.</param>
public sealed record RunScriptStep(StepId Id, LocalizedText Title, [property: JsonRequired] ImmutableArray<MediaPath> Scripts)
    : Step(Id, Title)
{
    private static readonly string[] ScriptExtensions = [".cmd", ".ps1", ".sh"];

    /// <summary>
    /// Full paths of the files on the instrument that it changes: kept before it runs, put back by the undo. What its proof looks
    /// at belongs here.
    /// </summary>
    [JsonRequired]
    public ImmutableArray<InstrumentPath> Changes { get; init; } = [];

    /// <summary>How long one call may take, in minutes.</summary>
    [JsonRequired]
    public int TimeLimitMinutes { get; init; } = 5;

    private protected override bool IsBlind => true;

    private protected override IEnumerable<InstrumentPath> Files => Changes;

    internal override void Check(RuleBook book, BundleContents files, string path)
    {
        book.Between(TimeLimitMinutes, 1, 60, $"{path}.timeLimitMinutes");
        CheckScripts(book, Scripts, files, path);
        book.Distinct(Changes.Select(file => file.CollisionKey), i => $"{path}.changes[{i}]", "file");
        ProofRules.Kept(book, Proof, Changes, path);
    }

    /// <summary>The rules of a script that is brought for several hosts.</summary>
    internal static void CheckScripts(RuleBook book, ImmutableArray<MediaPath> scripts, BundleContents files, string path)
    {
        book.Some(scripts.Length, $"{path}.scripts", "script");
        for (var i = 0; i < scripts.Length; i++)
        {
            book.Pass(files.Missing(scripts[i], "scripts"), $"{path}.scripts[{i}]");
            book.Extension(scripts[i], ScriptExtensions, $"{path}.scripts[{i}]");
        }

        book.Distinct(
            scripts.Select(script => Path.GetExtension(script.Name).ToLowerInvariant()), i =>
                $"{path}.scripts[{i}]", "extension");
    }
}
