using System.CommandLine;
using PatchKit.Applier.Sessions;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Commands;

/// <summary>
/// The language that the program speaks to a person: one option of every command, and what is known of the person without it.
/// </summary>
internal sealed class LanguageOption
{
    private string? _known;

    /// <summary>Makes the option. It takes any language, by its form: what that is worth the stick's campaign says.</summary>
    public LanguageOption() => Option.Validators.Add(result =>
    {
        if (result.Tokens is [var token, ..] && !LocalizedText.IsLanguage(token.Value))
            result.AddError($"'{token.Value}' is no language: {LocalizedText.LanguageRule}");
    });

    /// <summary>The option, which belongs to the program: each of its commands takes it.</summary>
    public Option<string?> Option { get; } = new("--language")
    {
        Description = $"The language of what a person reads: {string.Join(", ", LocalizedText.Languages)}, or any other of the "
            + "campaign. Without it the one that was spoken last in this boot mode, or else English; the wizard and plain text "
            + "ask, and an answers file says it.",
        HelpName = "LANGUAGE",
        Recursive = true,
    };

    /// <summary>What the command line says; null where it says nothing, or nothing that can be understood.</summary>
    public string? Given(ParseResult line) => line.Errors.Count > 0 ? null : line.GetValue(Option);

    /// <summary>The language to speak.</summary>
    /// <param name="line">The command line.</param>
    /// <param name="host">The instrument, once it is open: its records tell in which language somebody was at work last.</param>
    public string Of(ParseResult line, SessionHost? host = null) =>
        _known = Given(line) ?? (host is null ? _known : LastLanguage.Of(host)) ?? LocalizedText.English;

    /// <summary>The texts of that language.</summary>
    public CommandTexts Texts(ParseResult line, SessionHost? host = null) => new(Of(line, host));
}
