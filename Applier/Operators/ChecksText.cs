using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Operators;

/// <summary>
/// The checks as a list: what is in the way first, then what warns, then what passed; the same for every operator.
/// </summary>
internal static class ChecksText
{
    /// <summary>One line a check, and below what is not well who can put it right. A line may be long: fold it.</summary>
    public static IEnumerable<string> Of(ChecksQuestion question, Texts texts)
    {
        if (!question.Findings.Any(finding => finding.Level == FindingLevel.Stop))
        {
            // What cannot be backed up is no check's finding.
            yield return $"{MarkOf(FindingLevel.Stop)} {texts.Of(question.Stop).Cause}";
            yield return $"     {texts.Of(question.Stop).Next}";
        }

        foreach (var finding in question.Findings.OrderByDescending(finding => finding.Level))
        {
            yield return $"{MarkOf(finding.Level)} {texts.Of(finding)}";
            if (finding.Level != FindingLevel.Pass)
                yield return $"     {texts[MenderOf(finding.Check)]}";
        }
    }

    /// <summary>The mark of a level, which says it without colour.</summary>
    public static string MarkOf(FindingLevel level) => level switch
    {
        FindingLevel.Pass => "[OK]",
        FindingLevel.Warn => "[! ]",
        FindingLevel.Stop => "[XX]",
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "no level"),
    };

    private static TextKey MenderOf(CheckId check) => check switch
    {
        CheckId.Idle or CheckId.Power or CheckId.OtherMode or CheckId.PendingRestart or CheckId.ModeOrder
            or CheckId.SerialShape => TextKey.MendOperator,
        CheckId.Rights or CheckId.Clock or CheckId.Policy or CheckId.Space or CheckId.Disk => TextKey.MendAdministrator,
        _ => TextKey.MendSupport,
    };
}
