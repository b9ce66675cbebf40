using System.Globalization;
using System.IO.Abstractions;
using System.Text;
using System.Text.RegularExpressions;
using PatchKit.Shared;
using PatchKit.Shared.Disks;

namespace PatchKit.Packager.Returns.Page;

/// <summary>The report that a new one replaces.</summary>
/// <param name="Made">When it was made, as its head says; null when there is none of this kit.</param>
internal sealed partial record PreviousReport(DateTimeOffset? Made)
{
    private const int LongestHead = 4096;
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>The line of the head that says when the report was made.</summary>
    public static string Mark(DateTimeOffset generated) =>
        $"<meta name=\"patchkit-report\" content=\"{LedgerText.Of(generated)}\">";

    /// <summary>Looks at the file that is to be replaced; a refusal when it cannot be read.</summary>
    public static Result<PreviousReport> Of(IFileSystem files, string path) => Fault.Guard<PreviousReport>(path, () =>
    {
        // A device or a pipe has nothing to compare with, and would wait to be written to.
        if (!files.File.Exists(path) || PlainFile.FaultOf(files, path) is not null)
            return new PreviousReport(Made: null);
        using var stream = files.File.OpenRead(path);
        var bytes = new byte[LongestHead];
        var head = Encoding.UTF8.GetString(bytes, 0, stream.ReadAtLeast(bytes, LongestHead, throwOnEndOfStream: false));
        var made = Written().Match(head);
        return new PreviousReport(made.Success && DateTimeOffset.TryParseExact(made.Groups[1].Value, Format,
            CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null);
    }, what: "the last report cannot be read, to say what has changed since");

    [GeneratedRegex("""<meta name="patchkit-report" content="([^"]+)">""")]
    private static partial Regex Written();
}
