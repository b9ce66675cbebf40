using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Operators.PlainText;
using PatchKit.Applier.Operators.Printing;
using PatchKit.Applier.Operators.Unattended;
using PatchKit.Applier.Operators.Wizard.Screens;
using PatchKit.Tests.Applier.PowerCuts;
using Terminal.Gui.Input;

namespace PatchKit.Tests.Applier.Operators;

/// <summary>One session, its questions answered in the wizard, in plain text and by a file: all is told alike.</summary>
[Collection(nameof(HeadlessWizard))]
public sealed class SameSessionTests
{
    // The code is bound to the key that each instrument makes; backup and journal have numbers drawn by lot in them.
    private static readonly string[] Own = [".situation", ".backup.digest", ".backup.proof", ".journal.digest"];

    private const string Password = "make-believe-ucs";

    private static readonly Answers File = Answers.Format.Read(Encoding.UTF8.GetBytes("""
        {"schema":"1.0","language":"en","consent":{"agreed":true,"name":"Anna Rossi","role":"technician","serialEnd":"503"},
        "attestations":{"received-and-understood":true,"users-informed":false,"each-mode-understood":true},
        "localIt":"Carlo Verdi","backup":{"withOptional":false}}
        """), "answers.json").Value;

    private readonly SessionWorld _world = SessionWorld.WithEveryKind();

    [Fact]
    public async Task The_three_receipts_differ_in_keys_and_codes_alone()
    {
        // What is asked, in order.
        await _world.Start(Disk(), 0);
        var asked = _world.Asked;
        var unattended = await Left(By(asked));
        var plain = await Left(InPlainText(asked));
        var wizard = await Left(InTheWizard());
        Assert.Equal("applied", (string?)unattended["verdict"]);
        Assert.Equal("Anna Rossi", (string?)unattended["operator"]!["name"]);
        Assert.Equal("503", (string?)unattended["instrument"]!["serialTyped"]);
        Assert.Equal(Members(unattended), Members(plain));
        Assert.Equal(Members(unattended), Members(wizard));
    }

    private PowerCutFileSystem Disk() => new(PowerCutDisk.Holding(_world.Untouched));

    private Func<PowerCutFileSystem, Task> By(List<object> asked) => files =>
    {
        var steps = asked.OfType<ManualStepQuestion>().Select(step => step.Step.Text).Distinct();
        var accounts = asked.OfType<PasswordQuestion>().Select(password => $"{password.Account}={Password}\n");
        return _world.Start(files, 0, new UnattendedOperator(
            File with { Steps = steps.ToImmutableSortedDictionary(step => step, _ => ManualStepAnswer.Done) },
            PasswordLines.Read(new StringReader(string.Concat(accounts))),
            new LinePrinter(TextWriter.Null, new("en"), TimeProvider.System), TimeProvider.System), CancellationToken.None);
    };

    private Func<PowerCutFileSystem, Task> InPlainText(List<object> asked) => async files =>
    {
        var typed = string.Concat(asked.Select(question => question switch
        {
            OriginQuestion => "yes\n",
            AttestationQuestion => "Anna Rossi\ntechnician\n\nyes\nno\nyes\n",
            LocalItQuestion => "yes\nCarlo Verdi\n",
            ConsentQuestion => "yes\n503\n",
            BackupQuestion { OptionalBytes: > 0 } => "1\nno\n",
            BackupQuestion => "1\n",
            PasswordQuestion => $"{Password}\n",
            ManualStepQuestion => "done\n",
            _ => throw new InvalidOperationException($"{question}"),
        }));
        var person = new PlainTextOperator(new StringReader($"yes\n{typed}"), TextWriter.Null, "en", TimeProvider.System);
        await person.Compare(ScriptedSession.Introduction, CancellationToken.None);
        await _world.Start(files, 0, person, CancellationToken.None);
    };

    private Func<PowerCutFileSystem, Task> InTheWizard() => files =>
    {
        using var wizard = new HeadlessWizard((person, cancel) => _world.Start(files, 0, person, cancel), "en");
        object? answered = null;
        while (wizard.Flow.Shell.Current is not EndScreen)
        {
            wizard.Until(() => wizard.Flow.Shell.Current is { } next and not (WorkScreen or ApplyScreen) && next != answered);
            answered = wizard.Flow.Shell.Current;
            switch (answered)
            {
                case AttestationScreen:
                    wizard.Type("Anna Rossi");
                    wizard.Press(Key.Enter);
                    wizard.Type("technician");
                    wizard.Press(Key.Enter, Key.Tab, Key.Space, Key.Tab, Key.Tab, Key.Tab, Key.Space, Key.Tab, Key.Space);
                    break;
                case LocalItScreen:
                    wizard.Type("Carlo Verdi");
                    break;
                case ConsentScreen:
                    wizard.Type("503");
                    break;
                case PasswordScreen:
                    wizard.Type(Password);
                    break;
                case EndScreen:
                    return Task.CompletedTask;
                default:
                    break;
            }

            wizard.Button(1);
        }

        return Task.CompletedTask;
    };

    private async Task<JsonNode> Left(Func<PowerCutFileSystem, Task> session)
    {
        var files = Disk();
        await session(files);
        var receipt = Assert.Single(files.Directory.GetFiles(Path.Combine(_world.Stick, "receipts"), "*.dsse.json"));
        return JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(
            (string)JsonNode.Parse(files.File.ReadAllText(receipt))!["payload"]!)))!["predicate"]!;
    }

    private static IEnumerable<string> Members(JsonNode? node, string path = "") => node switch
    {
        JsonObject item => item.SelectMany(member => Members(member.Value, $"{path}.{member.Key}")),
        JsonArray array => array.SelectMany((member, index) => Members(member, $"{path}[{index}]")),
        _ => [Own.Contains(path) ? path : $"{path}: {node}"],
    };
}
