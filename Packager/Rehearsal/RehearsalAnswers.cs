using System.IO.Abstractions;
using System.Text.Json.Nodes;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Rehearsal;

/// <summary>
/// The answers of the make-believe operator, who agrees to everything; each manual step is done by the instrument's make-believe
/// hand.
/// </summary>
internal static class RehearsalAnswers
{
    /// <summary>Writes the answers file.</summary>
    public static void Write(IFileSystem files, string path, BundleManifest manifest, RehearsalPlan plan)
    {
        var steps = new JsonObject();
        foreach (var step in manifest.Products.SelectMany(product => product.Modes).SelectMany(mode => mode.Phases)
            .SelectMany(phase => phase.Steps).OfType<AskOperatorStep>())
            steps[step.Id.Text] = "done";
        var answers = new JsonObject
        {
            ["schema"] = "1.0",
            ["language"] = plan.Language ?? "en",
            ["consent"] = new JsonObject { ["agreed"] = true, ["name"] = "Rehearsal Operator", ["role"] = "make-believe" },
            ["attestations"] = new JsonObject(FormSentences.All.Select(sentence =>
                KeyValuePair.Create<string, JsonNode?>(sentence.Id(), true))),
            ["localIt"] = "Rehearsal IT",
            ["backup"] = new JsonObject { ["withOptional"] = true },
            ["steps"] = steps,
            // Only a mode that this rehearsal leaves out has to be said; of every other one the stick shows it.
            ["modesDone"] = new JsonArray([.. manifest.Products.SelectMany(product => product.Modes)
                .Where(mode => mode.Mode == plan.Only).Select(mode => mode.After).OfType<ModeId>().Distinct()
                .Select(mode => (JsonNode)mode.Text)]),
        };
        files.File.WriteAllText(path, answers.ToJsonString() + "\n");
    }
}
