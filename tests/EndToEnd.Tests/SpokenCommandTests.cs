using PatchKit.Shared;
using PatchKit.Tests.Applier.Operators;
using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

/// <summary>The commands that support asks for on the telephone, in the language of who types them.</summary>
public sealed class SpokenCommandTests(Round round) : IDisposable
{
    private readonly Bench _bench = Bench.Of(round);

    private string Elsewhere => Path.Combine(_bench.Folder, "altrove");

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task On_an_instrument_without_a_past_every_command_speaks_Italian()
    {
        await Says(4, ["status"], "NON AGGIORNATO: Nulla è stato modificato sullo strumento.", "ancora scritto alcuna ricevuta");
        await Says(0, ["check"], "Nessun impedimento: l'aggiornamento può iniziare.");
        await Says(0, ["verify"], "La chiavetta è autentica: ", "  firmato da  ");
        await Says(0, ["diagnose"], "Il file zip contiene soltanto:", "Scritto: ");
        await Says(0, ["restore", "--list"], "Sul disco di questa modalità di avvio non c'è alcun backup.");
        await Says((int)RefusalCode.InputMissing, ["restore", "--in-place"], "Questo comando non ha modificato nulla.",
            "Codice per l'assistenza: ");
        await Says((int)RefusalCode.Usage, ["restore"], "Comando errato");
        await Says((int)RefusalCode.StickNotFound, ["verify", "--stick", Elsewhere], "Chiavetta non trovata");
        await Says((int)RefusalCode.AnswerMissing, ["apply"], "Nulla è stato modificato sullo strumento.");
        Spoken((await Built.Applier.Run("version", "--language", "it")).Ended(0), "applier ");
    }

    [Fact]
    public async Task After_an_update_every_command_speaks_Italian()
    {
        (await _bench.Apply()).Ended(0);
        await Says(4, ["status"], "AGGIORNATO SOLO IN PARTE: ", ", modalità Dx, pacchetto ", "Conservato: un backup, ",
            "Manca, o non risulta da questa chiavetta: ");
        await Says(0, ["restore", "--list"], "(il più recente)", " UTC  ");
        await Says(4, ["restore", "--in-place"], "Ripristino da ", "File più recenti mantenuti (",
            "'applier rollback' annulla tutto l'aggiornamento.");
        await Says(0, ["restore", "--in-place", "--overwrite-newer"], "I file sostituiti sono conservati: ");
        await Says(0, ["restore", "--take-back"], "L'ultimo ripristino è stato annullato.");
        await Says((int)RefusalCode.NothingToUndo, ["restore", "--take-back"], "Questo comando non ha modificato nulla.");
        await Says((int)RefusalCode.AnswerMissing, ["rollback"], "L'aggiornamento è installato");
    }

    [Fact]
    public async Task What_differs_on_a_stick_is_named_in_Italian()
    {
        File.Delete(Path.Combine(_bench.Stick, "START-HERE.it.txt"));
        Directory.CreateDirectory(Path.Combine(_bench.Stick, "applier"));
        File.WriteAllText(Path.Combine(_bench.Stick, "applier", "version.dll"), "di qualcuno");
        var ran = await Italian("verify");
        Assert.InRange(ran.ExitCode, 30, 49);
        Spoken(ran, "  mancante: START-HERE.it.txt", "  aggiunto: applier/version.dll");
    }

    [Fact]
    public async Task Without_a_word_on_it_a_command_speaks_the_language_of_the_last_session()
    {
        Answer("en", "it");
        (await _bench.Apply()).Ended(0);

        Spoken(await _bench.Applier("status"), "AGGIORNATO SOLO IN PARTE: ");
        Spoken(await _bench.Applier("restore", "--list"), "(il più recente)");
        Spoken(await _bench.Applier("verify", "--stick", Elsewhere), "Chiavetta non trovata");
        Spoken((await _bench.Applier("check", "--stick", Elsewhere)).Ended((int)RefusalCode.StickNotFound),
            "AGGIORNAMENTO NON AVVIATO");
        Spoken((await _bench.Applier("rollback")).Ended((int)RefusalCode.AnswerMissing), "L'aggiornamento è installato");
        Assert.Contains("HALF PATCHED: ", (await _bench.Applier("status", "--language", "en")).Output, StringComparison.Ordinal);

        // The other boot mode knows nothing of it.
        _bench.Boot("RUO");
        Assert.Contains("NOT PATCHED: ", (await _bench.Applier("status")).Ended(4).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_was_declined_counts_until_a_later_one_in_another_language()
    {
        Answer("en", "it");
        await _bench.Remember();
        Spoken(await _bench.Applier("status"), "NON AGGIORNATO: ");
        Answer("it", "en");
        (await _bench.Apply()).Ended(0);
        Assert.Contains("HALF PATCHED: ", (await _bench.Applier("status")).Output, StringComparison.Ordinal);
    }

    private async Task Says(int exitCode, string[] command, params string[] sentences) =>
        Spoken((await Italian(command[0], command[1..])).Ended(exitCode), sentences);

    private Task<Ran> Italian(string command, params string[] more) =>
        _bench.Applier(command, [.. more, "--language", "it"]);

    // What support wants to hear stays as it is, and so do folders and files.
    private void Spoken(Ran ran, params string[] sentences)
    {
        Assert.All(sentences, sentence => Assert.Contains(sentence, ran.All, StringComparison.Ordinal));
        Assert.All(
            ran.All.Split('\n').Select(line => line.Replace(_bench.Folder, "/", StringComparison.Ordinal))
                .Where(line => !line.Contains("er l'assistenza: (", StringComparison.Ordinal)
                    && line.Trim() is not [>= 'A' and <= 'Z', ':', '\\', ..]),
            line => Assert.Empty(EnglishWords.In(Plain(EnglishWords.WithoutNames(line))).Select(word => $"{word} in: {line}")));
    }

    private static string Plain(string line) => string.Join(' ', line.Split(' ').Where(word =>
        !word.Contains('/', StringComparison.Ordinal) && !word.EndsWith(".txt", StringComparison.Ordinal)));

    private void Answer(string before, string now) => File.WriteAllText(_bench.Answers,
        File.ReadAllText(_bench.Answers).Replace($"\"{before}\"", $"\"{now}\"", StringComparison.Ordinal));
}
