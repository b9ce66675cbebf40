using System.Text;
using System.Text.Json.Nodes;
using PatchKit.Packager.Campaigns;
using PatchKit.Packager.Host;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Json;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Rehearsal;

/// <summary>
/// Makes a make-believe instrument of a diagnosis, and lets the real Applier meet on it what it met on the real one.
/// </summary>
internal sealed class DiagnosisRehearsal(PackagerServices services, RehearsalFolder folder, RehearsalPlan plan)
{
    private const int LongestEvent = 1 << 20;
    private readonly RehearsalInstruments _instruments = new(services.Files, services.Clock, folder);

    /// <summary>Makes it, starts the Applier, and compares.</summary>
    /// <returns>What both met; or RehearsalFailed, with what was met instead.</returns>
    public async Task<Result<string>> Go(Diagnosis diagnosis)
    {
        var failed = diagnosis.Refusal is null ? diagnosis.Applications.FirstOrDefault()?.UndoneBecause : null;
        if ((diagnosis.Refusal ?? failed) is not { } expected)
            return new Refusal(RefusalCode.InputMissing, Diagnosis.FileName,
                "nothing was in the way of an update there, and none was put back: there is nothing to rehearse");
        services.Files.Directory.CreateDirectory(folder.Root);
        Say($"REHEARSAL in {folder.Root}: a make-believe instrument that stands as the diagnosis says.");
        if (!new BundleBuilder(services.Files, services.Clock).Build(plan.Campaign, folder.Bundle)
            .TryGet(out var bundle, out var refusal)
            || !_instruments.Copy(plan.Campaign, bundle.Manifest).TryGet(out var instruments, out refusal))
            return refusal;
        var wanted = diagnosis.Instrument?.Product;
        if (instruments.FirstOrDefault(one => wanted is null || one.Product == wanted) is not { } instrument)
            return new Refusal(RefusalCode.InputMissing, plan.Campaign,
                $"the campaign brings no make-believe instrument of the product '{diagnosis.Instrument?.Product.Text ?? "?"}'");
        var product = bundle.Manifest.Products.Single(one => one.Product == instrument.Product);
        var mode = product.Modes.FirstOrDefault(one => one.Mode == diagnosis.Instrument?.Mode) ?? product.Modes[0];
        if (!new RehearsalStick(services, folder).Make(bundle.Manifest, [Expected(diagnosis, instrument, product, mode)])
            .TryGet(out _, out refusal))
            return refusal;
        RehearsalAnswers.Write(services.Files, folder.Answers, bundle.Manifest, plan with { Only = mode.Mode });
        var played = new DiagnosedInstrument(services.Files, diagnosis, product);
        played.Name(instrument);
        played.Play(instrument, mode, failed);
        _instruments.Boot(instrument, mode.Mode);
        Say($"made     {instrument.Folder}: {product.Name}, {mode.Mode} mode");
        return (await Met(instrument, mode.Mode).ConfigureAwait(false)).Then<string>(met => Compared(expected, met));
    }

    // Where the real stick did not name the instrument or its mode, this one does not either.
    private static ExpectedInstrument Expected(Diagnosis diagnosis, RehearsedInstrument instrument, ProductTarget product,
        ModeTarget mode)
    {
        var serial = diagnosis.Instrument?.Serial ?? instrument.Serial;
        if (diagnosis.Refusal?.Code is RefusalCode.NotForThisInstrument)
            serial = serial == instrument.Serial ? Token.Of<SerialNumber>($"{serial.Text}0") : instrument.Serial;
        var modes = product.Modes.Select(one => one.Mode)
            .Where(one => diagnosis.Refusal?.Code is not RefusalCode.NotForThisMode || one != mode.Mode);
        return new(product.Product, serial, [.. modes]);
    }

    private async Task<Result<MetRefusal>> Met(RehearsedInstrument instrument, ModeId mode)
    {
        string[] arguments = ["apply", "--rehearsal", instrument.Folder, "--root", folder.TrustedRoot, "--unattended",
            folder.Answers, "--password-fd", "0", "--json"];
        var ran = await new ApplierProcess(services.Files)
            .RunQuietly(plan.Applier, arguments, _instruments.Passwords(instrument, mode)).ConfigureAwait(false);
        if (!ran.TryGet(out var ended, out var refusal))
            return refusal;
        var met = ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Event)
            .LastOrDefault(one => (string?)one?["event"] == "session-ended")?["refusal"] as JsonObject;
        return new MetRefusal((string?)met?["code"], (string?)met?["place"], (string?)met?["reason"]);
    }

    private static JsonObject? Event(string line) =>
        JsonTree.Read(Encoding.UTF8.GetBytes(line), "event", LongestEvent).TryGet(out var json, out _)
            ? JsonTree.Node(json) as JsonObject
            : null;

    private static Result<string> Compared(ReceiptRefusal expected, MetRefusal met)
    {
        var (code, place, reason) = met;
        var where = expected.Step?.Text ?? expected.Check?.ToString();
        if (code == expected.Code.ToString() && (where is null || where == place))
            return $"({(int)expected.Code}) {expected.InWords()}";
        return new Refusal(RefusalCode.RehearsalFailed, Diagnosis.FileName,
            $"the diagnosis says {expected.InWords()}, and the make-believe instrument shows " +
            (code is null ? "nothing in the way" : $"{code}: {place}: {reason}") +
            ". What is wrong there cannot be played, or the campaign is not the stick's");
    }

    private void Say(string line) => services.Out.WriteLine(line);

    /// <summary>What the Applier met; all null when nothing was in the way.</summary>
    private sealed record MetRefusal(string? Code, string? Place, string? Reason);
}
