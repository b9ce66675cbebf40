using System.CommandLine;
using PatchKit.Packager.Host;
using PatchKit.Packager.Returns;
using PatchKit.Packager.Sticks;
using PatchKit.Shared;

namespace PatchKit.Packager.Commands;

/// <summary><c>receive PATH…</c>: takes the receipts of sticks, folders or files into the ledger.</summary>
internal static class ReceiveCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var paths = new Argument<string[]>("PATH")
        { Description = "Sticks, folders or receipt files", Arity = ArgumentArity.OneOrMore };
        var ledger = CommonOptions.Ledger(services);
        var json = CommonOptions.Json();
        var command = new Command("receive", "Take receipts into the ledger") { paths, ledger, json };
        command.SetAction(result =>
            Run(services, result.GetRequiredValue(paths), result.GetRequiredValue(ledger), result.GetValue(json)));
        return command;
    }

    /// <summary>
    /// Receives; the exit code is that of ReceiptInvalid when any receipt was questioned or rejected, that of FileAltered when a
    /// stick is not as it was sent, 0 otherwise.
    /// </summary>
    internal static int Run(PackagerServices services, IReadOnlyList<string> paths, string ledgerPath, bool json)
    {
        if (!Ledger.Open(services.Files, ledgerPath).TryGet(out var ledger, out var refusal))
            return Outcome.Refuse(services, refusal, json);
        using (ledger)
        {
            if (!new ReceiptReceiver(ledger, services.Files, services.Clock).Receive(paths).TryGet(out var receipts, out refusal))
                return Outcome.Refuse(services, refusal, json);
            var comparison = new StickComparison(services.Files, ledger);
            var answer = ReceiveAnswer.Of(ledger, receipts) with
            { Sticks = [.. paths.Select(comparison.Of).OfType<StickDifferences>()] };
            Outcome.Done(services, answer, AnswerJson.Default.ReceiveAnswer, json, output => Print(answer, output));
            return answer.Questioned + answer.Rejected > 0 ? (int)RefusalCode.ReceiptInvalid
                : answer.Sticks.All(one => one.IsAsSent) ? ExitCodes.Done
                : (int)RefusalCode.FileAltered;
        }
    }

    /// <summary>Prints a line for each file, and the sum.</summary>
    internal static void Print(ReceiveAnswer answer, TextWriter output)
    {
        if (answer.Rehearsal)
            output.WriteLine("*** REHEARSAL ***");
        foreach (var receipt in answer.Receipts)
        {
            var who = receipt.Serial.Length == 0
                ? receipt.Place
                : $"{receipt.Serial} {receipt.Mode?.Text} {receipt.Verdict?.Word()} {receipt.Code}";
            var told = receipt.ToldBefore ? ", as told by telephone" : "";
            var arrival = receipt.Arrival is Arrival.Questioned or Arrival.Rejected
                ? receipt.Arrival.Word().ToUpperInvariant()
                : receipt.Arrival.Word();
            output.WriteLine(Printable.Line($"{arrival,-11}  {who}{told}"));
            if (receipt.Reason.Length > 0)
                output.WriteLine(Printable.Line($"             {receipt.Reason}"));
            foreach (var note in receipt.Notes)
                output.WriteLine(Printable.Line($"             note: {note}"));
        }

        output.WriteLine(
            $"{answer.Accepted} accepted, {answer.Duplicates} here before, {answer.Questioned} questioned (not counted), "
            + $"{answer.Rejected} rejected (in quarantine), {answer.PassedOver} passed over (no receipts).");
        foreach (var stick in answer.Sticks)
            Print(stick, output);
    }

    private static void Print(StickDifferences stick, TextWriter output)
    {
        output.WriteLine(stick.IsAsSent
            ? $"Stick {stick.Stick} came back as it was sent: {stick.Files} files."
            : $"Stick {stick.Stick} is NOT AS IT WAS SENT. Ask the site what was done to it; wipe it before it is used again.");
        foreach (var (word, names) in new[]
            { ("added", stick.Added), ("changed", stick.Changed), ("missing", stick.Missing), ("beside", stick.Others) })
        {
            foreach (var name in names)
                output.WriteLine(Printable.Line($"  {word,-8} {name}"));
        }
    }
}

/// <summary>What <c>receive --json</c> prints.</summary>
internal sealed record ReceiveAnswer(
    string Ledger, bool Rehearsal, int Accepted, int Duplicates, int Questioned, int Rejected, int PassedOver,
        IReadOnlyList<ReceivedReceipt> Receipts)
{
    /// <summary>How the sticks that were given differ from what was sent, where the ledger knows that.</summary>
    public IReadOnlyList<StickDifferences> Sticks { get; init; } = [];

    /// <summary>Counts.</summary>
    public static ReceiveAnswer Of(Ledger ledger, IReadOnlyList<ReceivedReceipt> receipts)
    {
        return new(ledger.Place, ledger.Rehearsal, Count(Arrival.Accepted), Count(Arrival.Duplicate), Count(Arrival.Questioned),
            Count(Arrival.Rejected), Count(Arrival.PassedOver), receipts);

        int Count(Arrival arrival) => receipts.Count(receipt => receipt.Arrival == arrival);
    }
}
