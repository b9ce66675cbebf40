using System.Globalization;

namespace PatchKit.Applier.Operators.Printing;

/// <summary>What a person should know of an instrument's state beside its one sentence: the same for every operator.</summary>
internal static class StateNotes
{
    /// <summary>What a start will do first, and what waits; nothing on an instrument without a past.</summary>
    public static IEnumerable<string> Of(InstrumentState state, Texts texts)
    {
        if (state.RestoreUnderWay)
            yield return texts[TextKey.StateRestoreUnderWay];
        if (state.GoesOn)
            yield return texts[TextKey.StateGoesOn];
        else if (state.ReportDue)
            yield return texts[TextKey.StateReportDue];
        if (state.ReceiptsKept > 0)
            yield return texts[TextKey.StateReceiptsKept, state.ReceiptsKept.ToString(CultureInfo.InvariantCulture)];
    }
}
