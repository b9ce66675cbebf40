using System.Text.Json.Serialization;
using PatchKit.Shared.Json;

namespace PatchKit.Packager.Returns;

/// <summary>One stick of a field action.</summary>
/// <param name="Stick">Its name.</param>
/// <param name="Customer">Whom it was made for.</param>
/// <param name="Bundle">The bundle that it carries.</param>
/// <param name="State">Where it is.</param>
/// <param name="Stale">Why it must not, or need not, be used any more; null when nothing is wrong with it.</param>
/// <param name="Issued">When it was made.</param>
/// <param name="Sent">When it left the house; null when nobody said so.</param>
/// <param name="UsableUntil">When the first of its files expires; null when it was not written whole.</param>
internal sealed record StickStatus(
    string Stick, string Customer, string Bundle, StickState State, StaleReason? Stale, DateTimeOffset Issued,
    DateTimeOffset? Sent, DateTimeOffset? UsableUntil)
{
    /// <summary>Whether it is out there, and somebody may still plug it in.</summary>
    [JsonIgnore]
    public bool IsOut => State is StickState.OnItsWay or StickState.Used;
}

/// <summary>Where a stick is, as far as the desk knows.</summary>
[JsonConverter(typeof(StrictEnumConverter<StickState>))]
internal enum StickState
{
    /// <summary>It was made, and nobody said that it was sent.</summary>
    Made,

    /// <summary>It was sent, and no receipt of it is here.</summary>
    OnItsWay,

    /// <summary>Receipts of it are here.</summary>
    Used,

    /// <summary>It is back.</summary>
    Returned,

    /// <summary>It is not awaited any more.</summary>
    Cancelled,
}

/// <summary>Why a stick is not the one to use any more, the gravest first.</summary>
[JsonConverter(typeof(StrictEnumConverter<StaleReason>))]
internal enum StaleReason
{
    /// <summary>Its bundle was withdrawn.</summary>
    Withdrawn,

    /// <summary>A later bundle of the field action was sent to somebody since.</summary>
    Superseded,

    /// <summary>Its signatures have expired.</summary>
    Expired,
}
