using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

/// <summary>The real wizard in a real terminal, in Italian, and what becomes of it when its window is closed.</summary>
public sealed class WindowTests(Round round) : IDisposable
{
    private readonly Bench _bench = Bench.Of(round);

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_window_that_is_closed_ends_the_program_at_the_first_screen(bool hangUpIgnored)
    {
        await using var window = await Open(hangUpIgnored);
        await window.Until("Scegliere la lingua");
        await window.Close();
        Assert.Empty(_bench.Receipts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_window_that_is_closed_before_the_first_change_changes_nothing(bool hangUpIgnored)
    {
        var before = Tree.Of(_bench.Instrument);
        await using var window = await Open(hangUpIgnored);
        await ToThePerson(window);
        await window.Close();
        Assert.Equal(before, Tree.Of(_bench.Instrument));
    }

    [Fact]
    public async Task From_the_first_key_to_the_receipt_with_the_window_closed_once_in_the_middle()
    {
        // The mode in which a step is done by hand: the program waits in the middle of its changes.
        _bench.Boot("RUO");
        var before = Tree.Of(_bench.Instrument);
        await using (var first = await Open(hangUpIgnored: false))
        {
            await ToThePerson(first);
            await ToTheStepByHand(first);
            await first.Close();
        }

        Assert.Equal(before, Tree.Of(_bench.Instrument));
        Assert.Equal(["undone"], _bench.Told().Select(receipt => (string?)receipt["verdict"]));

        await using var window = await Open(hangUpIgnored: false);
        await ToThePerson(window, asked: false);
        await ToTheStepByHand(window);
        await window.Press("Operazione manuale", "1");
        await window.Press("AGGIORNAMENTO ESEGUITO", "1");
        var left = await window.Until("*** AGGIORNAMENTO ESEGUITO ***");
        Assert.Contains("Codice per l'assistenza", left, StringComparison.Ordinal);
        var receipts = _bench.Told();
        Assert.Equal(["undone", "applied"], receipts.Select(receipt => (string?)receipt["verdict"]));
        Assert.All(receipts, receipt => Assert.Equal("Anna Rossi", (string?)receipt["operator"]!["name"]));
        Assert.Equal("Carlo Verdi", (string?)receipts[1]["localIt"]!["name"]);
        Assert.Equal([true, false, true], receipts[0]["attestations"]!.AsArray().Select(one => (bool)one!["agreed"]!));
    }

    private Task<Tmux> Open(bool hangUpIgnored) =>
        Tmux.Open(80, 25, hangUpIgnored, [.. Built.Applier.Program(), .. _bench.Arguments("apply", [])]);

    // Language, fingerprint, from whom it is, who stands there; the second time the stick knows the name, and asks only what was
    // not attested.
    private static async Task ToThePerson(Tmux window, bool asked = true)
    {
        await window.Press("Scegliere la lingua", "2");
        await window.Press("Impronta", "1");
        await window.Press("da chi proviene", "1");
        await window.Until("Chi è presente");
        if (asked)
        {
            await window.Type("Anna Rossi");
            await window.Press("Anna Rossi", "Enter");
            await window.Type("Tecnico");
            await window.Press("Tecnico", "Enter", "Tab", "Space", "Tab", "Tab", "Tab", "Space", "Tab", "Space");
        }
        else
        {
            Assert.Contains("[Anna Rossi", await window.Screen(), StringComparison.Ordinal);
            await window.Press("Chi è presente", "Tab", "Tab", "Tab", "Tab", "Tab", "Space");
        }
    }

    private static async Task ToTheStepByHand(Tmux window)
    {
        await window.Press("Chi è presente", "M-1");
        await window.Until("Avvisare prima il reparto informatico");
        await window.Type("Carlo Verdi");
        await window.Press("Carlo Verdi", "M-1");
        await window.Until("Ultimi 3 caratteri");
        await window.Type("503");
        await window.Press("[503", "M-1");
        await window.Press("Dove salvare il backup?", "1");
        await window.Until("Operazione manuale");
    }
}
