using System.Text.Json;
using PatchKit.Shared.Json;
using PatchKit.Shared.Media;

namespace PatchKit.Shared.Receipts;

/// <summary>What a receipt must keep beyond its shape: the rules of docs/formats/receipt.md.</summary>
internal static class ReceiptRules
{
    private const int MajorVersion = 1;
    private const int MaxPhases = 32;
    private const int MaxSteps = 1000;

    /// <summary>Refuses a statement whose predicate is a newer receipt; null when it may be read as version 1.</summary>
    internal static Refusal? VersionFault(ReadOnlySpan<byte> statement, string place)
    {
        try
        {
            var reader = new Utf8JsonReader(statement);
            while (reader.Read())
            {
                if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName
                    && reader.ValueTextEquals("predicateType"u8))
                {
                    reader.Read();
                    return reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(InTotoStatement.ReceiptUri)
                        ? null
                        : new Refusal(RefusalCode.FormatUnknownVersion, place,
                            $"the statement is not of the type {InTotoStatement.ReceiptUri}");
                }
            }
        }
        catch (JsonException e)
        {
            return StrictJson.Invalid(place, e.Message);
        }

        return StrictJson.Invalid(place, "the statement has no predicateType");
    }

    /// <summary>Which rule a statement breaks, or null.</summary>
    internal static string? Fault(InTotoStatement statement)
    {
        if (statement.Type != InTotoStatement.TypeUri)
            return $"_type is not {InTotoStatement.TypeUri}";
        if (statement.Subject is not [var subject] || subject != InTotoSubject.Of(statement.Predicate.Bundle))
            return "the subject is not the one bundle that the receipt names";
        return Fault(statement.Predicate);
    }

    private static string? Fault(Receipt receipt)
    {
        if (StrictJson.SchemaFault(receipt.Schema, MajorVersion, "") is { } schema)
            return schema.Reason;
        if (!Delivery.IsNonce(receipt.Nonce))
            return "the nonce is not 32 lower-case hexadecimal digits";
        if (receipt.Counter < 1 || receipt.Sequence < 1)
            return "counter and sequence count from 1";
        if (receipt.Phases.Length > MaxPhases || receipt.Phases.Sum(phase => phase.Steps.Length) > MaxSteps)
            return $"there are more than {MaxPhases} phases or {MaxSteps} steps";
        if (receipt.Phases.DistinctBy(phase => phase.Phase).Count() != receipt.Phases.Length)
            return "a phase stands there twice";
        if (receipt.Backup is { Files: < 0 } or { Bytes: < 0 } || receipt.Journal is { Records: < 0 })
            return "a number of files, bytes or records is negative";
        return TimesFault(receipt.Times);
    }

    private static string? TimesFault(ReceiptTimes times)
    {
        if (times.Started.Offset != default || times.Finished.Offset != default || times.Floor.Offset != default)
            return "a time is not in UTC";
        return Math.Abs(times.OffsetMinutes) > 14 * 60 ? "the offset from UTC is more than 14 hours" : null;
    }
}
