using System.IO.Abstractions;
using System.Text.Json;
using System.Text.Json.Nodes;
using PatchKit.Packager.Campaigns;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Rehearsal;

/// <summary>
/// The make-believe instruments of a campaign: copied into the rehearsal's folder, aged, and booted into a mode.
/// </summary>
internal sealed class RehearsalInstruments(IFileSystem files, TimeProvider clock, RehearsalFolder folder)
{
    // A run counts as finished only when its markers are old; a copy is as young as the copying.
    private static readonly TimeSpan AgeOfRuns = TimeSpan.FromDays(1);

    /// <summary>Copies the instruments of a campaign folder.</summary>
    /// <param name="campaign">The campaign folder; its instruments lie in <c>rehearsal/</c>.</param>
    /// <param name="manifest">What the campaign has: every instrument is of a product of it, with a folder a mode.</param>
    public Result<IReadOnlyList<RehearsedInstrument>> Copy(string campaign, BundleManifest manifest)
    {
        var templates = Path.Combine(campaign, CampaignSurroundings.Rehearsal);
        if (!files.Directory.Exists(templates))
            return new Refusal(RefusalCode.InputMissing, templates, "the campaign brings no make-believe instruments");
        var instruments = new List<RehearsedInstrument>();
        var mistakes = new List<AuthoredMistake>();
        CopyTree(templates, folder.Instruments);
        foreach (var template in InstrumentTemplate.Folders(files, templates))
        {
            if (!InstrumentTemplate.Read(files, template).TryGet(out var instrument, out var refusal))
                return refusal;
            instruments.Add(new(Path.Combine(folder.Instruments, Path.GetFileName(template)), instrument.Product,
                instrument.Serial));
            mistakes.AddRange(instrument.Unfit(files, manifest));
        }

        if (mistakes.Count > 0)
            return AuthoredMistake.Refuse(mistakes, RefusalCode.RehearsalFailed);
        return instruments.Count == 0
            ? new Refusal(RefusalCode.InputMissing, templates, "the campaign brings no make-believe instruments")
            : instruments;
    }

    /// <summary>Copies everything that is there, the stick too, into a folder of its own.</summary>
    /// <returns>The instruments there.</returns>
    public IReadOnlyList<RehearsedInstrument> CopyAll(IReadOnlyList<RehearsedInstrument> instruments, string to)
    {
        CopyTree(folder.Instruments, to);
        return [.. instruments.Select(one => one with { Folder = Path.Combine(to, Path.GetFileName(one.Folder)) })];
    }

    /// <summary>Starts an instrument in a mode.</summary>
    public void Boot(RehearsedInstrument instrument, ModeId mode) => Edit(instrument, sheet => sheet["booted"] = mode.Text);

    /// <summary>Restarts an instrument in the mode that runs.</summary>
    public void Restart(RehearsedInstrument instrument) => Edit(instrument, sheet =>
        sheet["starts"] = (sheet["starts"] is JsonValue starts && starts.TryGetValue<int>(out var count) ? count : 0) + 1);

    /// <summary>The passwords of a mode's make-believe accounts, as the Applier takes them: a line for each spelling.</summary>
    public string Passwords(RehearsedInstrument instrument, ModeId mode)
    {
        var path = Path.Combine(instrument.Folder, "modes", mode.Text, "accounts.json");
        if (!files.File.Exists(path) || Sheet(path).Refusal is not null
            || JsonTree.Node(Sheet(path).Value) is not JsonObject sheet)
            return "";
        var accounts = sheet["accounts"] as JsonArray ?? [];
        return string.Concat(accounts.OfType<JsonObject>()
            .Select(account => (Name: (string?)account["name"], Password: (string?)account["password"]))
            .Where(account => account is { Name: not null, Password: not null })
            .SelectMany(account => new[] { "", @".\", $@"{sheet["machine"]}\" }
                .Select(domain => $"{domain}{account.Name}={account.Password}\n")));
    }

    // The Applier reads the whole sheet and judges it; here the names alone are wanted.
    private Result<JsonElement> Sheet(string path) =>
        JsonTree.Read(Utf8Text.WithoutMark(files.File.ReadAllBytes(path)), path, 1 << 20);

    private void CopyTree(string from, string to)
    {
        var old = (clock.GetUtcNow() - AgeOfRuns).UtcDateTime;
        foreach (var path in files.Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, path));
            files.Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            files.File.Copy(path, copy);
            files.File.SetLastWriteTimeUtc(copy, old);
        }
    }

    private static string SheetOf(RehearsedInstrument instrument) => Path.Combine(instrument.Folder, InstrumentTemplate.Sheet);

    private void Edit(RehearsedInstrument instrument, Action<JsonNode> change)
    {
        var description = JsonTree.Node(Sheet(SheetOf(instrument)).Value)!;
        change(description);
        files.File.WriteAllText(SheetOf(instrument),
            description.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
    }
}

/// <summary>A make-believe instrument.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Product">Product.</param>
/// <param name="Serial">Serial number.</param>
internal sealed record RehearsedInstrument(string Folder, ProductId Product, SerialNumber Serial);
