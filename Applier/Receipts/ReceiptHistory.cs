using System.IO.Abstractions;
using PatchKit.Shared;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Receipts;

/// <summary>
/// The receipts that lie on this boot mode's own disk, and those on a stick. Only the own ones are believed; what a stick shows
/// of the other mode is shown as just that.
/// </summary>
internal sealed class ReceiptHistory(IFileSystem files, string stateFolder)
{
    /// <summary>The newest receipt that this boot mode has written, or null.</summary>
    public VerifiedReceipt? Newest() => Own().MaxBy(receipt => receipt.Receipt.Sequence);

    /// <summary>
    /// The newest one that tells of the instrument's state: a start that was refused before the first change tells nothing of it,
    /// and neither does a person's suspicion.
    /// </summary>
    public Receipt? NewestOfState() => Own().Select(receipt => receipt.Receipt)
        .Where(receipt => receipt.Verdict.TellsOfState() && receipt.Verdict is not Verdict.Compromised)
        .MaxBy(receipt => receipt.Sequence);

    /// <summary>The newest one that says that a bundle is in place; null when this boot mode has written none.</summary>
    public Receipt? NewestInstalled(DeliveredBundle bundle) => Own().Select(receipt => receipt.Receipt)
        .Where(receipt => receipt.Bundle == bundle && receipt.Verdict.MeansInstalled())
        .MaxBy(receipt => receipt.Sequence);

    /// <summary>The newest one in which a person attested something; null when this boot mode has written none.</summary>
    public Receipt? NewestAttested() => Own().Select(receipt => receipt.Receipt)
        .Where(receipt => !receipt.Attestations.IsDefaultOrEmpty)
        .MaxBy(receipt => receipt.Sequence);

    /// <summary>Whether this boot mode has written a receipt of the application with this journal.</summary>
    public bool Tells(ReceiptJournal journal) => Own().Any(receipt => receipt.Receipt.Journal == journal);

    /// <summary>
    /// When a stick took the receipt of the application with this journal, by the clock of that time; null while none has.
    /// </summary>
    public DateTimeOffset? SentAt(ReceiptJournal journal) => Paths(Sent)
        .Where(path => ReadOne(path)?.Receipt.Journal == journal)
        .Select(path => (DateTimeOffset?)new DateTimeOffset(files.FileInfo.New(path).Written())).Max();

    /// <summary>
    /// Whether a stick shows that a mode of this instrument is done. Not believed: for the operator's eyes; the ledger decides.
    /// </summary>
    /// <param name="stickRoot">The stick's root.</param>
    /// <param name="serial">The instrument.</param>
    /// <param name="mode">The other mode.</param>
    /// <param name="bundle">The bundle that was applied here: an older field action's receipt says nothing of this one.</param>
    /// <param name="rehearsal">Whether the instrument is make-believe: a rehearsal's receipt never counts as a real one.</param>
    public bool StickShowsDone(string stickRoot, SerialNumber serial, ModeId mode, DeliveredBundle bundle, bool rehearsal) =>
        Read(StickLayout.Receipts.Under(stickRoot)).Select(receipt => receipt.Receipt)
        .Where(receipt =>
            receipt.Instrument.Serial == serial && receipt.Instrument.Mode == mode && receipt.Bundle == bundle
            && receipt.Rehearsal == rehearsal && receipt.Verdict.TellsOfState())
        .MaxBy(receipt => receipt.Sequence)?.Verdict.MeansInstalled() == true;

    /// <summary>
    /// Who stood before an instrument last, by the receipts of a delivery on its stick, and what was attested there: it is asked
    /// once for a customer. Not believed: a person sees it, and the receipts themselves are what counts.
    /// </summary>
    /// <param name="stickRoot">The stick's root.</param>
    /// <param name="delivery">The delivery.</param>
    /// <param name="rehearsal">Whether the instrument is make-believe.</param>
    public (ReceiptOperator? Person, IReadOnlySet<FormSentence> Attested) PersonOn(string stickRoot, Delivery delivery,
        bool rehearsal)
    {
        var ours = Read(StickLayout.Receipts.Under(stickRoot)).Select(receipt => receipt.Receipt)
            .Where(receipt => receipt.Nonce == delivery.Nonce && receipt.Rehearsal == rehearsal)
            .OrderBy(receipt => receipt.Times.Finished).ToList();
        return (ours.LastOrDefault(receipt => receipt.Operator is not null)?.Operator,
            ours.SelectMany(receipt => receipt.Attestations).Where(one => one.Agreed)
                .Select(one => FormSentences.Find(one.Sentence)).OfType<FormSentence>().ToHashSet());
    }

    private IEnumerable<VerifiedReceipt> Own() => Read(files.Path.Combine(stateFolder, "receipts", "kept"))
        .Concat(Read(Sent));

    private string Sent => files.Path.Combine(stateFolder, "receipts", "sent");

    private IEnumerable<VerifiedReceipt> Read(string folder) =>
        Paths(folder).Select(ReadOne).OfType<VerifiedReceipt>();

    private IReadOnlyList<string> Paths(string folder)
    {
        try
        {
            return files.Directory.Exists(folder)
                ? [.. files.Directory.EnumerateFiles(folder, "*.dsse.json").Order(StringComparer.Ordinal)]
                : [];
        }
        catch (Exception e) when (Fault.Is(e))
        {
            return [];
        }
    }

    // One that is damaged, a link or a pipe, or cannot be read tells nothing, and keeps no other from being read.
    private VerifiedReceipt? ReadOne(string path)
    {
        try
        {
            return PlainFile.FaultOf(files, path) is null
                && files.FileInfo.New(path).Length <= DsseEnvelope.MaxLength
                && ReceiptReader.Read(files.File.ReadAllBytes(path), path).TryGet(out var verified, out _)
                ? verified
                : null;
        }
        catch (Exception e) when (Fault.Is(e))
        {
            return null;
        }
    }
}
