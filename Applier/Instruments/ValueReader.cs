using System.IO.Abstractions;
using System.Text;
using System.Text.RegularExpressions;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;

namespace PatchKit.Applier.Instruments;

/// <summary>Reads a value that a campaign names: a serial number, a software version.</summary>
internal sealed class ValueReader(IFileSystem files, IInstrument instrument)
{
    private static readonly TimeSpan MatchLimit = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The value without what pads it (blanks, and the NULs of a field of fixed length), or null when it is absent, empty or
    /// cannot be read.
    /// </summary>
    public string? Read(ValueSource source)
    {
        try
        {
            var text = source switch
            {
                RegistrySource value => instrument.Registry.ReadBack(value.Key, value.Name, value.View)?.Text,
                FileSource file => ReadFile(file),
                ProductSource product => instrument.Products.Find(product.Name)?.Version,
                _ => throw new InvalidOperationException($"a source of no kind: {source.GetType()}"),
            };
            return Unpadded(text) is { Length: > 0 } plain ? plain : null;
        }
        catch (Exception fault) when (Fault.Is(fault) || fault is RegexParseException)
        {
            return null;
        }
    }

    private static string? Unpadded(string? text)
    {
        if (text is null)
            return null;
        var (first, end) = (0, text.Length);
        while (first < end && Pads(text[first]))
            first++;
        while (end > first && Pads(text[end - 1]))
            end--;
        return text[first..end];
    }

    private static bool Pads(char character) => char.IsWhiteSpace(character) || char.IsControl(character);

    private string? ReadFile(FileSource source)
    {
        var path = instrument.Places.OnHost(source.Path.Text);
        if (!files.File.Exists(path))
            return null;
        using var stream = files.FileStream.New(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (stream.Length > ProbeReader.MaxTextBytes)
            return null;
        var text = new StreamReader(stream, Encoding.UTF8).ReadToEnd();

        // RegexMatchTimeoutException is a TimeoutException: a pattern that runs away counts as unreadable.
        var match = Regex.Match(text, source.Pattern, RegexOptions.CultureInvariant | RegexOptions.Multiline, MatchLimit);
        return match is { Success: true, Groups.Count: > 1 } ? match.Groups[1].Value : null;
    }
}
