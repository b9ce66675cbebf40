using System.Collections.Immutable;
using PatchKit.Packager.Returns.Judgement;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns;

/// <summary>
/// What the ledger's evidence says of all its campaigns, or of one. What <c>report --json</c> prints. Format:
/// docs/formats/ledger.md.
/// </summary>
/// <param name="Schema">Format version, MAJOR.MINOR.</param>
/// <param name="Ledger">The ledger's file.</param>
/// <param name="Rehearsal">True when all of it is make-believe.</param>
/// <param name="Generated">When it was asked, UTC.</param>
/// <param name="Head">The last entry of the log that it was made from.</param>
/// <param name="Complete">Whether every instrument is installed or settled.</param>
/// <param name="Campaigns">In ordinal order.</param>
/// <param name="Elsewhere">Receipts of field actions that no delivery of this ledger is of.</param>
/// <param name="Refused">Files that were given as receipts and are none.</param>
internal sealed record LedgerStatus(
    string Schema,
    string Ledger,
    bool Rehearsal,
    DateTimeOffset Generated,
    LogHead Head,
    bool Complete,
    ImmutableArray<CampaignStatus> Campaigns,
    ImmutableArray<ReceiptStatus> Elsewhere,
    ImmutableArray<RefusedFile> Refused)
{
    /// <summary>The version that this program writes.</summary>
    public const string SchemaVersion = "1.0";

    /// <summary>What a ledger's judged evidence comes to, for one campaign or for all.</summary>
    public static LedgerStatus Of(Ledger ledger, DateTimeOffset now, Judged judged, string? campaign) =>
        Of(new EvidenceSource(ledger.Place, ledger.Rehearsal, LedgerLog.Head(ledger), [.. Quarantine.Files(ledger)]), now, judged,
            campaign);

    /// <summary>The same for evidence of whatever source.</summary>
    public static LedgerStatus Of(EvidenceSource source, DateTimeOffset now, Judged judged, string? campaign = null)
    {
        var campaigns = judged.Campaigns.Where(one => campaign is null || one.Campaign == campaign).ToImmutableArray();
        return new(
            SchemaVersion, source.Place, source.Rehearsal, now, source.Head,
            campaigns.Length > 0 && campaigns.All(one => one.Summary.Complete == one.Summary.Customers), campaigns,
            judged.Elsewhere, source.Refused);
    }
}

/// <summary>Where evidence came from.</summary>
/// <param name="Place">The ledger's file.</param>
/// <param name="Rehearsal">True when all of it is make-believe.</param>
/// <param name="Head">The last entry of its log.</param>
/// <param name="Refused">Files in quarantine.</param>
internal sealed record EvidenceSource(string Place, bool Rehearsal, LogHead Head, ImmutableArray<RefusedFile> Refused);

/// <summary>The last entry of the ledger's log: who has it can tell whether anything before it was altered.</summary>
internal sealed record LogHead(long Number, Sha256Digest Hash);

/// <summary>A file that was given as a receipt and is none: kept in quarantine.</summary>
/// <param name="Digest">SHA-256 of the file.</param>
/// <param name="Place">Where it lay.</param>
/// <param name="Reason">Why it was refused.</param>
/// <param name="Received">When it was looked at first.</param>
internal sealed record RefusedFile(Sha256Digest Digest, string Place, string Reason, DateTimeOffset Received);
