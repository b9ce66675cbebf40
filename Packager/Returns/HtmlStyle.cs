namespace PatchKit.Packager.Returns;

/// <summary>
/// The style sheet of the HTML report: black on white, states told by words first and colour second, made for A4.
/// </summary>
internal static class HtmlStyle
{
    /// <summary>CSS without the tag.</summary>
    public const string Sheet =
        """

        :root { font: 15px/1.45 "Segoe UI", "Liberation Sans", Arial, sans-serif; color: #1b1f24; }
        body { max-width: 70rem; margin: 2rem auto; padding: 0 1.5rem; }
        h1 { font-size: 1.7rem; margin: 0 0 .2rem; }
        h2 { font-size: 1.3rem; margin: 2rem 0 .6rem; border-bottom: 2px solid #1b1f24; }
        h3 { font-size: 1.05rem; margin: 1.6rem 0 .4rem; }
        .meta { color: #57606a; margin: 0; }
        .rehearsal { background: #fff3bf; border: 3px solid #b35900; color: #663300; font-weight: 700; text-align: center;
            padding: .5rem; letter-spacing: .05em; }
        .numbers { display: flex; flex-wrap: wrap; gap: .6rem; margin: 1rem 0; }
        .numbers div { border: 1px solid #c9d1d9; border-radius: 6px; padding: .5rem .9rem; min-width: 8rem; display: flex;
            flex-direction: column-reverse; }
        .numbers dt { color: #57606a; font-size: .85rem; }
        .numbers dd { margin: 0; font-size: 1.5rem; font-weight: 600; }
        table { border-collapse: collapse; width: 100%; font-size: .92rem; }
        th, td { border: 1px solid #c9d1d9; padding: .3rem .55rem; text-align: left; vertical-align: top; }
        th { background: #eef1f4; }
        td.short { white-space: nowrap; }
        tbody { break-inside: avoid; }
        td.done, td.accepted { background: #dcf5e0; }
        td.outstanding, td.refused, td.declined, td.not-affected, td.past, td.set-aside { background: #fff6d6; }
        td.failed, td.questioned, td.withdrawn { background: #ffdfdb; font-weight: 600; }
        td.do-not-use, td.compromised { background: #b3261e; color: #fff; font-weight: 700; }
        .half { color: #9a3b00; font-weight: 600; font-size: .85rem; }
        code { font: .85em "Cascadia Mono", "DejaVu Sans Mono", Consolas, monospace; }
        .receipts { font-size: .85rem; }
        .receipts code { overflow-wrap: anywhere; }
        @page { size: A4 landscape; margin: 12mm; }
        @media print {
          body { margin: 0; padding: 0; max-width: none; font-size: 10pt; }
          * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
          thead { display: table-header-group; }
        }

        """;
}
