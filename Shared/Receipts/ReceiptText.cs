using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Receipts;

/// <summary>
/// The readable twin of a receipt: plain text in one language, next to the signed file. It proves nothing and says so.
/// </summary>
public static class ReceiptText
{
    private const int Width = 72;

    /// <summary>The sentences.</summary>
    public static LanguageTexts Texts { get; } = new("PatchKit.Shared.Receipts.ReceiptTexts", typeof(ReceiptText).Assembly);

    /// <summary>What was seen, in a language's words.</summary>
    public static string Words(IEnumerable<Observation> seen, string language) =>
        new ObservationText(new Writer(language).Say).Of(seen);

    /// <summary>
    /// The text of the file, to be encoded in UTF-8: it begins with the byte order mark and ends its lines with CR LF, for the
    /// Notepad of Windows 10 in its older builds.
    /// </summary>
    /// <param name="verified">The receipt.</param>
    /// <param name="names">What a person calls the product and its modes.</param>
    /// <param name="returnTo">Whom to call, and where the stick goes.</param>
    /// <param name="language">One of <see cref="LocalizedText.Languages"/>; any other gives English.</param>
    public static string Of(VerifiedReceipt verified, ProductNames names, ReturnAddress returnTo, string language)
    {
        var receipt = verified.Receipt;
        var text = new Writer(language);
        text.Banner(receipt.Rehearsal);
        text.Line(text.Say("Title"));
        text.Line();
        text.Line(text.Say($"Verdict.{receipt.Verdict}"));
        Reasons(text, receipt, language);
        text.Line();
        Facts(text, receipt, names, language);
        foreach (var phase in receipt.Phases)
            PhaseLines(text, phase);
        text.Line();
        text.Heading("Next");
        text.Line(text.Say($"Next.{receipt.Verdict}"));
        if (receipt.Verdict.MeansInstalled())
            text.Line(receipt.Instrument.Modes is { Length: > 1 } modes
                ? text.Say("Next.AllModes", string.Join(", ", modes.Select(mode => names.Of(mode).In(language))))
                : text.Say("Next.SendBack"));
        ReturnLines(text, verified, returnTo);
        text.Banner(receipt.Rehearsal);
        return $"\ufeff{text}".ReplaceLineEndings("\r\n");
    }

    /// <summary>What a read-back saw, in a person's words.</summary>
    public static string Seen(IEnumerable<Observation> seen, string language) =>
        new ObservationText((key, values) => string.Format(CultureInfo.InvariantCulture, Texts.Get(key, language), values))
            .Of(seen);

    private static void Reasons(Writer text, Receipt receipt, string language)
    {
        if (receipt.Refusal is { } refusal)
        {
            text.Line(text.Say("Refusal", RefusalText.Of(new Refusal(refusal.Code, "", ""), language).Title, refusal.Code));
            if (refusal.Step is { } step)
                text.Line(text.Say("Refusal.Step", step));
            if (refusal.Check is { } check)
                text.Line(text.Say("Refusal.Check", text.Say($"Check.{check}")));
        }

        if (receipt.Decline is { } decline)
            text.Line(text.Say($"Decline.{decline.Reason}", decline.Text ?? ""));
        if (receipt.Regressed is { } gone)
            text.Line(text.Say("Regressed", gone));
    }

    private static void Facts(Writer text, Receipt receipt, ProductNames names, string language)
    {
        var instrument = receipt.Instrument;
        text.Fact("Instrument", $"{names.Name} {instrument.Serial}");
        if (instrument.UdiDi is { } udi)
            text.Fact("Udi", udi.ToString());
        text.Fact("Catalogue", string.Join(", ", instrument.CatalogueNumbers));
        text.Fact("Mode", names.Of(instrument.Mode).In(language));
        var (software, windows) = (instrument.Software, instrument.OsBuild?.ToString(CultureInfo.InvariantCulture) ?? "?");
        text.Fact("Software", software.After is { } after
            ? text.Say("Software.After", software.Name, software.Before, after, windows)
            : text.Say("Software.Unread", software.Name, software.Before, windows));
        foreach (var found in instrument.Folders ?? [])
            text.Fact("Folder", $"{found.Name}: {found.Path}");
        text.Fact("Campaign", $"{receipt.Campaign} ({receipt.Bundle.Bundle})");
        text.Fact("Stick", receipt.Stick.Text);
        foreach (var report in receipt.KioskReports ?? [])
            text.Fact("KioskReport", text.Say("KioskReport.Says", report.Sha256, report.Removed));
        text.Fact("Finished", text.Time(receipt.Times.Finished, receipt.Times.OffsetMinutes));
        People(text, receipt, names, language);
        if (receipt.Backup is { } backup)
            text.Fact("Backup", text.Say(backup.Proof is null ? "Backup.Unproven" : "Backup.Proven", backup.Files, backup.Bytes));
        if (receipt.Compared is { } compared)
            Comparison(text, compared);
        text.Fact("Sequence", receipt.Sequence.ToString(CultureInfo.InvariantCulture));
        if (receipt.Previous is { } previous)
            text.Fact("Previous", previous.Hex);
        if (!receipt.Preflight.IsEmpty)
            Preflight(text, receipt.Preflight);
    }

