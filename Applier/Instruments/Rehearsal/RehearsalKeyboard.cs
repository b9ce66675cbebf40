namespace PatchKit.Applier.Instruments.Rehearsal;

/// <summary>The button is there as on an instrument; whoever rehearses has a keyboard before them.</summary>
internal sealed class RehearsalKeyboard : IScreenKeyboard
{
    /// <inheritdoc/>
    public void Show()
    {
    }
}
