using PatchKit.Shared.Values;

namespace PatchKit.Applier.Operators.Wizard;

/// <summary>How the wizard is started.</summary>
internal sealed record WizardOptions
{
    /// <summary>Shown on the first screen, before anything is done: version, root fingerprint, rehearsal or not.</summary>
    public required Introduced Introduction { get; init; }

    /// <summary>Reads how the instrument stands, at any time and on any thread.</summary>
    public required Func<InstrumentState> State { get; init; }

    /// <summary>The language, when it is known; null asks for it.</summary>
    public string? Language { get; init; }

    /// <summary>The languages that are offered.</summary>
    public IReadOnlyList<string> Languages { get; init; } = LocalizedText.Languages;

    /// <summary>Driver and look.</summary>
    public required ConsoleChoice Console { get; init; }

    /// <summary>Opens a keyboard on the screen; null where the machine has none.</summary>
    public Action? Keyboard { get; init; }

    /// <summary>Tells when the terminal is gone; null where nobody looks.</summary>
    public TerminalWatch? Terminal { get; init; }

    /// <summary>Where the end is told once more after the screens have closed.</summary>
    public TextWriter Output { get; init; } = TextWriter.Null;

    /// <summary>For the time left.</summary>
    public required TimeProvider Time { get; init; }
}
