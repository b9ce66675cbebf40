using System.Globalization;
using System.Reflection;
using System.Text;
using PatchKit.Packager.Returns.Forms;
using PatchKit.Packager.Returns.Judgement;
using PatchKit.Packager.Returns.Page;
using PatchKit.Shared;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns;

/// <summary>
/// What is handed to a regulator when a field action is closed: figures, contacts, all evidence, and the second implementation
/// that works the figures out of it. Format: docs/formats/ledger.md, "The pack".
/// </summary>
internal static class CampaignPack
{
    /// <summary>The list of all files with their SHA-256, as <c>sha256sum -c</c> reads it. It is what is signed.</summary>
    public const string List = "FILES.sha256";

    /// <summary>The list in a DSSE envelope.</summary>
    public const string SignedList = "FILES.dsse.json";

    /// <summary>What the envelope holds.</summary>
    public const string ListType = "application/vnd.patchkit.files+text";

    /// <summary>Every file but the list, by its name in the pack; within <see cref="Ledger.Ask{T}"/>.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="status">The status of the one field action.</param>
    /// <param name="evidence">The evidence behind it.</param>
    /// <param name="figures">The status as <c>report --json</c> prints it.</param>
    public static Result<IReadOnlyList<(string Name, byte[] Bytes)>> Files(
        Ledger ledger, LedgerStatus status, Evidence evidence, byte[] figures) =>
        FormFiles.Of(ledger, status).Then<IReadOnlyList<(string Name, byte[] Bytes)>>(forms => new List<(string, byte[])>(
        [
            .. LedgerExport.Files(ledger).Select(one => ($"evidence/{one.Name}", one.Bytes)),
            ("evidence/figures.json", figures),
            ("evidence/recount.py", Recount()),
            .. forms.Files.Select(one => ($"forms/{one.Path.Replace(Path.DirectorySeparatorChar, '/')}", one.Bytes)),
            ("report.html", Encoding.UTF8.GetBytes(ReportPage.Of(ReportMatter.Of(status, evidence, since: null)))),
            ("report.csv", Table(CsvExport.Of(status))),
            ("contacts.csv", Table(CsvExport.Contacts(status))),
            ("READ-ME.txt", Encoding.UTF8.GetBytes(ReadMe(status, forms.Unmade))),
        ]));

    /// <summary>The list of files.</summary>
    public static byte[] ListOf(IEnumerable<(string Name, byte[] Bytes)> files) => Encoding.UTF8.GetBytes(string.Concat(
        files.OrderBy(one => one.Name, StringComparer.Ordinal).Select(one => $"{Sha256Digest.Of(one.Bytes).Hex}  {one.Name}\n")));

    // Excel takes a table without byte order mark for one in an old code page.
    private static byte[] Table(string text) => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Recount()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("recount.py")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static string ReadMe(LedgerStatus status, IReadOnlyList<string> unmade)
    {
        var campaign = status.Campaigns[0];
        var rehearsal = status.Rehearsal ? "*** REHEARSAL: make-believe instruments, nothing here counts ***\n\n" : "";
        var closed = campaign.Closed;
        return string.Create(CultureInfo.InvariantCulture, $"""
            {rehearsal}Field action {campaign.Campaign}, closed {closed?.At:yyyy-MM-dd HH:mm} UTC by {closed?.By}: {closed?.Note}
            {campaign.Sentence()}

            report.html, report.csv    where every instrument stands, and why
            contacts.csv               every letter, call and visit, and what came of it
            forms/                     the customers' verification forms and the instruments' return-to-service records
            evidence/log.txt           everything that was entered at the desk, each entry with the hash of the one before
            evidence/receipts/         every receipt as it came from an instrument, named by its SHA-256
            evidence/quarantine/       files that were given as receipts and were none
            evidence/people.jsonl      the names that stand in the log as salted hashes
            evidence/figures.json      the figures, as the program works them out
            evidence/recount.py        the same figures by another program, from these files alone:
                                       python3 evidence/recount.py evidence
            root/                      the chain of roots that the sticks were signed under
            {List}               SHA-256 of every file here: sha256sum -c {List}
            {SignedList}            that list in a DSSE envelope, signed with the support desk's key
            Head of the log: {status.Head.Number} {status.Head.Hash.Hex}
            {string.Concat(unmade.Select(one => $"NOT WRITTEN: {one}\n"))}
            """).ReplaceLineEndings("\r\n");
    }
}
