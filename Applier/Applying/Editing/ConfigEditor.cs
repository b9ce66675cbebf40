using System.Text;
using PatchKit.Applier.Instruments;
using PatchKit.Shared.Bundles;

namespace PatchKit.Applier.Applying.Editing;

/// <summary>
/// Writes members into a configuration file: finds their places in its text and replaces these characters alone. Knows nothing of
/// <see cref="ConfigReader"/>, which reads them back by other parsers.
/// </summary>
internal static class ConfigEditor
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly Encoding[] Marked =
    [
        new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true),
        new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
    ];

    /// <summary>The file's bytes with the members set or removed.</summary>
    /// <param name="bytes">The file as it stands.</param>
    /// <param name="step">What to set.</param>
    /// <exception cref="InstrumentFault">The file is not what the step takes it for.</exception>
    public static byte[] Edit(byte[] bytes, EditConfigStep step)
    {
        var encoding = Marked.FirstOrDefault(one => bytes.AsSpan().StartsWith(one.Preamble));
        var mark = encoding?.Preamble.Length ?? 0;
        var body = bytes.AsSpan(mark);
        try
        {
            // Without a mark: UTF-8 where it is, else byte for byte, so that what is not touched stays whatever it means.
            var isUtf8 = encoding is null && IsUtf8(body);
            encoding ??= isUtf8 ? StrictUtf8 : Encoding.Latin1;
            var text = encoding.GetString(body);
            var ascii = mark == 0 && !(isUtf8 && text.Any(letter => !char.IsAscii(letter)));
            foreach (var edit in step.Edits)
                text = Edit(text, step, edit, ascii);
            return [.. bytes.AsSpan(0, mark), .. encoding.GetBytes(text)];
        }
        catch (DecoderFallbackException)
        {
            throw new InstrumentFault(step.Target.Text, "the file's text does not fit its byte-order mark");
        }
    }

    private static string Edit(string text, EditConfigStep step, ConfigEdit edit, bool ascii)
    {
        try
        {
            return step.Format switch
            {
                ConfigFormat.Ini when ascii && edit.Value?.All(char.IsAscii) is false => throw new FormatException(
                    "the file does not tell its encoding, so only plain letters can be written into it"),
                ConfigFormat.Ini => IniText.Set(text, ConfigPath.Ini(edit.At), edit.Value),
                ConfigFormat.Json => JsonText.Set(text, ConfigPath.Json(edit.At), edit),
                _ => XmlText.Set(text, ConfigPath.Xml(edit.At), edit.Value),
            };
        }
        catch (FormatException wrong)
        {
            throw new InstrumentFault($"{step.Target} {edit.At}", wrong.Message);
        }
    }

    private static bool IsUtf8(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetCharCount(bytes) >= 0;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    /// <summary>How the file ends its lines: as its first one does.</summary>
    public static string LineEnd(string text)
    {
        var at = text.IndexOfAny(['\r', '\n']);
        if (at < 0)
            return "\r\n";
        return text[at] == '\n' ? "\n" : text.AsSpan(at).StartsWith("\r\n") ? "\r\n" : "\r";
    }
}
