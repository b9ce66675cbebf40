using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns;

/// <summary>Writes the ledger's log, within one transaction.</summary>
internal sealed class LedgerLog(Ledger ledger, TimeProvider clock)
{
    private LogHead? _head;

    /// <summary>Adds an entry; the same moment for all of one transaction would be no truer than the moment of each.</summary>
    public void Append(LogKind kind, string subject, string body = "") => Append([(kind, subject, body)]);

    /// <summary>Adds entries, in order.</summary>
    public void Append(IEnumerable<(LogKind Kind, string Subject, string Body)> entries)
    {
        var rows = new List<LogEntry>();
        foreach (var (kind, subject, body) in entries)
        {
            var entry = LogEntry.Next(_head ??= Head(ledger), kind, clock.GetUtcNow(), subject, body);
            rows.Add(entry);
            _head = new(entry.Number, HashOf(entry.Hash));
        }

        ledger.InsertEach("log", LogEntry.Columns, rows);
    }

    /// <summary>The last entry.</summary>
    public static LogHead Head(Ledger ledger) =>
        ledger.Query<HeadRow>("SELECT number, hash FROM log ORDER BY number DESC LIMIT 1") is [var last]
            ? new(last.Number, HashOf(last.Hash))
            : throw new InvalidDataException("the ledger's log has no entry");

    private static Sha256Digest HashOf(string text) => Sha256Digest.TryParse(text, out var hash)
        ? hash
        : throw new InvalidDataException($"'{text}' in the ledger's log is no SHA-256");

    private sealed record HeadRow(long Number, string Hash);
}
