using System.Text.Json.Nodes;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Operators.Wizard;
using PatchKit.Applier.Operators.Wizard.Screens;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Tests.Applier.PowerCuts;
using Terminal.Gui.Input;

namespace PatchKit.Tests.Applier.Operators;

/// <summary>
/// A way through the real wizard with the real session behind it, on a make-believe instrument: every question is answered in the
/// good way, unless a test answers one differently.
/// </summary>
public abstract class WizardWalk
{
    private const string Away = "-in-a-pocket";
    private int _hour;

    private protected WizardWalk() => Disk = PowerCutDisk.Holding(World.Untouched);

    /// <summary>What a person presses with.</summary>
    public enum Hand
    {
        Keys = 1,
        Digits,
        Taps,
    }

    private protected SessionWorld World { get; private set; } = SessionWorld.WithEveryKind();

    private protected PowerCutDisk Disk { get; set; }

    /// <summary>What is done at a screen in place of the usual, once.</summary>
    private protected Dictionary<Type, Action<HeadlessWizard>> Differently { get; } = [];

    /// <summary>The screens that asked something, and the end.</summary>
    private protected List<Type> Met { get; } = [];

    /// <summary>Hears what the person hears.</summary>
    private protected Action<SessionEvent> Happens { get; set; } = _ => { };

    private protected Hand With { get; set; } = Hand.Digits;

    /// <summary>What the last screen showed.</summary>
    private protected string End { get; private set; } = "";

    private protected Action<HeadlessWizard> Stopper { get; set; } = _ => { };

    private protected string ReceiptFolder => Path.Combine(World.Stick, "receipts");

    // The end of one start: its verdict and exit code.
    private protected (Verdict Verdict, int ExitCode) Walk()
    {
        var files = new PowerCutFileSystem(Disk);
        using var wizard = new HeadlessWizard(
            (person, cancel) => World.Start(files, _hour++, new Telling(person, happened => Happens(happened)), cancel), "en",
            introduction: ScriptedSession.Introduction with { State = World.StateOn(Disk.Inner) });
        object? answered = null;
        while (true)
        {
            wizard.Until(() =>
            {
                Stopper(wizard);
                return wizard.Flow.Shell.Current is { } next and not (WorkScreen or ApplyScreen) && next != answered;
            });
            answered = wizard.Flow.Shell.Current!;
            Met.Add(answered.GetType());
            if (answered is EndScreen)
                break;
            if (Differently.Remove(answered.GetType(), out var act))
                act(wizard);
            else
                Answer(wizard, answered);
        }

        End = wizard.Text;
        return (wizard.Flow.Outcome!.Verdict, wizard.Flow.ExitCode);
    }

    private protected void Untouched((Verdict Verdict, int ExitCode) end)
    {
        var before = World.Snapshot(Disk.Inner);
        Assert.Equal(end, Walk());
        Assert.Equal(before, World.Snapshot(Disk.Inner));
    }

    private protected void Untouched(Verdict verdict)
    {
        var before = World.Snapshot(Disk.Inner);
        Assert.Equal(verdict, Walk().Verdict);
        Assert.Equal(before, World.Snapshot(Disk.Inner));
    }

    private protected void Answer(HeadlessWizard wizard, object screen)
    {
        switch (screen)
        {
            case AttestationScreen when wizard.Text.Contains("Name: [   ", StringComparison.Ordinal):
                WizardTests.Attest(wizard);
                break;
            case LocalItScreen:
                wizard.Type("Carlo Verdi");
                break;
            case ConsentScreen:
                wizard.Type("503");
                break;
            case PasswordScreen:
                wizard.Type("make-believe-ucs");
                break;
            default:
                break;
        }

        Press(wizard, 1);
    }

    private protected void Press(HeadlessWizard wizard, int number)
    {
        var button = wizard.Flow.Shell.Current!.SubViews.OfType<BigButton>().ElementAt(number - 1);
        switch (With)
        {
            case Hand.Digits:
                wizard.Button(number);
                break;
            case Hand.Taps:
                var place = button.FrameToScreen();
                wizard.Click(place.X + 2, place.Y + 1);
                break;
            default:
                for (var tabs = 0; !button.HasFocus && tabs < 20; tabs++)
                    wizard.Press(Key.Tab);
                wizard.Press(Key.Enter);
                break;
        }
    }

    private protected void Mean(HeadlessWizard wizard)
    {
        wizard.Await<StopScreen>();
        Press(wizard, 2);
    }

    private protected List<JsonNode> Receipts() => !Disk.Inner.Directory.Exists(ReceiptFolder) ? []
        : [.. Disk.Inner.Directory.GetFiles(ReceiptFolder, "*.dsse.json").Order(StringComparer.Ordinal)
            .Select(file => JsonNode.Parse(Convert.FromBase64String(
                (string)JsonNode.Parse(Disk.Inner.File.ReadAllText(file))!["payload"]!))!["predicate"]!)];

    private protected static string? VerdictOf(JsonNode receipt) => (string?)receipt["verdict"];

    private protected static Action<SessionEvent> AtTheReceipt(Action act)
    {
        var done = false;
        return happened =>
        {
            if (done || happened is not StageStarted { Stage: Stage.Receipt })
                return;
            done = true;
            act();
        };
    }

    private protected void Take() => Disk.Inner.Directory.Move(World.Stick, World.Stick + Away);

    private protected void Bring()
    {
        if (Disk.Inner.Directory.Exists(World.Stick))
            Disk.Inner.Directory.Delete(World.Stick, recursive: true);
        Disk.Inner.Directory.Move(World.Stick + Away, World.Stick);
    }

    private protected async Task CutOff()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => World.Start(Disk, _hour++, happened =>
        {
            if (happened is StepEnded)
                throw new PowerCutException();
        }));
    }

    // Another instrument, untouched.
    private protected void In(SessionWorld world) => (World, Disk) = (world, PowerCutDisk.Holding(world.Untouched));

    private protected void Run(params string[] programs) => Edit(Path.Combine("modes", World.Plan.Mode.Text, "processes.json"),
        json => json["running"] = new JsonArray([.. programs.Select(program => (JsonNode)program)]));

    private protected void Edit(string file, Action<JsonNode> edit)
    {
        var path = Path.Combine(World.Plan.Folder, file);
        var json = JsonNode.Parse(Disk.Inner.File.ReadAllText(path))!;
        edit(json);
        Disk.Inner.File.WriteAllText(path, json.ToJsonString());
    }

    // Hears what the person hears.
    private sealed class Telling(IOperator person, Action<SessionEvent> hears) : IOperator
    {
        public string Language => person.Language;

        public Objection? Objection => person.Objection;

        public Task<TAnswer> Ask<TAnswer>(Question<TAnswer> question, CancellationToken cancel) => person.Ask(question, cancel);

        public Refusal? Foresee(Foreseen ahead) => person.Foresee(ahead);

        public Task Held(CancellationToken cancel) => person.Held(cancel);

        public void Tell(SessionEvent happened)
        {
            person.Tell(happened);
            hears(happened);
        }
    }
}
