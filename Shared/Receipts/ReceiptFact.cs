using System.Globalization;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Receipts;

/// <summary>
/// A value in a refusal or a finding: of one kind, or none. None, <c>{}</c>, says that there was a value and that it stays on
/// the instrument, because the signed bundle does not name it.
/// </summary>
public sealed record ReceiptFact
{
    /// <summary>A value that stays on the instrument.</summary>
    public static ReceiptFact Withheld { get; } = new();

    /// <summary>A number of things: files, minutes, per cent, an exit code.</summary>
    public long? Count { get; init; }

    /// <summary>A size.</summary>
    public long? Bytes { get; init; }

    /// <summary>A time, UTC.</summary>
    public DateTimeOffset? Moment { get; init; }

    /// <summary>A version.</summary>
    public SoftwareVersion? Version { get; init; }

    /// <summary>A name or path that the signed bundle or the delivery carries, or a word of this program's own.</summary>
    public string? Name { get; init; }

    /// <summary>The value in plain English; empty when it is withheld.</summary>
    public string InWords() => this switch
    {
        { Count: { } count } => count.ToString(CultureInfo.InvariantCulture),
        { Bytes: { } bytes } => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
        { Moment: { } moment } => moment.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture),
        { Version: { } version } => version.Text,
        _ => Name ?? "",
    };

    /// <summary>Whether it says at most one thing.</summary>
    internal bool IsOne => new object?[] { Count, Bytes, Moment, Version, Name }.Count(value => value is not null) <= 1;
}
