using PatchKit.Applier.Receipts;
using PatchKit.Shared;

namespace PatchKit.Applier.Sessions;

/// <summary>
/// The language in which somebody was at work last in this boot mode, as its own records tell: what a command speaks that asks
/// nobody.
/// </summary>
internal static class LastLanguage
{
    /// <summary>
    /// That of the newest session that is kept, or of the newest receipt with a person's answers, whichever began later. Null
    /// when there is neither, or none can be read.
    /// </summary>
    public static string? Of(SessionHost host)
    {
        string? language = null;
        Fault.Try(() =>
        {
            var session = SessionEnd.NewestFacts(host);
            var answered = new ReceiptHistory(host.Files, host.State).NewestAttested();
            // A receipt has whole seconds: that of the session itself is never the later one.
            language = answered is not null && (session is null || answered.Times.Started > session.Started)
                ? answered.Attestations[^1].Language
                : session?.Language;
        });
        return language;
    }
}
