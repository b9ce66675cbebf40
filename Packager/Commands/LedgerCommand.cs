using System.CommandLine;
using PatchKit.Packager.Host;
using PatchKit.Packager.Returns;
using PatchKit.Shared;

namespace PatchKit.Packager.Commands;

/// <summary><c>ledger backup</c>: a copy that is proven, while others work.</summary>
internal static class LedgerCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var target = new Argument<string>("TARGET")
        { Description = "A file that is not there yet, or 'Host=...;Database=...' of a database without a ledger" };
        var ledger = CommonOptions.Ledger(services);
        var json = CommonOptions.Json();
        var backup = new Command("backup", "Copy the ledger as it stands, and audit the copy") { target, ledger, json };
        backup.SetAction(line =>
            Run(services, line.GetRequiredValue(target), line.GetRequiredValue(ledger), line.GetValue(json)));
        return new Command("ledger", "Keep the ledger") { backup };
    }

    /// <summary>Copies; the exit code is that of FileAltered when the copy is not what was entered.</summary>
    internal static int Run(PackagerServices services, string target, string path, bool json)
    {
        if (!Ledger.Read(services.Files, path).TryGet(out var ledger, out var refusal))
            return Outcome.Refuse(services, refusal, json);
        using (ledger)
        {
            if (!LedgerBackup.Write(services.Files, ledger, target, services.Clock).TryGet(out var answer, out refusal))
                return Outcome.Refuse(services, refusal, json);
            Outcome.Done(services, answer, AnswerJson.Default.AuditAnswer, json, output =>
            {
                foreach (var fault in answer.Faults)
                    output.WriteLine(Printable.Line($"ALTERED  {fault}"));
                output.WriteLine($"Copied to {answer.Ledger}: {answer.Head.Number} entries, {answer.Receipts} files.");
                output.WriteLine($"Head of the log: {answer.Head.Number} {answer.Head.Hash.Hex}");
            });
            return answer.Faults.IsEmpty ? ExitCodes.Done : (int)RefusalCode.FileAltered;
        }
    }
}
