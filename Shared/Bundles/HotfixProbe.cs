using System.Text.Json.Serialization;

namespace PatchKit.Shared.Bundles;

/// <summary>An update of Windows is installed (or not).</summary>
/// <param name="Kb">Its number in Microsoft's knowledge base, for example <c>KB5012345</c>.</param>
public sealed record HotfixProbe([property: JsonRequired] string Kb) : Probe
{
    /// <summary>False asks that it is not installed.</summary>
    [JsonRequired]
    public bool Exists { get; init; } = true;

    private protected override string Thing => Kb;

    internal override string? Against(Probe other) =>
        other is HotfixProbe hotfix && Same(hotfix.Kb, Kb) && hotfix.Exists != Exists
        ? $"'{Kb}' cannot be installed and be absent"
        : null;

    internal override void Check(RuleBook book, string path) => Number(book, Kb, $"{path}.kb");

    /// <summary>The number of an update.</summary>
    internal static void Number(RuleBook book, string kb, string path) => book.Require(
        kb is ['K', 'B', .. { Length: >= 6 and <= 8 } digits] && digits.All(char.IsAsciiDigit), path,
        $"'{kb}' is not the number of an update, such as KB5012345");
}
