using System.CommandLine;
using System.Text.Json;
using PatchKit.Packager.Host;
using PatchKit.Packager.Returns;
using PatchKit.Packager.Sticks;
using PatchKit.Shared;
using PatchKit.Shared.Media;

namespace PatchKit.Packager.Commands;

/// <summary><c>audit …</c>: whether the ledger still is what was entered, and what others need to find that out.</summary>
internal static class AuditCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services) => new("audit", "Prove the ledger")
    {
        Verify(services),
        Export(services),
    };

    private static Command Verify(PackagerServices services)
    {
        var ledger = CommonOptions.Ledger(services);
        var json = CommonOptions.Json();
        var stick = new Option<string?>("--stick")
        { Description = "A stick that came back: it holds the head of the log as it was when it was made", HelpName = "FOLDER" };
        var root = new Option<string?>("--root") { Description = "The root to trust for that stick", HelpName = "FILE" };
        var code = CommonOptions.UnlockCode();
        var verify = new Command("verify", "Look whether every entry, receipt and decision is what was entered")
        { ledger, stick, root, code, json };
        verify.SetAction(line => Run(services, line.GetRequiredValue(ledger), line.GetValue(json), line.GetValue(stick),
            line.GetValue(root), line.GetValue(code)));
        return verify;
    }

    private static Command Export(PackagerServices services)
    {
        var folder = new Argument<string>("FOLDER") { Description = "A folder that is not there yet" };
        var ledger = CommonOptions.Ledger(services);
        var json = CommonOptions.Json();
        var export = new Command("export", "Write all evidence as plain files, for whoever judges it without this program")
        { folder, ledger, json };
        export.SetAction(line => Export(services, line.GetRequiredValue(folder), line.GetRequiredValue(ledger),
            line.GetValue(json)));
        return export;
    }

    /// <summary>Audits; the exit code is that of FileAltered when anything is not as it was entered.</summary>
    internal static int Run(PackagerServices services, string path, bool json, string? stick = null, string? root = null,
        string? code = null)
    {
        if (stick is null != root is null)
            return Outcome.Refuse(services, new(RefusalCode.Usage, "--stick", "give --stick and --root, or neither"), json);
        if (code is not null && stick is null)
            return Outcome.Refuse(services, new(RefusalCode.Usage, "--unlock-code", "it is for a stick: give --stick"), json);
        StickContents? outside = null;
        if ((stick is not null && !StickInspection.Returned(services, stick, root!, code).TryGet(out outside, out var refusal))
            || !Ledger.Read(services.Files, path).TryGet(out var ledger, out refusal))
        {
            return Outcome.Refuse(services, refusal, json);
        }

        using (ledger)
        {
            if (!ledger.Ask<AuditAnswer>(() => new LedgerAudit(ledger).Verify(outside?.Delivery))
                .TryGet(out var answer, out refusal))
                return Outcome.Refuse(services, refusal, json);
            Outcome.Done(services, answer, AnswerJson.Default.AuditAnswer, json, output => Print(answer, output));
            return answer.Faults.IsEmpty ? ExitCodes.Done : (int)RefusalCode.FileAltered;
        }
    }

    /// <summary>Exports.</summary>
    internal static int Export(PackagerServices services, string folder, string path, bool json)
    {
        if (!Ledger.Read(services.Files, path).TryGet(out var ledger, out var refusal))
            return Outcome.Refuse(services, refusal, json);
        using (ledger)
        {
            if (!new StatusQuery(ledger, services.Clock)
                .Ask<(LedgerStatus Status, List<(string, byte[])> Files)>(null,
                    (status, _) => (status, LedgerExport.Files(ledger).ToList()))
                    .TryGet(out var found, out refusal)
                || !new OutputFolder(services, folder).Write([.. found.Files,
                    ("figures.json", JsonSerializer.SerializeToUtf8Bytes(found.Status, AnswerJson.Default.LedgerStatus))])
                    .TryGet(out var files, out refusal))
            {
                return Outcome.Refuse(services, refusal, json);
            }

            var answer = new ExportAnswer(ledger.Place, ledger.Rehearsal, folder, files, found.Status.Head);
            return Outcome.Done(services, answer, AnswerJson.Default.ExportAnswer, json, output =>
            {
                output.WriteLine(
                    $"{files} files in {folder}. people.jsonl names people: leave it out where they are nobody's business.");
                output.WriteLine($"docs/recount.py works out every figure from them: python3 recount.py {folder}");
            });
        }
    }

    private static void Print(AuditAnswer answer, TextWriter output)
    {
        if (answer.Rehearsal)
            output.WriteLine("*** REHEARSAL ***");
        foreach (var fault in answer.Faults)
            output.WriteLine(Printable.Line($"ALTERED  {fault}"));
        output.WriteLine($"{answer.Head.Number} entries, {answer.Receipts} files, {answer.Decisions} decisions: " +
            (answer.Faults.IsEmpty ? "all as they were entered." : $"{answer.Faults.Length} are not as they were entered."));
        output.WriteLine($"Head of the log: {answer.Head.Number} {answer.Head.Hash.Hex}");
        if (!answer.Faults.IsEmpty)
            output.WriteLine("Stop working with this ledger, keep it as it is, and compare it with the last copy. Tell quality.");
    }
}

/// <summary>What <c>audit export --json</c> prints.</summary>
internal sealed record ExportAnswer(string Ledger, bool Rehearsal, string Folder, int Files, LogHead Head);
