using PatchKit.Shared;

namespace PatchKit.Packager.Campaigns;

/// <summary>One mistake of a campaign's author.</summary>
/// <param name="Place">The file, with line and column where it has lines.</param>
/// <param name="Message">What was seen and what is allowed.</param>
internal sealed record CampaignMistake(string Place, string Message)
{
    /// <summary>All mistakes in one refusal: the first in its place and reason, the others line by line below.</summary>
    public static Refusal Refuse(IReadOnlyList<CampaignMistake> mistakes) => new(
        RefusalCode.CampaignInvalid, mistakes[0].Place,
        string.Join('\n',
            mistakes.Select((mistake, index) => index == 0 ? mistake.Message : $"{mistake.Place}: {mistake.Message}")))
    {
        Facts = [.. mistakes.Select(mistake => $"{mistake.Place}: {mistake.Message}")],
    };
}
