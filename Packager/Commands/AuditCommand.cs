using System.CommandLine;
using PatchKit.Packager.Host;
using PatchKit.Packager.Returns;
using PatchKit.Shared;

namespace PatchKit.Packager.Commands;

/// <summary><c>audit verify</c>: whether the ledger still is what was entered.</summary>
internal static class AuditCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var ledger = CommonOptions.Ledger();
        var json = CommonOptions.Json();
        var verify = new Command("verify", "Look whether every entry, receipt and decision is what was entered") { ledger, json };
        verify.SetAction(line => Run(services, line.GetRequiredValue(ledger), line.GetValue(json)));
        return new Command("audit", "Prove the ledger") { verify };
    }

    /// <summary>Audits; the exit code is that of FileAltered when anything is not as it was entered.</summary>
    internal static int Run(PackagerServices services, string path, bool json)
    {
        if (!Ledger.Open(services.Files, path).TryGet(out var ledger, out var refusal))
            return Outcome.Refuse(services, refusal, json);
        using (ledger)
        {
            if (!ledger.Transact<AuditAnswer>(() => new LedgerAudit(ledger).Verify()).TryGet(out var answer, out refusal))
                return Outcome.Refuse(services, refusal, json);
            Outcome.Done(services, answer, AnswerJson.Default.AuditAnswer, json, output => Print(answer, output));
            return answer.Faults.IsEmpty ? ExitCodes.Done : (int)RefusalCode.FileAltered;
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
