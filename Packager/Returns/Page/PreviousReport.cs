using System.Globalization;
using System.IO.Abstractions;
using System.Text;
using System.Text.RegularExpressions;
using PatchKit.Shared;

namespace PatchKit.Packager.Returns.Page;

/// <summary>The report that a new one replaces: when it was made stands in its head.</summary>
internal static partial class PreviousReport
{
    private const int LongestHead = 4096;
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>The line of the head that says when the report was made.</summary>
    public static string Mark(DateTimeOffset generated) =>
        $"<meta name=\"patchkit-report\" content=\"{LedgerText.Of(generated)}\">";

    /// <summary>When the report in a file was made; null when there is none, or none of this kit.</summary>
    public static DateTimeOffset? TimeOf(IFileSystem files, string path)
    {
        if (!Fault.Guard<string>(path, () => Head(files, path)).TryGet(out var head, out _))
            return null;
        var made = Made().Match(head);
        return made.Success && DateTimeOffset.TryParseExact(made.Groups[1].Value, Format, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;
    }

    private static string Head(IFileSystem files, string path)
    {
        if (!files.File.Exists(path))
            return "";
        using var stream = files.File.OpenRead(path);
        var bytes = new byte[LongestHead];
        return Encoding.UTF8.GetString(bytes, 0, stream.ReadAtLeast(bytes, LongestHead, throwOnEndOfStream: false));
    }

    [GeneratedRegex("""<meta name="patchkit-report" content="([^"]+)">""")]
    private static partial Regex Made();
}
