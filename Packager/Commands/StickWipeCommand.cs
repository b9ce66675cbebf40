using System.CommandLine;
using PatchKit.Packager.Host;
using PatchKit.Packager.Returns;
using PatchKit.Packager.Sticks;
using PatchKit.Shared;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Commands;

/// <summary>
/// <c>stick wipe FOLDER</c>: removes what this kit has put on a stick, when every receipt on it is in the ledger, and looks
/// whether all of it is gone.
/// </summary>
internal static class StickWipeCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var stick = new Argument<string>("STICK") { Description = "The stick's folder" };
        var (ledger, json) = (CommonOptions.Ledger(services), CommonOptions.Json());
        var yes = new Option<bool>("--yes") { Description = "Do not ask" };
        var command = new Command("wipe", "Empty a stick that came back, when the ledger has its receipts")
        { stick, ledger, yes, json };
        command.SetAction(line => Run(services, line.GetRequiredValue(stick), line.GetRequiredValue(ledger),
            question => line.GetValue(yes) || StickOptions.Asked(services, line.GetValue(json), question), line.GetValue(json)));
        return command;
    }

    /// <summary>Wipes it.</summary>
    internal static int Run(PackagerServices services, string stick, string ledgerFile, Func<string, bool> goOn, bool json)
    {
        var output = new StickOutput(services.Files, stick);
        if (output.WhyNotWiped() is { } unfit)
            return Outcome.Refuse(services, unfit, json);
        var receipts = output.Receipts();
        if (receipts.Count > 0)
        {
            if (!Ledger.Open(services.Files, ledgerFile).TryGet(out var ledger, out var refusal))
                return Outcome.Refuse(services, refusal, json);
            using (ledger)
            {
                if (Unknown(services, ledger, receipts) is { } unknown)
                    return Outcome.Refuse(services, unknown, json,
                        next: $"Take it into the ledger first: packager receive {stick}");
            }
        }

        if (!goOn($"Remove the stick in {stick}, with {receipts.Count} receipts that the ledger has?"))
            return Outcome.Refuse(services, new(RefusalCode.Declined, stick, "nobody agreed; --yes does"), json);
        services.Changes.Begin(stick);
        var emptied = Fault.Guard<int>(stick, () =>
        {
            output.Empty();
            return receipts.Count;
        });
        if (!emptied.TryGet(out var count, out var failed))
            return Outcome.Refuse(services, failed, json);
        return output.Remains() is { Count: > 0 } remains
            ? Outcome.Refuse(services,
                new(RefusalCode.AccessDenied, stick, $"still there after it was removed: {string.Join(", ", remains)}"), json)
            : Outcome.Done(services, new WipeAnswer(stick, count, [.. output.Foreign().Select(one => one.Name)]),
                AnswerJson.Default.WipeAnswer, json, text =>
                {
                    text.WriteLine($"{stick} is empty: looked at again, nothing of a stick is left.");
                    foreach (var other in output.Foreign())
                        text.WriteLine($"  not ours {other.Name}; it stays");
                });
    }

    // By its content, as the ledger has it: a receipt that was altered since is another one.
    private static Refusal? Unknown(PackagerServices services, Ledger ledger, IReadOnlyList<string> receipts)
    {
        if (!ledger.Ask<HashSet<string>>(() => ledger.Query<string>("SELECT digest FROM receipts").ToHashSet())
            .TryGet(out var known, out var refusal))
            return refusal;
        foreach (var path in receipts)
        {
            if (!BoundedFiles.Read(services, path, 64 << 20).TryGet(out var bytes, out refusal))
                return refusal;
            if (!known.Contains(Sha256Digest.Of(bytes).Hex))
                return new(RefusalCode.OutputExists, path, "the ledger does not have this receipt, and nobody else may have it");
        }

        return null;
    }
}

/// <summary>What <c>stick wipe --json</c> prints.</summary>
/// <param name="Folder">The stick's folder.</param>
/// <param name="Receipts">How many receipts were on it; the ledger has them.</param>
/// <param name="Others">What is none of ours and stays.</param>
internal sealed record WipeAnswer(string Folder, int Receipts, IReadOnlyList<string> Others);
