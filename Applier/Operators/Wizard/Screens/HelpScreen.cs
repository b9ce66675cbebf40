using PatchKit.Shared.Media;
using Terminal.Gui.ViewBase;

namespace PatchKit.Applier.Operators.Wizard.Screens;

/// <summary>What a person can do at any screen: read on, call somebody, say no, say that something is wrong.</summary>
/// <param name="Back">Back to the screen.</param>
/// <param name="Suspect">Tampering is suspected.</param>
/// <param name="Adverse">Somebody may have come to harm.</param>
/// <param name="NotNow">The update is not wanted; null once it has begun.</param>
/// <param name="Keyboard">Opens a keyboard on the screen; null where there is none.</param>
internal sealed record HelpWays(Action Back, Action Suspect, Action Adverse, Action? NotNow, Action? Keyboard);

/// <summary>Help, by F1 or by the button at the top of every screen.</summary>
internal sealed class HelpScreen : Screen
{
    // Above the line in which dangerous buttons lie.
    private const int UpperRow = DangerousRow + 3;

    /// <summary>Makes the screen.</summary>
    public HelpScreen(Texts texts, TextKey help, Rail rail, ReturnAddress? support, HelpWays ways)
        : base(texts)
    {
        Rail = rail;
        Heading(texts[TextKey.HelpTitle]);
        Paragraph(texts[help]);
        Row++;
        Paragraph(support is null ? texts[TextKey.HelpLetter] : texts.Of(support));
        var back = At(Numbered(texts[TextKey.HelpBack], ways.Back), null, 3);
        var suspect = At(Numbered(texts[TextKey.SuspectTitle], ways.Suspect), null, UpperRow);
        At(Numbered(texts[TextKey.AdverseTitle], ways.Adverse), suspect, UpperRow);
        View last = back;
        if (ways.NotNow is { } notNow)
            last = At(Numbered(texts[TextKey.NotNow], notNow), last, 3);
        if (ways.Keyboard is { } keyboard)
            At(Numbered(texts[TextKey.Keyboard], keyboard), last, 3);
    }

    /// <inheritdoc/>
    public override Rail Rail { get; }

    /// <inheritdoc/>
    public override bool IsAside => true;

    private static BigButton At(BigButton button, View? left, int row)
    {
        (button.X, button.Y) = (left is null ? 0 : Pos.Right(left) + 3, Pos.AnchorEnd(row));
        return button;
    }
}
