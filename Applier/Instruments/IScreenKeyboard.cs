namespace PatchKit.Applier.Instruments;

/// <summary>A keyboard on the screen, for an instrument that has none of its own.</summary>
internal interface IScreenKeyboard
{
    /// <summary>Opens it beside the program; nothing happens where it cannot be opened.</summary>
    void Show();
}
