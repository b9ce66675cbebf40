using PatchKit.Shared;

namespace PatchKit.Packager.Keys;

/// <summary>
/// A person at a terminal: prompts go to the error stream, so that standard output stays clean for <c>--json</c>.
/// </summary>
internal interface IKeyboard
{
    /// <summary>Whether keys can be read one by one: false when the input is a pipe or a file.</summary>
    bool IsThere { get; }

    /// <summary>Shows a prompt.</summary>
    void Say(string text);

    /// <summary>Waits for one key and does not show it.</summary>
    ConsoleKeyInfo Read();
}

/// <summary>The terminal this program was started from.</summary>
internal sealed class TerminalKeyboard : IKeyboard
{
#pragma warning disable RS0030 // Behind the door.
    private static readonly PrintableWriter Error = new(Console.Error);
#pragma warning restore RS0030

    /// <inheritdoc/>
    public bool IsThere => !Console.IsInputRedirected;

    /// <inheritdoc/>
    public void Say(string text) => Error.Write(text);

    /// <inheritdoc/>
    public ConsoleKeyInfo Read() => Console.ReadKey(intercept: true);
}
