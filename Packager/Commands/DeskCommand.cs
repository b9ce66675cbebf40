using System.CommandLine;
using PatchKit.Packager.Host;
using PatchKit.Packager.Returns;
using PatchKit.Shared;

namespace PatchKit.Packager.Commands;

/// <summary><c>desk today</c>: whom to call this morning, the most urgent first.</summary>
internal static class DeskCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var ledger = CommonOptions.Ledger(services);
        var json = CommonOptions.Json();
        var today = new Command("today", "Show whom to call, the most urgent first") { ledger, json };
        today.SetAction(line => Run(services, line.GetRequiredValue(ledger), line.GetValue(json)));
        return new Command("desk", "The support desk's day") { today };
    }

    /// <summary>Prints the calls of every field action.</summary>
    internal static int Run(PackagerServices services, string path, bool json)
    {
        if (!Ledger.Read(services.Files, path).TryGet(out var ledger, out var refusal))
            return Outcome.Refuse(services, refusal, json);
        using (ledger)
        {
            if (!new StatusQuery(ledger, services.Clock).Ask().TryGet(out var status, out refusal))
                return Outcome.Refuse(services, refusal, json);
            var answer = new TodayAnswer(ledger.Place, ledger.Rehearsal,
                [.. status.Campaigns.SelectMany(one => CallList.Of(one, status.Generated)).OrderBy(one => one.Later)
                    .ThenBy(one => one.Urgency)]);
            return Outcome.Done(services, answer, AnswerJson.Default.TodayAnswer, json, output => Print(answer, output));
        }
    }

    private static void Print(TodayAnswer answer, TextWriter output)
    {
        if (answer.Rehearsal)
            output.WriteLine("*** REHEARSAL ***");
        foreach (var (index, call) in answer.Calls.Index())
        {
            var urgency = call.Urgency.Word().ToUpperInvariant();
            var later = call.Later ? " (later)" : "";
            output.WriteLine(Printable.Line($"{index + 1}. {urgency}{later}  {call.Name}{call.Whom}: {call.Why}"));
            output.WriteLine(Printable.Line($"   {call.LastInWords}"));
        }

        output.WriteLine(answer.Calls.Count == 0 ? "Nobody has to be called." : $"{answer.Calls.Count} to call.");
    }
}

/// <summary>What <c>desk today --json</c> prints.</summary>
internal sealed record TodayAnswer(string Ledger, bool Rehearsal, IReadOnlyList<Call> Calls);
