using System.Text.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Receipts;

/// <summary>
/// The sentences of the notice's verification form that a person answers by yes or no. Its other rows are filled from receipts.
/// </summary>
public enum FormSentence
{
    /// <summary>The notice was received, read and understood.</summary>
    ReceivedAndUnderstood = 1,

    /// <summary>It was brought to the attention of all users concerned.</summary>
    UsersInformed,

    /// <summary>All phases are carried out separately in each boot mode of each instrument, and the person knows it.</summary>
    EachModeUnderstood,
}

/// <summary>The sentences' names in receipts and answers files, and their words: the same on a screen and on the form.</summary>
public static class FormSentences
{
    /// <summary>All of them, in the form's order.</summary>
    public static IReadOnlyList<FormSentence> All { get; } = Enum.GetValues<FormSentence>();

    /// <summary>The sentence's name in receipts and answers files: <c>received-and-understood</c>.</summary>
    public static string Id(this FormSentence sentence) => JsonNamingPolicy.KebabCaseLower.ConvertName(sentence.ToString());

    /// <summary>The sentence of this name; null when the form has none.</summary>
    public static FormSentence? Find(string id) => All.Where(one => one.Id() == id).Select(one => (FormSentence?)one)
        .FirstOrDefault();

    /// <summary>The sentence as a person reads it.</summary>
    /// <param name="sentence">Which.</param>
    /// <param name="campaign">The field action: its name in capitals is the notice's number.</param>
    /// <param name="modes">What a person calls the instrument's boot modes.</param>
    /// <param name="language">The language; English for one without texts.</param>
    public static string In(this FormSentence sentence, CampaignId campaign, IEnumerable<string> modes, string language) =>
        Sentence.Fill(ReceiptText.Texts.Get($"Form.{sentence}", language), campaign.Text.ToUpperInvariant(),
            string.Join(", ", modes));
}
