using System.Text;
using PatchKit.Packager.Keys;

namespace PatchKit.Tests.Packager.Keys;

/// <summary>A person who types what the test says.</summary>
internal sealed class ScriptedKeyboard(string keys) : IKeyboard
{
    private readonly StringBuilder _shown = new();
    private int _next;

    public bool IsThere { get; init; } = true;

    public string Shown => _shown.ToString();

    public void Say(string text) => _shown.Append(text);

    public ConsoleKeyInfo Read()
    {
        var c = keys[_next++];
        var key = c switch
        {
            '\n' => ConsoleKey.Enter,
            '\b' => ConsoleKey.Backspace,
            '\e' => ConsoleKey.Escape,
            _ => ConsoleKey.A,
        };
        return new ConsoleKeyInfo(c, key, shift: false, alt: false, control: false);
    }
}
