using System.Text.RegularExpressions;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Applier.Commands;
using PatchKit.Applier.Operators;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;

namespace PatchKit.Tests.Applier.Operators;

/// <summary>The Italian of the notice, as a technician reads it: no English word, and none of the words that misled.</summary>
[Collection(nameof(HeadlessWizard))]
public class ItalianTests
{
    private static readonly LanguageTexts[] All =
        [Texts.Sentences, CommandTexts.Sentences, RefusalText.Texts, ReceiptText.Texts, RestoreSheet.Texts];

    /// <summary>What was written once, what a native reads in it, and so what is written instead.</summary>
    public static TheoryData<string, string> Pairs => new()
    {
        { @"\bpass[oi]\b", "passaggio: the notice's word" },
        { @"copia di sicurezza", "backup: the notice's word; copia is the copy service" },
        { @"\bapplicat[oaie]\b|\bapplicare\b|Applicazione dell'agg", "installare: the notice's word" },
        { @"collegare alla rete", "presa di corrente: the network is to be unplugged" },
        { @"\bin corso di lavoro\b|Lavoro in corso", "operazione in corso: not a road sign" },
        { @"Non serve nulla", "non è necessaria alcuna azione: it's no use" },
        { @"\b(Faccia|Faccia controllare|Chiami|Riavvii|Attenda)\b", "one form of address: the infinitive" },
        { @"firewall.*\bacceso\b|\baccendere il firewall\b", "attivare: the notice's word" },
        { @"\bè finit[oa]\b", "completato: done for" },
        { @"Impronta della chiave di fiducia|altra radice", "impronta di verifica: nobody knows a root" },
        { @"\bprocess\b|\buser\b", "processo, utente" },
    };

    [Theory, MemberData(nameof(Pairs))]
    public void No_text_uses_a_word_that_misled(string word, string instead) => Assert.All(
        All.SelectMany(texts => texts.Keys("it").Select(key => (Key: key, Text: texts.Get(key, "it")))),
        one => Assert.False(Regex.IsMatch(one.Text, word), $"{one.Key}: {one.Text} ({instead})"));

    [Fact]
    public void No_text_has_an_English_word() => Assert.All(
        All.SelectMany(texts => texts.Keys("it").Select(key => $"{key}: {texts.Get(key, "it")}")),
        text => Assert.Empty(EnglishWords.In(text[(text.IndexOf(": ", StringComparison.Ordinal) + 2)..])
            .Where(word => word != "IT").Select(word => $"{word} in {text}")));

    [Fact]
    public void No_screen_has_an_English_word()
    {
        using var wizard = new HeadlessWizard(new ScriptedSession().Run, "it");
        WizardTests.GoToTheEnd(wizard);
        Assert.All(
            wizard.Seen.SelectMany(screen => screen.Split('\n')).Distinct()
                // What support wants to hear, and what is chosen where there is no language yet.
                .Where(line => !line.Contains("Per l'assistenza:", StringComparison.Ordinal))
                .Select(EnglishWords.WithoutNames),
            line => Assert.Empty(EnglishWords.In(line).Select(word => $"{word} in: {line}")));
    }

    // Ends, what lies beside the way, plain text: the program's present screens, as other tests hold them.
    [Fact]
    public void No_stored_screen_has_an_English_word()
    {
        var screens = new[] { "it", "it-120x40" }
            .SelectMany(folder => Directory.GetFiles(DocPage.At("tests", "Applier.Tests", "Operators", "screens", folder)))
            // Where there is no language yet.
            .Where(file => Path.GetFileName(file) != "01-language.txt").ToList();
        Assert.InRange(screens.Count, 40, 1000);
        Assert.All(screens, file => Assert.All(Read(File.ReadLines(file)),
            line => Assert.Empty(EnglishWords.In(line).Select(word => $"{word} in {file}: {line}"))));
    }

    // Without what support wants to hear, to the end of its paragraph.
    private static IEnumerable<string> Read(IEnumerable<string> lines)
    {
        var support = false;
        foreach (var line in lines)
        {
            support = (support || line.Contains("Per l'assistenza:", StringComparison.Ordinal)) && line.Any(char.IsLetter);
            if (!support)
                yield return EnglishWords.WithoutNames(line);
        }
    }
}
