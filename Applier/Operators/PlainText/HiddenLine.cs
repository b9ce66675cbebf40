using System.Text;

namespace PatchKit.Applier.Operators.PlainText;

/// <summary>Reads a line from the console without showing it.</summary>
internal static class HiddenLine
{
    /// <summary>The line, or null when the person pressed Esc.</summary>
    public static string? Read(CancellationToken cancel)
    {
        var line = new StringBuilder();
        while (!cancel.IsCancellationRequested)
        {
            var key = Console.ReadKey(intercept: true);
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    return line.ToString();
                case ConsoleKey.Escape:
                    return null;
                case ConsoleKey.Backspace:
                    line.Length = Math.Max(0, line.Length - 1);
                    break;
                default:
                    if (!char.IsControl(key.KeyChar))
                        line.Append(key.KeyChar);
                    break;
            }
        }

        return null;
    }
}
