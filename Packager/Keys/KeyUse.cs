namespace PatchKit.Packager.Keys;

/// <summary>
/// What a key may sign: real releases, or rehearsals. A key is made for one of the two and refused for the other.
/// </summary>
internal enum KeyUse
{
    /// <summary>A key of the vendor's own ceremony: signs what real instruments accept.</summary>
    Ceremony,

    /// <summary>A throw-away key of a rehearsal: cheap to open, and never let near a real release.</summary>
    Rehearsal,
}
