using System.Collections.Immutable;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Operators;

/// <summary>
/// This is what the stick brings, from whom, and how it stands here: go on? Who does not want to says so of their own accord
/// (<see cref="Operators.Objection"/>), so that there is no other answer. An answers file has been written with all of it known.
/// </summary>
internal sealed record OriginQuestion(Origin Origin) : Question<bool>("origin");

/// <summary>What a person looks at before they attest anything.</summary>
/// <param name="Campaign">The campaign's title.</param>
/// <param name="Stick">The stick's name.</param>
/// <param name="Customer">For whom it was made.</param>
/// <param name="Until">When the first of its signatures expires.</param>
/// <param name="Signers">Who signed the bundle.</param>
/// <param name="Product">Product name.</param>
/// <param name="Serial">Serial number.</param>
/// <param name="Mode">Running boot mode.</param>
/// <param name="State">How this mode stands.</param>
/// <param name="Others">The other modes of this instrument and of the delivery's other instruments.</param>
/// <param name="Explanation">Why.</param>
/// <param name="Notice">The full notice in the operator's language, Markdown.</param>
internal sealed record Origin(
    LocalizedText Campaign,
    string Stick,
    string Customer,
    DateTimeOffset Until,
    ImmutableArray<KeyHolder> Signers,
    string Product,
    string Serial,
    LocalizedText Mode,
    InstrumentState State,
    ImmutableArray<OtherMode> Others,
    LocalizedText Explanation,
    string Notice);
