using System.Collections.Immutable;
using System.CommandLine;
using PatchKit.Packager.Host;
using PatchKit.Packager.Returns;
using PatchKit.Packager.Sticks;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;

namespace PatchKit.Packager.Commands;

/// <summary><c>situation CODE</c>: what is the matter at the instrument, and what to say next.</summary>
internal static class SituationCommand
{
    /// <summary>What is wrong with a text that is no code.</summary>
    internal const string NoCode = "this is no code: a character is wrong, missing or in another's place; have it read out again";

    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var code = new Argument<string>("CODE") { Description = "The code as it was read out" };
        var bundle = new Option<string?>("--bundle")
        { Description = "The bundle that is on the stick: names the boot mode and the step", HelpName = "FILE" };
        var json = CommonOptions.Json();
        var command = new Command("situation", "Say what a code from an instrument means, and what to say next") { code, bundle,
            json };
        command.SetAction(line =>
            Run(services, line.GetRequiredValue(code), line.GetValue(bundle), line.GetValue(json)));
        return command;
    }

    private static int Run(PackagerServices services, string text, string? bundle, bool json)
    {
        if (!SituationCode.TryParse(text, out var code))
            return Outcome.Refuse(services, new(RefusalCode.Usage, text, NoCode), json);
        ImmutableArray<NamedPlace> names = [];
        if (bundle is not null)
        {
            if (!BundleSheet.Read(services.Files, bundle).TryGet(out var sheet, out var refusal))
                return Outcome.Refuse(services, refusal, json);
            names = [.. sheet.Manifest.Products.SelectMany(product => Named(product, code.Situation))];
        }

        var answer = SituationAnswer.Of(code, names);
        return Outcome.Done(services, answer, AnswerJson.Default.SituationAnswer, json, output => Print(output, answer));
    }

    // The code counts modes and steps; which product it was the desk knows.
    private static IEnumerable<NamedPlace> Named(ProductTarget product, Situation situation)
    {
        if (product.Modes.ElementAtOrDefault(situation.Mode - 1) is not { } mode)
            yield break;
        ImmutableArray<Step> steps = [.. mode.Phases.SelectMany(phase => phase.Steps)];
        yield return new(product.Name, mode.Mode.Text, Title(situation.Step), Title(situation.At));

        string Title(int number) =>
            steps.ElementAtOrDefault(number - 1) is { } step ? $"{step.Title.En} ({step.Id})" : "";
    }

    private static void Print(TextWriter output, SituationAnswer answer)
    {
        output.WriteLine($"code     {answer.Code}{(answer.Receipt ? ", which stands for a receipt too" : "")}");
        output.WriteLine($"ended    {answer.Ended}");
        if (answer.Refusal is { } refusal)
            output.WriteLine($"why      ({(int)refusal}) {RefusalText.Of(new(refusal, "", ""), "en").Title}");
        output.WriteLine($"mode     {(answer.Mode == 0 ? "not known yet"
            : answer.Names.IsEmpty ? $"number {answer.Mode} of its product"
            : string.Join(" or ", answer.Names.Select(one => $"{one.Product} {one.Mode}")))}");
        if (answer.Step > 0)
            output.WriteLine($"step     {SituationWords.StepNumber(answer.Step)}{Titles(one => one.Step)}");
        output.WriteLine($"journal  {answer.JournalInWords}{(answer.JournalStep > 0 ? Titles(one => one.JournalStep) : "")}");
        output.WriteLine($"say      {answer.Say}");
        if (answer.Receipt)
            output.WriteLine("note     it with 'packager told', if it was read out on the telephone");

        string Titles(Func<NamedPlace, string> title)
        {
            var all = answer.Names.Select(title).Where(one => one.Length > 0).Distinct().ToList();
            return all.Count == 0 ? "" : $": {string.Join(" or ", all)}";
        }
    }
}

/// <summary>What <c>situation --json</c> prints.</summary>
/// <param name="Code">The code in its one spelling.</param>
/// <param name="Receipt">Whether it stands for a receipt too.</param>
/// <param name="Verdict">How it ended.</param>
/// <param name="Ended">The same in words.</param>
/// <param name="Refusal">What was refused or failed; null when nothing was.</param>
/// <param name="Mode">The boot mode's number among the product's, from 1; 0 when it is not known.</param>
/// <param name="Step">The step that it is about, from 1; 0 when it is about none.</param>
/// <param name="Journal">Where the journal stands.</param>
/// <param name="JournalStep">The step at which it stands, from 1; 0 when it is in none.</param>
/// <param name="JournalInWords">The same in words.</param>
/// <param name="Names">What the bundle calls them, for each product that has such a mode; empty without a bundle.</param>
/// <param name="Say">What to say next.</param>
internal sealed record SituationAnswer(
    string Code,
    bool Receipt,
    Verdict Verdict,
    string Ended,
    RefusalCode? Refusal,
    int Mode,
    int Step,
    JournalPlace Journal,
    int JournalStep,
    string JournalInWords,
    ImmutableArray<NamedPlace> Names,
    string Say)
{
    /// <summary>The answer to a code.</summary>
    public static SituationAnswer Of(SituationCode code, ImmutableArray<NamedPlace> names)
    {
        var situation = code.Situation;
        return new(
            code.Text, code.HasReceipt, situation.Verdict, SituationWords.Ended(situation), situation.Refusal, situation.Mode,
            situation.Step, situation.Journal, situation.At, SituationWords.Journal(situation), names,
            SituationWords.Say(situation));
    }
}

/// <summary>A place in a plan as a bundle calls it.</summary>
/// <param name="Product">The product.</param>
/// <param name="Mode">The boot mode.</param>
/// <param name="Step">The step's title and name; empty when the plan has no such step.</param>
/// <param name="JournalStep">The journal's step likewise.</param>
internal sealed record NamedPlace(string Product, string Mode, string Step, string JournalStep);
