using System.CommandLine;
using System.Globalization;
using System.Text.Json.Serialization;
using PatchKit.Packager.Host;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Releases;
using PatchKit.Packager.Sticks;
using PatchKit.Shared;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Json;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Commands;

/// <summary>
/// <c>stick write ORDER… --to FOLDER…</c>: the sticks of many orders at once, or of a register's customers. What is large is
/// read once; each stick is read back to the last byte; one that fails stops no other. Run again, it goes on with those that are
/// not whole yet.
/// </summary>
internal static class StickWriteCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var orders = new Argument<string[]>("ORDER")
        {
            Description = "One order a stick: JSON files (docs/formats/order.md), all of one bundle. With --register one file " +
                "alone: what the orders have in common",
            Arity = ArgumentArity.OneOrMore,
        };
        var register = new Option<string?>("--register")
        {
            Description = "Make an order for each customer of a register (docs/formats/register.md)",
            HelpName = "REGISTER.csv",
        };
        var customers = new Option<string[]>("--customer")
        {
            Description = "Of the register these customers alone, in this order",
            HelpName = "ID",
            AllowMultipleArgumentsPerToken = true,
        };
        var to = new Option<string[]>("--to")
        {
            Description = "The sticks' roots, or empty folders, in the order of the orders or of the customers",
            HelpName = "FOLDER",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var empty = new Option<bool>("--empty")
        { Description = "Remove what is left of earlier sticks without asking, receipts aside" };
        var (options, json) = (new StickOptions(services), CommonOptions.Json());
        var command = new Command("write", "Sign deliveries and write many sticks at once")
        { orders, register, customers, to, empty, json };
        options.AddTo(command);
        command.SetAction(line => options.Alone(services, line, line.GetValue(json), () =>
        {
            var targets = line.GetRequiredValue(to);
            using var board = new StickBoard(services, line.GetValue(json));
            IReadOnlyList<StickId> names = [];
            bool Ask(string question) => options.Agreed(services, line, line.GetValue(json), question);
            var maker = options.Maker(services, line, Ask, question => line.GetValue(empty) || Ask(question),
                lanes => board.Watch(lanes, names));
            var (files, named) = (line.GetRequiredValue(orders), line.GetValue(customers) ?? []);
            var read = line.GetValue(register) is { } table
                ? Registered(options.Register(services, line, Ask), files, table, named)
                : Orders(maker, files, named);
            if (!read.Then(made => Paired(made, targets)).TryGet(out var wanted, out var refusal))
                return Outcome.Refuse(services, refusal, line.GetValue(json));
            StickOptions.TellForeign(services, targets);
            names = [.. wanted.Select(one => one.Order.Stick)];
            var made = maker.Make(wanted,
                use => board.Asking(() => options.Signer.Open(services, new TerminalKeyboard(), line, use)),
                line.GetValue(options.Applier));
            board.Dispose();
            return made.TryGet(out var outcomes, out var stopped)
                ? Tell(services, outcomes, maker.Proof, line.GetValue(json))
                : Outcome.Refuse(services, stopped, line.GetValue(json), next: StickOptions.Next(stopped));
        }));
        return command;
    }

    private static Result<IReadOnlyList<StickOrder>> Orders(StickMaker maker, string[] files, string[] customers)
    {
        if (customers.Length > 0)
            return new Refusal(RefusalCode.Usage, "--customer", "it chooses from a register: give --register too");
        var orders = new List<StickOrder>();
        foreach (var file in files)
        {
            if (!maker.Read(file).TryGet(out var order, out var refusal))
                return refusal;
            orders.Add(order);
        }

        return orders;
    }

    private static Result<IReadOnlyList<StickOrder>> Registered(RegisterOrders register, string[] files, string table,
        string[] customers) => files is [var common]
            ? register.Make(common, table, customers)
            : new Refusal(RefusalCode.Usage, "--register",
                $"{files.Length} files were given with it; it takes one, with what its orders have in common");

    private static Result<List<(StickOrder Order, string Output)>> Paired(IReadOnlyList<StickOrder> orders, string[] targets) =>
        orders.Count == targets.Length
            ? orders.Zip(targets).ToList()
            : new Refusal(RefusalCode.Usage, "--to",
                $"there are {orders.Count} orders ({string.Join(", ", orders.Select(one => one.Stick))}) and {targets.Length} " +
                "folders; each order has its own stick");

    private static int Tell(PackagerServices services, StickOutcome[] outcomes, CampaignProof? proof, bool json)
    {
        var answer = new StickWriteAnswer(outcomes.Count(one => one.Fault is null), outcomes.Count(one => one.Fault is not null),
            ProofAnswer.Of(proof), [.. outcomes.Select(Answer)]);
        Outcome.Done(services, answer, AnswerJson.Default.StickWriteAnswer, json, text => Print(services, outcomes, proof, text));
        return (int?)outcomes.FirstOrDefault(one => one.Fault is not null)?.Fault?.Code ?? ExitCodes.Done;
    }

    private static WrittenStickAnswer Answer(StickOutcome one) => new(
        one.Stick.Text,
        one.Output,
        one.Fault is not null ? WrittenState.Failed : one.WasThere ? WrittenState.There : WrittenState.Written,
        one.Contents?.Delivery.Customer.Name,
        one.Contents?.Files.Files.Length,
        one.Contents?.Files.Files.Sum(file => file.Length),
        one.Took?.TotalSeconds,
        one.WasSlow,
        one.ReadFrom,
        one.Contents?.Trusted.FirstExpiry,
        one.Fault is { } fault ? new(fault.Code, (int)fault.Code, fault.Place, fault.Reason) : null);

    private static void Print(PackagerServices services, StickOutcome[] outcomes, CampaignProof? proof, TextWriter text)
    {
        text.WriteLine($"proof    {ProofAnswer.Line(proof)}");
        foreach (var one in outcomes)
        {
            if (one.Fault is { } fault)
            {
                text.WriteLine($"FAILED   {one.Stick}, {one.Output}: {fault.Code} (exit code {(int)fault.Code})");
                var place = fault.Place.Length == 0 || fault.Place == one.Output ? "" : $"{fault.Place}: ";
                text.WriteLine($"           cause  {place}{fault.Reason}");
                text.WriteLine($"           next   {StickOptions.Next(fault) ?? Advice.For(fault.Code)}");
                continue;
            }

            var contents = one.Contents!;
            text.WriteLine($"{(one.WasThere ? "there    " : "written  ")}{one.Stick}, {one.Output}: for " +
                $"{contents.Delivery.Customer.Name}, usable until {contents.Trusted.FirstExpiry:yyyy-MM-dd}; " + (one.WasThere
                    ? "whole and entered before, nothing was written to it"
                    : string.Create(CultureInfo.InvariantCulture,
                        $"{contents.Files.Files.Length} files, {Megabytes(contents):0.0} MB in {one.Took?.TotalSeconds:0} s, ")
                        + StickOptions.Read(one.ReadFrom) + (one.WasSlow ? "; slower than the others" : "")));
        }

        var failed = outcomes.Count(one => one.Fault is not null);
        text.WriteLine(failed == 0
            ? $"{outcomes.Length} of {outcomes.Length} sticks are whole and entered in the ledger."
            : $"{outcomes.Length - failed} of {outcomes.Length} sticks are whole and entered in the ledger, {failed} not: run " +
                "the command again with other media in their place; it goes on with those.");
        if (failed > 0)
            services.Error.WriteLine($"  changed  {services.Changes.Sentence}");
    }

    private static double Megabytes(StickContents contents) => contents.Files.Files.Sum(file => file.Length) / 1e6;
}

