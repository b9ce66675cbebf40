using System.CommandLine;
using PatchKit.Packager.Host;
using PatchKit.Packager.Returns;
using PatchKit.Packager.Returns.Register;
using PatchKit.Shared;

namespace PatchKit.Packager.Commands;

/// <summary><c>customers …</c>: the register of customers and their instruments.</summary>
internal static class CustomersCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services) => new("customers", "Keep the register of customers and instruments")
    {
        Import(services),
        Rename(services),
        Erase(services),
    };

    private static Command Import(PackagerServices services)
    {
        var register = new Argument<string>("REGISTER")
        { Description = "A table with a line for each instrument (docs/formats/register.md)" };
        var ledger = CommonOptions.Ledger(services);
        var rehearsal = new Option<bool>("--rehearsal") { Description = "For a ledger that is made new: it is make-believe" };
        var json = CommonOptions.Json();
        var command = new Command("import", "Take customers and instruments into the register")
        { register, ledger, rehearsal, json };
        command.SetAction(line => Run(services, line.GetRequiredValue(register), line.GetRequiredValue(ledger),
            line.GetValue(rehearsal), line.GetValue(json)));
        return command;
    }

    /// <summary>Reads the register whole before the ledger is opened, or made.</summary>
    internal static int Run(PackagerServices services, string register, string path, bool rehearsal, bool json)
    {
        if (!BoundedFiles.Read(services, register, RegisterFile.Longest)
            .Then(bytes => RegisterFile.Read(bytes, register)).TryGet(out var rows, out var refusal)
            || !Open(services, path, rehearsal).TryGet(out var ledger, out refusal))
        {
            return Outcome.Refuse(services, refusal, json);
        }

        using (ledger)
        {
            if (!new RegisterImport(ledger, services.Clock).Enter(rows, register).TryGet(out var answer, out refusal))
                return Outcome.Refuse(services, refusal, json);
            return Outcome.Done(services, answer, AnswerJson.Default.RegisterAnswer, json, output =>
            {
                if (answer.Rehearsal)
                    output.WriteLine("*** REHEARSAL ***");
                output.WriteLine($"Customers: {answer.CustomersAdded} new, {answer.CustomersAltered} brought up to date.");
                output.WriteLine($"Instruments: {answer.InstrumentsAdded} new, {answer.InstrumentsAltered} brought up to date.");
                if (answer.NotInFile > 0)
                    output.WriteLine($"{answer.NotInFile} instrument(s) of the register are not in this file. They stay: " +
                        "'instrument scrapped' or 'moved' says what became of one.");
            });
        }
    }

    // The register comes before any stick, and with it the ledger.
    private static Result<Ledger> Open(PackagerServices services, string path, bool rehearsal) =>
        Ledger.Missing(services.Files, path) is { Code: RefusalCode.InputMissing }
            ? Ledger.OpenOrCreate(services.Files, path, rehearsal, services.Clock)
            : Ledger.Open(services.Files, path);

    private static Command Erase(PackagerServices services)
    {
        var id = new Argument<string>("ID") { Description = "The customer's id" };
        var command = new Command("erase", "Erase the names and numbers of a customer's people; figures and receipts stay")
        { id };
        return new DeskOptions(services).On(command, (desk, line) => desk.Erase(line.GetRequiredValue(id)));
    }

    private static Command Rename(PackagerServices services)
    {
        var id = new Argument<string>("ID") { Description = "The customer's id" };
        var name = new Argument<string>("NAME") { Description = "What it is called now" };
        return new DeskOptions(services).On(new Command("rename", "Call a customer otherwise") { id, name },
            (desk, line) => desk.Rename(line.GetRequiredValue(id), line.GetRequiredValue(name)));
    }
}
