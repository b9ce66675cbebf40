using System.Text.RegularExpressions;

namespace PatchKit.Tests.EndToEnd;

/// <summary>
/// Sentences of guides, notices and START-HERE that were untrue once: each stands there as it is true now, in both languages,
/// beside the test that shows it. Whoever changes the sentence or the program meets the other here.
/// </summary>
public sealed partial class GuideSentencesTests
{
    private static readonly string[] Guide = ["docs/operator-guide.md", "docs/operator-guide.it.md"];
    private static readonly string[] Notice =
        ["campaigns/fsn2023-1338/notices/notice.en.md", "campaigns/fsn2023-1338/notices/notice.it.md"];
    private static readonly string[] StartHere = ["media-layout/START-HERE.en.txt", "media-layout/START-HERE.it.txt"];

    private static readonly (string[] Pages, string English, string Italian, string Shows)[] Sentences =
    [
        (Notice, "The program checks it; while the instrument is busy it does not begin.",
            "Il programma lo verifica; se lo strumento è occupato non inizia.",
            "WalkTests.What_is_in_the_way_is_given_up_with_a_receipt"),
        (StartHere, "Never stop a run for this: the program does not begin while the instrument is busy.",
            "Non interrompere una corsa in atto: il programma non inizia finché lo strumento è occupato.",
            "WalkTests.What_is_in_the_way_is_given_up_with_a_receipt"),
        (StartHere, "On an instrument with Windows 7 this program does not start: call the support desk.",
            "Su uno strumento con Windows 7 questo programma non si avvia: chiamare l'assistenza.",
            "StartHereTests.Start_here_says_in_six_points_what_to_do_and_whom_to_call"),
        (Guide, "Esc asks whether to stop.", "Esc chiede se interrompere.",
            "AsideTests.A_receipt_that_is_not_on_the_stick_is_asked_about_after_what_became_of_the_instrument"),
        (Guide, "During the update a stop finishes the step under way and then puts everything back.",
            "Durante l'aggiornamento viene terminato il passaggio in corso e poi tutto torna come prima.",
            "InterruptTests.Between_steps_everything_is_undone"),
        (Guide, "a report that the kiosk leaves there proves nothing and is shown, with the files that it did not let pass.",
            "il rapporto che il chiosco lascia non prova nulla e viene mostrato, con i file che non ha ammesso.",
            "KioskReportTests.What_it_did_not_let_pass_and_is_gone_is_named_and_the_stick_is_taken"),
        (Guide, "A step failed: call support. You stopped it yourself: start again when you like",
            "Un passaggio non è riuscito: chiamare l'assistenza. È stato interrotto da Lei: ricominciare quando si vuole",
            "WizardScreenTests.Whoever_stopped_it_may_start_again_and_whose_step_failed_calls_support"),
        (Guide, "not during the update: wait for its end.", "non durante l'aggiornamento: attenderne la fine.",
            "ConsoleProbeTests.Where_the_wizard_cannot_be_shown_plain_text_is_the_way"),
        (Guide, "When the receipt of every mode lies on the stick, it asks for the stick.",
            "Quando sulla chiavetta c'è la ricevuta di ogni modalità, chiede di restituire la chiavetta.",
            "WalkOnTests.Where_another_instrument_is_left_the_end_sends_the_stick_there_and_not_back"),
        (Guide, "No patient data, no sample name, no password.",
            "Nessun dato di pazienti, nessun nome di campione, nessuna password.",
            "PlantedNamesTests.A_name_in_one_place_is_heard_and_stays"),
        (Guide, "the update goes on without it; plug it in when the program asks, and press *Try again*",
            "l'aggiornamento continua senza; inserirla quando il programma la chiede e premere *Riprovare*",
            "OwnCopyTests.A_stick_that_disappears_during_the_plan_stops_nothing_and_gets_the_receipt_afterwards"),
        (Guide, "where a policy allows that not, it says that the stick has to stay in",
            "se un criterio non lo permette, avvisa che la chiavetta deve restare inserita",
            "OwnCopyTests.Where_no_copy_can_be_made_the_stick_has_to_stay_and_that_is_said"),
        (Guide, "(by its publisher), on the stick and in `C:\\ProgramData\\PatchKit\\program`",
            "(per editore), sulla chiavetta e in `C:\\ProgramData\\PatchKit\\program`",
            "PreflightChecksTests.A_policy_stops_the_plan_that_needs_what_it_forbids"),
    ];

    public static TheoryData<int> All => [.. Enumerable.Range(0, Sentences.Length)];

    [Theory, MemberData(nameof(All))]
    public void A_sentence_that_was_untrue_once_stands_in_both_languages_and_a_test_shows_it(int number)
    {
        var (pages, english, italian, shows) = Sentences[number];
        Assert.Contains(english, Text(pages[0]), StringComparison.Ordinal);
        Assert.Contains(italian, Text(pages[1]), StringComparison.Ordinal);
        var (type, test) = (shows.Split('.')[0], shows.Split('.')[1]);
        Assert.Single(Repository.Sources("tests").Select(File.ReadAllText), source =>
            source.Contains($"class {type}", StringComparison.Ordinal) && source.Contains($" {test}(", StringComparison.Ordinal));
    }

    // Without its line breaks.
    private static string Text(string page) =>
        Space().Replace(File.ReadAllText(Repository.Folder(page.Split('/'))), " ");

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