    private static void Comparison(Writer text, ReceiptComparison compared)
    {
        text.Fact("Compared", text.Say(compared.Different == 0 ? "Compared.Same" : "Compared.Different", compared.Files,
            compared.Different));
        foreach (var name in compared.Names)
            text.Line($"  {name}");
    }

    private static void People(Writer text, Receipt receipt, ProductNames names, string language)
    {
        string Who(ReceiptOperator person) =>
            string.Join(", ", new[] { person.Name, person.Role, person.Company }.Where(part => part is { Length: > 0 }));
        string Words(string sentence) => FormSentences.Find(sentence) is { } known
            ? known.In(receipt.Campaign, receipt.Instrument.Modes.Select(mode => names.Of(mode).In(language)), language)
            : sentence;
        string Local(DateTimeOffset time) => text.Time(time, receipt.Times.OffsetMinutes);
        if (receipt.Operator is { } person)
            text.Fact("Operator", Who(person));
        if (receipt.LocalIt is { } told)
            text.Fact("LocalIt",
                told.Name is { } name ? text.Say("LocalIt.Who", name, Local(told.At)) : text.Say("LocalIt.Nobody"));
        foreach (var one in receipt.Attestations)
            text.Line(text.Say($"Attestation.{one.Agreed}", Words(one.Sentence), Who(one.By), Local(one.At)));
    }

    private static void Preflight(Writer text, ImmutableArray<ReceiptFinding> findings)
    {
        int Count(FindingLevel level) => findings.Count(finding => finding.Level == level);
        text.Fact("Preflight",
            text.Say("Preflight.Counts", Count(FindingLevel.Pass), Count(FindingLevel.Warn), Count(FindingLevel.Stop)));
        foreach (var finding in findings.Where(finding => finding.Level != FindingLevel.Pass))
            text.Line($"  [{text.Say($"Level.{finding.Level}")}] {text.Say($"Check.{finding.Check}")}");
        // Which mode came first, and whether the stick or a person said that it was done, is wanted where all is well, too.
        if (findings.FirstOrDefault(finding => finding.Check == CheckId.ModeOrder) is
            { Facts: [{ Name: { } mode }, { Name: "shown" or "said" } believed] })
            text.Line($"  {text.Say($"ModeOrder.{believed.Name}", mode)}");
    }

    private static void PhaseLines(Writer text, ReceiptPhase phase)
    {
        var words = new ObservationText(text.Say);
        text.Line();
        text.Heading("Phase", phase.Phase, text.Say(phase.Done ? "Phase.Done" : "Phase.Open"));
        foreach (var step in phase.Steps)
        {
            text.Line($"  [{text.Say($"Outcome.{step.Outcome}")}] {step.Step} ({step.Kind})");
            if (!step.Before.IsEmpty)
                text.Line($"      {text.Say("Step.Before", words.Of(step.Before))}");
            if (!step.After.IsEmpty)
                text.Line($"      {text.Say("Step.After", words.Of(step.After))}");
        }
    }

    private static void ReturnLines(Writer text, VerifiedReceipt verified, ReturnAddress returnTo)
    {
        text.Line();
        text.Line(text.Say("ReturnTo"));
        foreach (var line in returnTo.Lines)
            text.Line($"  {line}");
        text.Line(text.Say("Telephone", returnTo.Telephone));
        text.Line();
        text.Line(text.Say("Code", verified.Code));
        text.Line(text.Say("Digest", verified.Digest));
        text.Line(text.Say("Proof"));
    }

    /// <summary>Lines in one language, wrapped, without control characters of whoever wrote the values.</summary>
    private sealed class Writer(string language)
    {
        private readonly StringBuilder _text = new();
        private readonly LocalFormat _format = new(language);

        public string Say(string name, params object[] values) => string.Format(
            CultureInfo.InvariantCulture, Texts.Get(name, language), values);

        public string Time(DateTimeOffset time, int offsetMinutes)
        {
            var local = time.ToOffset(TimeSpan.FromMinutes(offsetMinutes));
            return Say("Time", $"{_format.Time(local)} {local.ToString("zzz", CultureInfo.InvariantCulture)}",
                $"{_format.Time(time.ToUniversalTime())}:{time.ToUniversalTime().ToString("ss", CultureInfo.InvariantCulture)}");
        }

        public void Banner(bool rehearsal)
        {
            if (rehearsal)
                Line($"*** {Say("Rehearsal")} ***");
        }

        public void Fact(string name, string value) => Line($"{Say(name)}: {value}");

        public void Heading(string name, params object[] values)
        {
            var heading = Say(name, values);
            Line(heading);
            Line(new string('-', Math.Min(heading.Length, Width)));
        }

        public void Line(string line = "")
        {
            var clean = Printable.Line(line, int.MaxValue);
            var indent = new string(' ', clean.Length - clean.TrimStart(' ').Length);
            var row = indent;
            foreach (var word in clean.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (row.Length > indent.Length && row.Length + 1 + word.Length > Width)
                {
                    _text.AppendLine(row);
                    row = indent;
                }

                row += row.Length == indent.Length ? word : $" {word}";
            }

            _text.AppendLine(row.TrimEnd());
        }

        public override string ToString() => _text.ToString();
    }
}
