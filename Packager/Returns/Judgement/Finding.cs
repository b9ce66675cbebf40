using System.Text.Json.Serialization;
using PatchKit.Shared.Json;

namespace PatchKit.Packager.Returns.Judgement;

/// <summary>Something that does not fit, or that a person should know, about one receipt.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">In plain English, with what was seen.</param>
internal sealed record Finding(FindingKind Kind, string Text)
{
    /// <summary>Whether it sets the receipt apart: a note does not.</summary>
    [JsonIgnore]
    public bool SetsApart => Kind < FindingKind.ClockBehind;

    /// <summary>Whether it leaves open which receipts of the boot mode are its own, so that none of them says how it
    /// stands.</summary>
    [JsonIgnore]
    public bool OpensChain => Kind is FindingKind.ChangedKey or FindingKind.SharedKey or FindingKind.Forked;
}

/// <summary>What may be found. Those before <see cref="ClockBehind"/> set a receipt apart; the others are notes.</summary>
[JsonConverter(typeof(StrictEnumConverter<FindingKind>))]
internal enum FindingKind
{
    /// <summary>Make-believe in a real ledger, or the reverse.</summary>
    OtherKind,

    /// <summary>No delivery has its nonce. Cured when the delivery is entered.</summary>
    UnknownDelivery,

    /// <summary>Stick, campaign or bundle are not those of its delivery.</summary>
    OtherDelivery,

    /// <summary>Its delivery does not expect this instrument, this boot mode or this product.</summary>
    NotExpected,

    /// <summary>It says that the plan is in place, and names not all of its phases.</summary>
    PhaseMissing,

    /// <summary>It contradicts itself.</summary>
    Contradiction,

    /// <summary>The boot mode has receipts of more than one key, and nobody has settled which is its own.</summary>
    ChangedKey,

    /// <summary>Its key has signed for another boot mode or instrument too.</summary>
    SharedKey,

    /// <summary>Two receipts follow the same one: the boot mode was put back from an image, or copied.</summary>
    Forked,

    /// <summary>Finished before what the instrument had seen signed by then: its clock was behind.</summary>
    ClockBehind,

    /// <summary>Finished after it was received: its clock was ahead.</summary>
    ClockAhead,

    /// <summary>By the clock it was finished before an earlier one of its chain: the clock was set in between.</summary>
    ClockSet,

    /// <summary>The chain begins at a later number than 1: earlier receipts are not here.</summary>
    BeginsLate,

    /// <summary>The receipt before it is not here.</summary>
    Gap,
}
