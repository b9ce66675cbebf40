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
            var button = Numbered(own.Format.LanguageName, () => chosen(language));
            (button.X, button.Y, button.Width) = (0, Row, 24);
            Row += 4;
        }
    }

    /// <inheritdoc/>
    public override Rail Rail => Rail.None;
}
