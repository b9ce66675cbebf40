using PatchKit.Shared.Media;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Receipts;

/// <summary>What a receipt must keep beyond its shape: the rules of docs/formats/receipt.md.</summary>
internal static class ReceiptRules
{
    /// <summary>Longest text anywhere in a statement, in bytes as they stand there.</summary>
    internal const int MaxTextBytes = 1024;

    /// <summary>Longest text that a person typed, in characters.</summary>
    internal const int MaxTyped = 200;

    /// <summary>Most elements of an array, or members of an object.</summary>
    internal const int MaxElements = 1000;

    /// <summary>How deep a statement may nest.</summary>
    internal const int MaxDepth = 16;

    private const int MaxPhases = 32;
    private const int MaxSteps = 1000;

    /// <summary>Which rule a statement breaks, or null.</summary>
    internal static string? Fault(InTotoStatement<Receipt> statement) =>
        statement.Subject is [var subject] && subject != InTotoSubject.Of(statement.Predicate.Bundle)
            ? "the subject is not the bundle that the receipt names"
            : Fault(statement.Predicate);

    private static string? Fault(Receipt receipt)
    {
        if (receipt.Schema.Split('.') is not ["1", { Length: > 0 } minor] || !minor.All(char.IsAsciiDigit))
            return "the schema version is not 1.MINOR";
        if (!Delivery.IsNonce(receipt.Nonce))
            return "the nonce is not 32 lower-case hexadecimal digits";
        if (receipt.Counter < 1 || receipt.Sequence < 1)
            return "counter and sequence count from 1";
        if (receipt.Phases.Length > MaxPhases || receipt.Phases.Sum(phase => phase.Steps.Length) > MaxSteps)
            return $"there are more than {MaxPhases} phases or {MaxSteps} steps";
        if (receipt.Phases.DistinctBy(phase => phase.Phase).Count() != receipt.Phases.Length)
            return "a phase stands there twice";
        if (receipt.Phases.SelectMany(phase => phase.Steps).GroupBy(step => step.Step).Any(step => step.Count() > 1))
            return "a step stands there twice";
        if (receipt.Preflight.DistinctBy(finding => finding.Check).Count() != receipt.Preflight.Length)
            return "a check stands there twice";
        if (receipt.Backup is { Files: < 0 } or { Bytes: < 0 } || receipt.Journal is { Records: < 0 })
            return "a number of files, bytes or records is negative";
        if (receipt.KioskReports?.Any(report => report.Removed < 0) == true || receipt.KioskReports is { IsDefaultOrEmpty: true })
            return "a gateway's report names less than no file, or there is none of them";
        if (receipt.Compared is { } compared
            && (compared.Different < 0 || compared.Different > compared.Files || compared.Names.Length > compared.Different))
            return "more files differ from the backup, or are named, than there are";
        return InstrumentFault(receipt.Instrument) ?? FactsFault(receipt) ?? PeopleFault(receipt) ?? TimesFault(receipt);
    }

    private static string? InstrumentFault(ReceiptInstrument instrument)
    {
        if (instrument.UdiDi?.Fault is { } fault)
            return $"the UDI-DI is wrong: {fault}";
        if (instrument.SerialTyped is { } typed && !SerialNumber.IsPart(typed))
            return "what was typed of the serial number is no part of one";
        if (instrument.Folders?.DistinctBy(folder => folder.Name).Count() != instrument.Folders?.Length
            || instrument.Folders?.Any(folder => folder.Path.Variable is not null || folder.Name.Any(char.IsControl)) == true)
            return "a folder stands there twice, or is none of an instrument";
        if (instrument.Boot is { } boot && !Slug.TryParse(boot, out _))
            return "the boot's identity is not of lower-case letters, digits, dots and hyphens";
        if (!instrument.Modes.Contains(instrument.Mode) || instrument.Modes.Distinct().Count() != instrument.Modes.Length)
            return "the mode that ran is not among the product's modes, or one of them stands there twice";
        return instrument.OsBuild is < 0 ? "the Windows build is negative" : null;
    }

    private static string? FactsFault(Receipt receipt) =>
        receipt.Preflight.SelectMany(finding => finding.Facts).Concat(receipt.Refusal?.Facts ?? []).All(fact => fact.IsOne)
            ? null
            : "a fact says more than one thing";

    private static string? PeopleFault(Receipt receipt)
    {
        List<string?> typed =
            [
                receipt.Operator?.Name, receipt.Operator?.Role, receipt.Operator?.Company, receipt.LocalIt?.Name,
                receipt.Decline?.Text,
            ];
        foreach (var attestation in receipt.Attestations)
        {
            if (!Slug.TryParse(attestation.Sentence, out _) || !LocalizedText.IsLanguage(attestation.Language))
                return $"an attestation's sentence is no id, or its language is none: {LocalizedText.LanguageRule}";
            typed.AddRange([attestation.By.Name, attestation.By.Role, attestation.By.Company]);
        }

        return typed.Any(text => text is not null && (text.Length > MaxTyped || text.Any(char.IsControl)))
            ? $"what a person typed has more than {MaxTyped} characters or a control character"
            : null;
    }

    private static string? TimesFault(Receipt receipt)
    {
        var times = receipt.Times;
        var all = new[] { times.Started, times.Finished, times.Floor }
            .Concat(receipt.Attestations.Select(attestation => attestation.At))
            .Concat(receipt.LocalIt is { } told ? [told.At] : [])
            .Concat(receipt.Preflight.SelectMany(finding => finding.Facts).Concat(receipt.Refusal?.Facts ?? [])
                .Select(fact => fact.Moment ?? default));
        if (all.Any(time => time.Offset != default))
            return "a time is not in UTC";
        return times.OffsetMinutes is < -14 * 60 or > 14 * 60 ? "the offset from UTC is more than 14 hours" : null;
    }
}
