using PatchKit.Applier.Operators.Printing;

namespace PatchKit.Applier.Operators.Wizard.Screens;

/// <summary>What the program is, and the fingerprint of the key that it trusts, to be compared with the letter.</summary>
internal sealed class WelcomeScreen : Screen
{
    // Four groups a line: short enough to compare aloud.
    private const int GroupsInLine = 5;

    /// <summary>Makes the screen.</summary>
    public WelcomeScreen(Texts texts, Introduced introduction, Action same, Action differs)
        : base(texts)
    {
        Heading(texts[TextKey.WelcomeTitle]);
        Paragraph(texts[TextKey.WelcomeText]);
        if (!introduction.State.GoesOn)
            Line(texts[TextKey.WelcomePromise]);
        if (introduction.State.Standing != Standing.Untouched || introduction.State.GoesOn)
            Paragraph(texts.Of(introduction.State));
        foreach (var note in StateNotes.Of(introduction.State, texts))
            Paragraph(note);
        Row++;
        Line(texts[TextKey.ProgramVersion, introduction.Version]);
        Line(texts[TextKey.Fingerprint]);
        var name = introduction.RootFingerprint.LastIndexOf(": ", StringComparison.Ordinal) is >= 0 and var colon ? colon + 2 : 0;
        if (name > 0)
            Line($"      {introduction.RootFingerprint[..name]}");
        foreach (var groups in introduction.RootFingerprint[name..].Split(' ').Chunk(GroupsInLine))
            Line($"      {string.Join(' ', groups)}");
        Row++;
        Paragraph(texts[TextKey.FingerprintCompare]);
        Buttons(new(texts[TextKey.FingerprintSame], same), new(texts[TextKey.FingerprintDiffers], differs, PressKind.Asks));
    }

    /// <inheritdoc/>
    public override Rail Rail => Rail.None;
}
