using PatchKit.Shared;

namespace PatchKit.Applier.Operators;

/// <summary>
/// What the operator reads of the stick before they attest anything, the same for every operator that shows it.
/// </summary>
internal static class OriginText
{
    /// <summary>
    /// From whom and for whom, how it stands here and elsewhere, why, and the notice. A line may be long: fold it.
    /// </summary>
    public static IEnumerable<string> Of(Origin origin, Texts texts)
    {
        yield return origin.Campaign.In(texts.Language);
        yield return texts[TextKey.Customer, origin.Customer];
        yield return texts[TextKey.FromStick, origin.Stick, new Fact.Moment(origin.Until).In(texts.Format)];
        yield return texts[TextKey.SignedBy];
        foreach (var signer in origin.Signers)
            yield return $"- {texts.Of(signer)}";
        yield return "";
        yield return texts[TextKey.Instrument, origin.Product, origin.Serial, origin.Mode.In(texts.Language)];
        yield return texts.Of(origin.State);
        foreach (var other in origin.Others)
            yield return $"- {texts.Of(other)}";
        yield return "";
        yield return $"{texts[TextKey.Why]}:";
        yield return origin.Explanation.In(texts.Language);
        yield return "";
        yield return $"{texts[TextKey.NoticeHeading]}:";
        foreach (var line in NoticeText.Of(origin.Notice))
            yield return line;
    }
}
