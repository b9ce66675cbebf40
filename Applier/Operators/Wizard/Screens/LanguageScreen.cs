namespace PatchKit.Applier.Operators.Wizard.Screens;

/// <summary>Asks for the language, in every language.</summary>
internal sealed class LanguageScreen : Screen
{
    /// <summary>Makes the screen.</summary>
    public LanguageScreen(Texts texts, IEnumerable<string> languages, Action<string> chosen)
        : base(texts)
    {
        Row = 2;
        foreach (var language in languages)
        {
            var own = new Texts(language);
            Line(own[TextKey.LanguageChoose]);
            var button = new BigButton($"_{own.Format.LanguageName}", () => chosen(language)) { X = 0, Y = Row };
            button.Width = 24;
            Add(button);
            First ??= button;
            Row += 4;
        }
    }

    /// <inheritdoc/>
    public override Rail Rail => Rail.None;
}
