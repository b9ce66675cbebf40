namespace PatchKit.Tests.Applier.PowerCuts;

/// <summary>The power went. No kind of fault that the Applier catches: nothing of it runs any more.</summary>
public sealed class PowerCutException() : Exception("the power went");

/// <summary>What a cut takes from what was not flushed.</summary>
public enum Loss
{
    /// <summary>Nothing: the program was killed, the machine ran on.</summary>
    Nothing = 1,

    /// <summary>Every unflushed byte, rename, creation and deletion.</summary>
    Everything,

    /// <summary>Some: names up to a random moment; of each file old bytes, new bytes, a part of them, or zeros.</summary>
    Some,
}
