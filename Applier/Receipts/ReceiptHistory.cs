using System.IO.Abstractions;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Receipts;

/// <summary>
/// The receipts that lie on this boot mode's own disk, and those on a stick. Only the own ones are believed; what a stick shows of the other
/// mode is shown as just that.
/// </summary>
internal sealed class ReceiptHistory(IFileSystem files, string stateFolder)
{
    /// <summary>The newest receipt that this boot mode has written, or null.</summary>
    public Receipt? Newest() => Read(files.Path.Combine(stateFolder, "receipts", "kept"))
        .Concat(Read(files.Path.Combine(stateFolder, "receipts", "sent")))
        .MaxBy(receipt => receipt.Sequence);

    /// <summary>Whether a stick shows a good receipt of a mode of this instrument. Not believed: for the operator's eyes.</summary>
    public bool StickShowsDone(string stickRoot, SerialNumber serial, BootMode mode) => Read(StickLayout.Receipts.Under(stickRoot))
        .Any(receipt => receipt.Instrument.Serial == serial && receipt.Instrument.Mode == mode && receipt.Verdict is Verdict.Applied or Verdict.AlreadyApplied);

    private IEnumerable<Receipt> Read(string folder)
    {
        if (!files.Directory.Exists(folder))
            yield break;
        foreach (var path in files.Directory.EnumerateFiles(folder, "*.dsse.json").Order(StringComparer.Ordinal))
        {
            if (files.FileInfo.New(path).Length <= DsseEnvelope.MaxLength
                && ReceiptReader.Read(files.File.ReadAllBytes(path), path).TryGet(out var verified, out _))
            {
                yield return verified.Receipt;
            }
        }
    }
}
