using System.Text.RegularExpressions;
using PatchKit.Applier.Commands;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Preflight;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Applier.Operators;

public class TextsTests
{
    public static TheoryData<string> Keys =>
    [
        .. Enum.GetNames<TextKey>(),
        .. Enum.GetNames<Stage>().SelectMany(stage => (string[])[$"Stage_{stage}", $"StageDone_{stage}"]),
        .. Enum.GetNames<Note>().Select(note => $"Note_{note}"),
        .. Enum.GetNames<CheckId>()
            .SelectMany(check => Enum.GetNames<FindingLevel>(), (check, part) => $"Check_{check}_{part}"),
        .. Enum.GetNames<StepOutcome>().Select(outcome => $"Outcome_{outcome}"),
        .. Enum.GetNames<Standing>().Select(standing => $"State_{standing}"),
        .. ReceiptDecline.Offered.Select(reason => $"Decline_{reason}"),
        "AlreadyRunning_Started",
        "Backup_Unreadable",
        "State_Undoing",
        "State_UndoneDiffers",
        "State_UndoneInPart",
        .. Enum.GetNames<Verdict>().Select(verdict => $"Verdict_{verdict}"),
    ];

    public static TheoryData<string> CommandKeys => [.. Enum.GetNames<CommandKey>()];

    [Theory, MemberData(nameof(Keys))]
    public void Every_text_stands_in_both_languages(string key) => InBoth(Texts.Sentences, key);

    [Theory, MemberData(nameof(CommandKeys))]
    public void Every_text_of_a_command_stands_in_both_languages(string key) => InBoth(CommandTexts.Sentences, key);

    private static void InBoth(LanguageTexts texts, string key)
    {
        var english = texts.Find(key, "en");
        var italian = texts.Find(key, "it");
        Assert.False(string.IsNullOrWhiteSpace(english), $"{key} in English");
        Assert.False(string.IsNullOrWhiteSpace(italian), $"{key} in Italian");
        Assert.Equal(Places(english), Places(italian));
        // It would make the letter behind it press a button.
        Assert.DoesNotContain('_', english + italian);
    }

    [Fact]
    public void No_text_is_left_over()
    {
        foreach (var (texts, keys) in new[] { (Texts.Sentences, Keys), (CommandTexts.Sentences, CommandKeys) })
        {
            var wanted = keys.Select(row => row.Data).Order().ToArray();
            Assert.All(LocalizedText.Languages, language => Assert.Equal(wanted, texts.Keys(language).Order()));
        }
    }

    [Theory]
    [InlineData("en", "The clock is behind (05-JAN-2026 08:00 UTC).")]
    [InlineData("it", "L'orologio è indietro (05-GEN-2026 08:00 UTC).")]
    public void A_finding_quotes_its_facts_and_does_without_missing_ones(string language, string expected)
    {
        var clock = new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);
        var finding = new Finding(CheckId.Clock, FindingLevel.Warn, "behind") { Facts = [clock] };
        Assert.Equal(expected, new Texts(language).Of(finding));
    }

    [Fact]
    public void A_refusal_by_a_check_says_what_the_check_says()
    {
        var busy = new Finding(CheckId.Idle, FindingLevel.Stop, "RTA runs") { Facts = ["process", "RTA", 15] };
        Assert.Equal("The instrument is busy: RTA. Wait until it is idle.", new Texts("en").Of(busy.Refusal).Cause);
        Assert.Equal(new Texts("it").Of(busy), new Texts("it").Of(busy.Refusal).Cause);
    }

    [Theory]
    [InlineData(20, "less than a minute left")]
    [InlineData(61, "about 2 min left")]
    public void The_time_left_is_in_whole_minutes(int seconds, string expected) =>
        Assert.Equal(expected, new Texts("en").TimeLeft(TimeSpan.FromSeconds(seconds)));

    private static IEnumerable<string> Places(string? text) =>
        Regex.Matches(text ?? "", @"\{\d\}").Select(match => match.Value).Distinct().Order();
}
