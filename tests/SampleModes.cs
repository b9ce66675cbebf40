using PatchKit.Shared.Values;

namespace PatchKit.Tests;

/// <summary>The boot modes of the sample campaign. The programs know none by name.</summary>
internal static class SampleModes
{
    public static ModeId Dx { get; } = Token.Of<ModeId>("Dx");

    public static ModeId Ruo { get; } = Token.Of<ModeId>("RUO");

    public static IReadOnlyList<ModeId> All { get; } = [Dx, Ruo];
}
