using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using PatchKit.Packager.Returns;
using PatchKit.Packager.Returns.Forms;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Sticks;

/// <summary>
/// The signed list for people, made from it and from nothing else: a table for a spreadsheet, a page for paper, and the lines of
/// <c>sha256sum</c>. They are listed like every other file; the last one vouches for the two before it.
/// </summary>
internal static class ListCompanions
{
    private static readonly string[] Heads = ["path", "kind", "bytes", "sha256", "signer"];

    /// <summary>Makes them.</summary>
    /// <param name="delivery">For whom the stick is, and in which language.</param>
    /// <param name="files">Every other file of the signed list, in order.</param>
    public static IReadOnlyList<(MediaPath Place, byte[] Bytes)> Of(Delivery delivery, ImmutableArray<ListedFile> files)
    {
        var table = Encoding.UTF8.GetBytes(Table(files));
        var page = FormHtml.Of(Page(delivery, files));
        var lines = FileList.Lines(files.Select(file => (file.Path.Text, file.Sha256))
            .Append((StickLayout.FileTable.Text, Sha256Digest.Of(table)))
            .Append((StickLayout.FilePage.Text, Sha256Digest.Of(page)))
            .OrderBy(one => one.Item1, StringComparer.Ordinal));
        return
        [
            (StickLayout.FileTable, table), (StickLayout.FilePage, page), (StickLayout.FileList, Encoding.ASCII.GetBytes(lines)),
        ];
    }

    private static string Table(ImmutableArray<ListedFile> files) => CsvExport.Text(files.Select(file => (string[])
    [
        file.Path.Text, file.Kind.ToString(), file.Length.ToString(CultureInfo.InvariantCulture), file.Sha256.Hex,
        file.Signer ?? "",
    ]).Prepend(Heads));

    private static FormDocument Page(Delivery delivery, ImmutableArray<ListedFile> files)
    {
        var language = StickLetter.LanguagesOf(delivery)[0];
        string Say(string key, params object[] values) => StickLetter.Say(language, key, values);
        return new(Say("List.Title", delivery.Stick), language, "",
        [
            new FormLine(Say("List.About", delivery.Stick, delivery.Customer.Name, files.Length)),
            new FormLine(Say("List.Check")),
            new FormLine(Say("List.Signer")),
            new FormTable([Say("List.File"), Say("List.Bytes"), "SHA-256", Say("List.SignedBy")], [3, 0.9, 4, 1.3],
            [
                .. files.Select(file => (ImmutableArray<string>)
                [
                    file.Path.Text, file.Length.ToString(CultureInfo.InvariantCulture), file.Sha256.Hex, file.Signer ?? "",
                ]),
            ]),
        ]);
    }
}
