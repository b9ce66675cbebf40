using System.Globalization;
using System.Text;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns;

/// <summary>
/// One line of the ledger's log: each names the hash of the one before it, so that none can be altered, taken out or put in
/// without all that follow.
/// </summary>
/// <param name="Number">From 1, without a gap.</param>
/// <param name="Kind">What was entered: <see cref="LogKind"/>.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Subject">What it is about: a nonce, a digest, a serial number.</param>
/// <param name="Body">What was entered: rows or a decision as JSON, a word, or nothing where the subject says all.</param>
/// <param name="Previous">The hash of the entry before it; empty in the first.</param>
/// <param name="Hash">SHA-256 of the six others, each ended by a line feed.</param>
internal sealed record LogEntry(
    long Number, LogKind Kind, DateTimeOffset At, string Subject, string Body, string Previous, string Hash)
{
    /// <summary>The table's columns, to add a row.</summary>
    public static IReadOnlyList<(string, Func<LogEntry, object?>)> Columns { get; } =
    [
        ("number", one => one.Number), ("kind", one => LedgerText.Of(one.Kind)), ("at", one => LedgerText.Of(one.At)),
        ("subject", one => one.Subject), ("body", one => one.Body), ("previous", one => one.Previous), ("hash", one => one.Hash),
    ];

    /// <summary>Reads the table; the columns are in the order of the members.</summary>
    public const string Select = "SELECT number, kind, at, subject, body, previous, hash FROM log";

    /// <summary>The first entry of a new ledger.</summary>
    public static LogEntry First(bool rehearsal, DateTimeOffset at) =>
        Next(null, LogKind.Ledger, at, "ledger", rehearsal ? "rehearsal" : "real");

    /// <summary>The entry that follows another one.</summary>
    public static LogEntry Next(LogHead? before, LogKind kind, DateTimeOffset at, string subject, string body)
    {
        var entry = new LogEntry((before?.Number ?? 0) + 1, kind, at, subject, body, before?.Hash.Hex ?? "", "");
        return entry with { Hash = entry.HashOf().Hex };
    }

    /// <summary>What its hash has to be.</summary>
    public Sha256Digest HashOf() => Sha256Digest.Of(Encoding.UTF8.GetBytes(Hashed()));

    /// <summary>What its hash is taken of: the six others, each ended by a line feed.</summary>
    public string Hashed() => string.Create(CultureInfo.InvariantCulture,
        $"{Number}\n{LedgerText.Of(Kind)}\n{LedgerText.Of(At)}\n{Subject}\n{Body}\n{Previous}\n");
}

/// <summary>What the log tells of. A closed set.</summary>
internal enum LogKind
{
    /// <summary>The ledger was made.</summary>
    Ledger,

    /// <summary>A customer was entered or its contact altered; the body is its row.</summary>
    Customer,

    /// <summary>An instrument was entered in the register; the body is its row.</summary>
    Instrument,

    /// <summary>A delivery was entered; the body is its rows.</summary>
    Delivery,

    /// <summary>A delivery's stick was written whole; the body is until when it can be used, where that is known.</summary>
    Written,

    /// <summary>
    /// Every byte of a delivery's stick was read back; the body is the SHA-256 of its signed list, how many files that has, and
    /// where the bytes came from.
    /// </summary>
    ReadBack,

    /// <summary>A receipt was received; the subject is the SHA-256 of its file, the body its code.</summary>
    Receipt,

    /// <summary>A file was refused; the subject is its SHA-256.</summary>
    Refused,

    /// <summary>A bundle was withdrawn; the body is its row.</summary>
    Withdrawn,

    /// <summary>A person settled something; the body is the decision.</summary>
    Decision,
}
