using System.Collections.Immutable;
using System.Text;
using PatchKit.Packager.Returns.Decisions;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns;

/// <summary>
/// Whether the ledger still is what was entered: the log entry by entry, each row by its words in the log, each receipt by its
/// digest, its signature and what its own file says.
/// </summary>
internal sealed class LedgerAudit(Ledger ledger)
{
    private static readonly (LogKind Kind, string Subjects)[] Rows =
    [
        (LogKind.Customer, "SELECT customer_id FROM customers"),
        (LogKind.Instrument, "SELECT serial_key FROM instruments"),
        (LogKind.Withdrawn, "SELECT sha256 FROM withdrawn"),
        (LogKind.Delivery, "SELECT nonce FROM deliveries"),
    ];

    private readonly List<string> _faults = [];

    /// <summary>Looks at everything.</summary>
    /// <param name="outside">The delivery of a stick that came back, verified; null when there is none at hand.</param>
    public AuditAnswer Verify(Delivery? outside = null)
    {
        var entries = ledger.Query<LogEntry>($"{LogEntry.Select} ORDER BY number");
        Entries(entries);
        if (outside is { Ledger: { } head } && entries.FirstOrDefault(one => one.Number == head.Entries)?.Hash != head.Hash.Hex)
            _faults.Add($"stick {outside.Stick} was made when entry {head.Entries} of the log had the hash {head.Hash.Hex}; " +
                "that entry is not here");
        foreach (var (kind, subjects) in Rows)
            RowsOf(kind, entries, ledger.Query<string>(subjects));
        foreach (var reference in PersonalTexts.Altered(ledger))
            _faults.Add($"the text {reference} about a person is not what was entered");
        var receipts = Receipts(entries);
        return new(ledger.Place, ledger.Rehearsal, LedgerLog.Head(ledger), receipts,
            entries.Count(one => one.Kind is LogKind.Decision), [.. _faults]);
    }

    private void Entries(IReadOnlyList<LogEntry> entries)
    {
        var previous = "";
        foreach (var (index, entry) in entries.Index())
        {
            if (entry.Number != index + 1)
                _faults.Add($"the log has no entry {index + 1} before entry {entry.Number}");
            if (entry.Previous != previous)
                _faults.Add($"entry {entry.Number} of the log does not follow the one before it");
            if (entry.HashOf().Hex != entry.Hash)
                _faults.Add($"entry {entry.Number} of the log was altered: {entry.Kind} {entry.Subject}");
            if (entry.Kind is LogKind.Decision
                && Decision.Format.Read(Encoding.UTF8.GetBytes(entry.Body), $"entry {entry.Number}").Refusal is { } unread)
            {
                _faults.Add($"entry {entry.Number} of the log is no decision: {unread.Reason}");
            }

            previous = entry.Hash;
        }
    }

    private void RowsOf(LogKind kind, IReadOnlyList<LogEntry> entries, IReadOnlyList<string> subjects)
    {
        var logged = entries.Where(one => one.Kind == kind).GroupBy(one => one.Subject)
            .ToDictionary(one => one.Key, one => one.Last().Body);
        foreach (var subject in subjects.Where(subject => !logged.ContainsKey(subject)))
            _faults.Add($"the log does not know the {Noun(kind)} {subject}");
        foreach (var (subject, rows) in logged)
        {
            if (EvidenceRows.Of(ledger, kind, subject) != rows)
                _faults.Add($"the {Noun(kind)} {subject} is not what was entered");
        }
    }

    private long Receipts(IReadOnlyList<LogEntry> entries)
    {
        var logged = entries.Where(one => one.Kind is LogKind.Receipt or LogKind.Refused).Select(one => one.Subject).ToHashSet();
        var kept = new EvidenceReader(ledger).Read().Receipts.ToDictionary(one => one.Digest.Hex);
        var seen = new HashSet<string>();
        foreach (var row in ledger.Query<FileRow>("SELECT digest, standing, envelope FROM receipts ORDER BY digest"))
        {
            seen.Add(row.Digest);
            if (!logged.Contains(row.Digest))
                _faults.Add($"the log does not know the receipt {row.Digest}");
            if (FaultOf(row, kept.GetValueOrDefault(row.Digest)) is { } fault)
                _faults.Add($"the receipt {row.Digest} {fault}");
        }

        foreach (var missing in logged.Except(seen).Order(StringComparer.Ordinal))
            _faults.Add($"the receipt {missing} was received, and is here no longer");
        return seen.Count;
    }

    private static string? FaultOf(FileRow row, KeptReceipt? columns)
    {
        if (row.Standing == "refused")
        {
            var refused = new byte[row.Envelope.Length];
            return Convert.TryFromBase64String(row.Envelope, refused, out var length)
                && Digest(refused.AsSpan(0, length)) == row.Digest
                    ? null
                    : "in quarantine is not the file that was refused";
        }

        var bytes = Encoding.UTF8.GetBytes(row.Envelope);
        if (Digest(bytes) != row.Digest)
            return "is not the file that was received";
        if (!ReceiptReader.Read(bytes, row.Digest).TryGet(out var verified, out var refusal))
            return $"cannot be verified: {refusal.Reason}";
        if (columns is null)
            return $"stands as '{row.Standing}', and that is no standing of a receipt";
        var said = KeptReceipt.Of(verified, columns.Received);
        return said with { Phases = columns.Phases } == columns && said.Phases.SequenceEqual(columns.Phases)
            ? null
            : "says something else than its columns";
    }

    private static string Digest(ReadOnlySpan<byte> bytes) => Sha256Digest.Of(bytes).Hex;

    private static string Noun(LogKind kind) => kind.ToString().ToLowerInvariant();

    private sealed record FileRow(string Digest, string Standing, string Envelope);
}

/// <summary>What <c>audit verify --json</c> prints.</summary>
/// <param name="Ledger">The ledger's file.</param>
/// <param name="Rehearsal">True when all of it is make-believe.</param>
/// <param name="Head">The last entry of its log: compare it with the one that was noted elsewhere.</param>
/// <param name="Receipts">Files looked at.</param>
/// <param name="Decisions">Decisions looked at.</param>
/// <param name="Faults">What is not as it was entered; empty when all is.</param>
internal sealed record AuditAnswer(
    string Ledger, bool Rehearsal, LogHead Head, long Receipts, long Decisions, ImmutableArray<string> Faults);
