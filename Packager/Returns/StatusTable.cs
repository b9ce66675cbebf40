using PatchKit.Shared;
using Spectre.Console;

namespace PatchKit.Packager.Returns;

/// <summary>
/// The status for a terminal: instrument x mode x phase, then what asks for a person. Borders and states are plain ASCII.
/// </summary>
internal static class StatusTable
{
    private const int PlainWidth = 118;

    /// <summary>Prints the status; colour only when a person sits at a terminal.</summary>
    public static void Print(LedgerStatus status, TextWriter output, bool interactive)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = interactive ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = interactive ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(PrintableWriter.Behind(output)),
        });
        if (!interactive)
            console.Profile.Width = PlainWidth;

        if (status.Rehearsal)
            console.MarkupLine("[bold]*** REHEARSAL - make-believe instruments, nothing here counts ***[/]");
        if (status.Campaigns.IsEmpty)
            console.WriteLine("The ledger holds no delivery yet.");
        foreach (var campaign in status.Campaigns)
            Print(campaign, console);
        foreach (var line in status.Strays())
            console.WriteLine(Printable.Line(line));
        if (status.Rehearsal)
            console.MarkupLine("[bold]*** REHEARSAL ***[/]");
    }

    private static void Print(CampaignStatus campaign, IAnsiConsole console)
    {
        var phases = campaign.PhaseNames();
        var table = new Table { Border = TableBorder.Ascii, Title = new TableTitle(Safe($"Campaign {campaign.Campaign}")) };
        table.AddColumns(
            [.. ((string[])["Customer", "Instrument", "Mode", .. phases, "State"]).Select(name => new TableColumn(Safe(name)))]);
        foreach (var customer in campaign.Customers)
        {
            foreach (var instrument in customer.Instruments)
            {
                foreach (var mode in instrument.Modes)
                    table.AddRow([.. Row(customer, instrument, mode, phases)]);
            }
        }

        console.Write(table);
        foreach (var line in campaign.Remarks())
            console.WriteLine(Printable.Line(line));
        console.WriteLine(campaign.Sentence());
    }

    private static IEnumerable<string> Row(CustomerStatus customer, InstrumentStatus instrument, ModeStatus mode,
        IReadOnlyList<string> phases)
    {
        var first = mode.Mode == instrument.Modes[0].Mode;
        yield return first ? Safe(customer.Name) : "";
        yield return first ? Safe($"{instrument.ProductName} {instrument.Serial}") : "";
        yield return Safe(mode.Mode.Text);
        foreach (var phase in phases)
            yield return mode.Phases.FirstOrDefault(one => one.Phase == phase) is { } known ? Word(known.State) : "-";
        yield return Word(mode.State);
    }

    private static string Word(ModeState state) => state switch
    {
        ModeState.Done => $"[green]{state.Word()}[/]",
        ModeState.Outstanding or ModeState.Refused or ModeState.Declined or ModeState.NotAffected =>
            $"[yellow]{state.Word()}[/]",
        _ => $"[red]{state.Word().ToUpperInvariant()}[/]",
    };

    // Names and reasons come from files, and the table writes past the door that cleans all else.
    private static string Safe(string text) => Markup.Escape(Printable.Line(text));
}