/// <summary>What <c>stick write --json</c> prints.</summary>
/// <param name="Whole">How many sticks are whole and entered.</param>
/// <param name="Failed">How many are not.</param>
/// <param name="Proof">The proof of the bundle's campaign.</param>
/// <param name="Sticks">Each of them, in the order of the orders.</param>
internal sealed record StickWriteAnswer(int Whole, int Failed, ProofAnswer Proof,
    IReadOnlyList<WrittenStickAnswer> Sticks);

/// <summary>One stick of it.</summary>
internal sealed record WrittenStickAnswer(string Stick, string Folder, WrittenState State, string? Customer, int? Files,
    long? Bytes, double? Seconds, bool Slow, ReadSource? ReadFrom, DateTimeOffset? UsableUntil, StickFaultAnswer? Fault);

/// <summary>Why a stick failed.</summary>
internal sealed record StickFaultAnswer(RefusalCode Code, int ExitCode, string Place, string Reason);

/// <summary>What became of a stick.</summary>
[JsonConverter(typeof(StrictEnumConverter<WrittenState>))]
internal enum WrittenState
{
    /// <summary>Written, read back, entered.</summary>
    Written,

    /// <summary>An earlier run had made it whole.</summary>
    There,

    /// <summary>It is no stick.</summary>
    Failed,
}
