using System.Globalization;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Operators.Wizard.Screens;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using Terminal.Gui.Input;

namespace PatchKit.Tests.Applier.Operators;

/// <summary>
/// Hands that press, tap, type and pull at the window without looking: 10,000 inputs over 200 sessions. PATCHKIT_SEED repeats a
/// run, PATCHKIT_HANDS=2000 takes more sessions.
/// </summary>
[Collection(nameof(HeadlessWizard))]
public sealed class RandomHandsTests(ITestOutputHelper output)
{
    private const int Inputs = 50;

    // No 5 among them: the serial number ends with 503, and nobody types that by accident.
    private const string Typed = "abnouxyANOUY 0123467";

    [Fact]
    public void Nothing_is_agreed_to_without_the_end_of_the_serial_number_and_an_end_is_always_near()
    {
        var seed = Number("PATCHKIT_SEED") ?? Environment.TickCount;
        var sessions = Number("PATCHKIT_HANDS") ?? 200;
        output.WriteLine($"seed {seed}, {sessions} sessions");
        var seen = new HashSet<string>();
        for (var session = 0; session < sessions; session++)
            Walk(new Random(seed + session), $"seed {seed + session}", seen);
        Assert.Superset(
            new HashSet<string>
            {
                nameof(LanguageScreen), nameof(WelcomeScreen), nameof(ConsentScreen), nameof(DeclineScreen), nameof(StopScreen),
                nameof(ManualStepScreen), nameof(RetryScreen), nameof(PasswordScreen), nameof(BackupScreen), nameof(EndScreen),
            },
            seen);
    }

    private static void Walk(Random random, string name, HashSet<string> seen)
    {
        var (agreed, chance) = (false, new Random(random.Next()));
        using var wizard = new HeadlessWizard(async (person, cancel) =>
        {
            person.Tell(ScriptedSession.Introduction);
            while (true)
            {
                if (chance.Next(6) == 0)
                    return new(Verdict.Refused, new(RefusalCode.DiskFull, "C:", "No space left on device"));
                switch (chance.Next(5))
                {
                    case 0:
                        await person.Ask(ScriptedSession.ManualStep(1), cancel);
                        break;
                    case 1:
                        await person.Ask(ScriptedSession.Password(wrongBefore: false), cancel);
                        break;
                    case 2:
                        await person.Ask(ScriptedSession.Backup, cancel);
                        break;
                    case 3:
                        await person.Ask(ScriptedSession.Retry, cancel);
                        break;
                    default:
                        agreed |= await person.Ask(ScriptedSession.Consent, cancel) is ConsentAnswer.Agreed;
                        break;
                }
            }
        }, random.Next(3) == 0 ? null : "it");
        for (var input = 0; input < Inputs && !wizard.Left; input++)
        {
            wizard.Looks = TimeSpan.FromSeconds(random.Next(20) * 0.1);
            Do(wizard, random);
            seen.Add(wizard.Flow.Shell.Current!.GetType().Name);
        }

        Assert.False(agreed, name);
        wizard.Resize(80, 25);
        wizard.Looks = TimeSpan.FromSeconds(1);
        for (var input = 0; input < 20 && !wizard.Left; input++)
            wizard.Press(End(wizard.Flow.Shell.Current!));
        Assert.True(wizard.Left, $"{name}: no end; the screen shows\n{wizard.Text}");
        Assert.False(agreed, name);
    }

    private static void Do(HeadlessWizard wizard, Random random)
    {
        switch (random.Next(12))
        {
            case < 5:
                wizard.Press(new Key(Typed[random.Next(Typed.Length)]));
                break;
            case 5:
                wizard.Press(new Key((char)('1' + random.Next(4))).WithAlt);
                break;
            case 6:
                wizard.Press(random.Next(3) switch { 0 => Key.Esc, 1 => Key.Tab, _ => Key.Space });
                break;
            case 7 or 8:
                wizard.Press(Key.Enter);
                break;
            case 9 or 10:
                wizard.Click(random.Next(80), random.Next(25));
                break;
            default:
                wizard.Resize(random.Next(60, 130), random.Next(12, 45));
                break;
        }
    }

    // What a person does who wants to get out: stop, mean it, close.
    private static Key End(object screen) => screen switch
    {
        StopScreen => new Key('2').WithAlt,
        LanguageScreen or EndScreen => new Key('1').WithAlt,
        _ => Key.Esc,
    };

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture,
            out var number)
            ? number
            : null;
}
