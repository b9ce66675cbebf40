using System.IO.Abstractions;
using System.Text.Json;
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
    private const string Description = "instrument.json";

    // A run counts as finished only when its markers are old; a copy is as young as the copying.
    private static readonly TimeSpan AgeOfRuns = TimeSpan.FromDays(1);

    /// <summary>Copies the instruments of a campaign folder.</summary>
    /// <param name="campaign">The campaign folder; its instruments lie in <c>rehearsal/</c>.</param>
    public Result<IReadOnlyList<RehearsedInstrument>> Copy(string campaign)
    {
        var templates = Path.Combine(campaign, "rehearsal");
        if (!files.Directory.Exists(templates))
            return new Refusal(RefusalCode.InputMissing, templates, "the campaign brings no make-believe instruments");
        var instruments = new List<RehearsedInstrument>();
        foreach (var template in files.Directory.EnumerateDirectories(templates).Order(StringComparer.Ordinal))
        {
            var copy = Path.Combine(folder.Instruments, Path.GetFileName(template));
            CopyTree(template, copy);
            if (Path.GetFileName(template) == StandInPackage.Folder)
                continue;
            if (!Read(copy).TryGet(out var instrument, out var refusal))
                return refusal;
            instruments.Add(instrument);
        }

        return instruments.Count == 0
            ? new Refusal(RefusalCode.InputMissing, templates, "the campaign brings no make-believe instruments")
            : instruments;
    }

    /// <summary>Restarts an instrument into a mode.</summary>
    public void Boot(RehearsedInstrument instrument, ModeId mode)
    {
        var path = Path.Combine(instrument.Folder, Description);
        var description = JsonTree.Node(Sheet(path).Value)!;
        description["booted"] = mode.Text;
        files.File.WriteAllText(path, description.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
    }

    private Result<RehearsedInstrument> Read(string copy)
    {
        var path = Path.Combine(copy, Description);
        if (!Sheet(path).TryGet(out var description, out var refusal)
            || !Token.Parse<ProductId>(Text(description, "product"), path).TryGet(out var product, out refusal)
            || !Token.Parse<SerialNumber>(Text(description, "serial"), path).TryGet(out var serial, out refusal))
        {
            return refusal;
        }

        return new RehearsedInstrument(copy, product, serial);
    }

    // The Applier reads the whole sheet and judges it; here the names alone are wanted.
    private Result<JsonElement> Sheet(string path) =>
        JsonTree.Read(Utf8Text.WithoutMark(files.File.ReadAllBytes(path)), path, 1 << 20);

    private static string? Text(JsonElement sheet, string name) =>
        sheet.ValueKind == JsonValueKind.Object && sheet.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

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
}

/// <summary>A make-believe instrument.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Product">Product.</param>
/// <param name="Serial">Serial number.</param>
internal sealed record RehearsedInstrument(string Folder, ProductId Product, SerialNumber Serial);
