using System.Text;
using PatchKit.Shared;

namespace PatchKit.Packager.Host;

/// <summary>
/// Every letter of a customer's name on a Windows console, and in what is redirected from it: Windows gives a program an old code
/// page there, which turns what it lacks into other letters without a word. UTF-8 instead, as the .NET SDK does; the console is
/// as it was afterwards.
/// </summary>
internal sealed class ConsoleLetters : IDisposable
{
    private readonly Encoding? _before;

    private ConsoleLetters(Encoding? before) => _before = before;

    /// <summary>Lets all letters through, until it is disposed. Before anybody has taken standard output.</summary>
    public static ConsoleLetters All()
    {
        if (!OperatingSystem.IsWindows())
            return new(null);
        var before = Console.OutputEncoding;
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new(Fault.Try(() => Console.OutputEncoding = utf8) ? before : null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_before is not null)
            Fault.Try(() => Console.OutputEncoding = _before);
    }
}
