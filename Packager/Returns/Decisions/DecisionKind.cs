using System.Text.Json.Serialization;
using PatchKit.Shared.Json;

namespace PatchKit.Packager.Returns.Decisions;

/// <summary>What a person at the desk settles. A closed set; what each needs: <see cref="Decision"/>.</summary>
[JsonConverter(typeof(StrictEnumConverter<DecisionKind>))]
internal enum DecisionKind
{
    /// <summary>A questioned receipt's chain is its boot mode's own.</summary>
    ReceiptAccepted,

    /// <summary>A receipt counts for nothing.</summary>
    ReceiptRejected,

    /// <summary>An instrument, or one boot mode of it, needs no action.</summary>
    NotAffected,

    /// <summary>An instrument is no longer in use anywhere.</summary>
    Scrapped,

    /// <summary>An instrument cannot be patched, and something else was done about it.</summary>
    CannotBePatched,

    /// <summary>A site does not wish it before a date.</summary>
    Declined,

    /// <summary>An instrument is another customer's now.</summary>
    InstrumentMoved,

    /// <summary>A customer is called otherwise now.</summary>
    CustomerRenamed,

    /// <summary>A stick is not awaited any more.</summary>
    OrderCancelled,

    /// <summary>A stick has left the house.</summary>
    StickSent,

    /// <summary>A stick is back.</summary>
    StickReturned,

    /// <summary>A customer was written to, called or visited.</summary>
    Contacted,

    /// <summary>The code of a receipt was read out: provisional until its receipt is here.</summary>
    Told,

    /// <summary>A code that was noted was none, or was heard wrong.</summary>
    ToldTakenBack,

    /// <summary>The names and numbers of a customer's people were erased.</summary>
    CustomerErased,

    /// <summary>A field action is over at this customer base: nothing in it was unexplained.</summary>
    CampaignClosed,
}

/// <summary>What kinds of decision mean.</summary>
internal static class DecisionKinds
{
    /// <summary>Whether it says why an instrument is not patched.</summary>
    public static bool IsException(this DecisionKind kind) => kind is DecisionKind.NotAffected or DecisionKind.Scrapped
        or DecisionKind.CannotBePatched or DecisionKind.Declined;
}
