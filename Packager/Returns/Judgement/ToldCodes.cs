using PatchKit.Packager.Returns.Decisions;

namespace PatchKit.Packager.Returns.Judgement;

/// <summary>What was told by telephone and not taken back: of each code the last word.</summary>
internal static class ToldCodes
{
    /// <summary>The codes, the newest first.</summary>
    public static IReadOnlyList<ToldCode> Of(IReadOnlyList<Decision> decisions) =>
    [
        .. decisions.Where(one => one.Code is not null).GroupBy(one => one.Code).Select(code => code.Last())
            .Where(one => one.Kind is DecisionKind.Told).OrderByDescending(one => one.Number)
            .Select(one => new ToldCode(one.Serial!.Value, one.Mode!.Value, one.Code!, one.At)),
    ];
}
