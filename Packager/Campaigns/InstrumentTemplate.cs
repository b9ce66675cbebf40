using System.Collections.Immutable;
using System.IO.Abstractions;
using System.Text.Json;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Campaigns;

/// <summary>
/// A make-believe instrument as it lies in a campaign's folder: what it says of itself, and where it does not fit the campaign.
/// The Applier reads all of it and judges it; here is looked for what would stop or mislead a rehearsal. Format:
/// docs/formats/rehearsal-instrument.md.
/// </summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Product">Product.</param>
/// <param name="Serial">Serial number.</param>
/// <param name="Booted">The mode that its sheet says is booted; null where that is no mode's name.</param>
internal sealed record InstrumentTemplate(string Folder, ProductId Product, SerialNumber Serial, ModeId? Booted)
{
    /// <summary>Its sheet.</summary>
    public const string Sheet = "instrument.json";

    /// <summary>The folder in it with a folder for each mode.</summary>
    private const string Modes = "modes";

    private const string Products = "products.json";
    private const string Hands = "hands.json";
    private const int Longest = 1 << 20;

    /// <summary>The files of a mode that have to be there.</summary>
    public static ImmutableArray<string> Needed { get; } =
        ["accounts.json", "firewall.json", "listeners.json", "machine.json", "processes.json", Products, "registry.json",
            "services.json"];

    private static readonly ImmutableArray<string> Known = [.. Needed, Hands, "inventory.json", "restart-moves.json"];

    /// <summary>The folders of a campaign's instruments, in order.</summary>
    public static IEnumerable<string> Folders(IFileSystem files, string rehearsal) => files.Directory
        .EnumerateDirectories(rehearsal).Where(folder => files.Path.GetFileName(folder) != StandInPackage.Folder)
        .Order(StringComparer.Ordinal);

    /// <summary>Reads an instrument's sheet.</summary>
    public static Result<InstrumentTemplate> Read(IFileSystem files, string folder)
    {
        var path = files.Path.Combine(folder, Sheet);
        if (!files.File.Exists(path))
            return new Refusal(RefusalCode.InputMissing, path,
                $"it is missing: every folder of rehearsal/ but {StandInPackage.Folder}/ is an instrument");
        return Json(files, path).TryGet(out var sheet, out var refusal)
            && Token.Parse<ProductId>(Text(sheet, "product"), path).TryGet(out var product, out refusal)
            && Token.Parse<SerialNumber>(Text(sheet, "serial"), path).TryGet(out var serial, out refusal)
                ? new InstrumentTemplate(folder, product, serial,
                    Token.Parse<ModeId>(Text(sheet, "booted"), path).TryGet(out var booted, out _) ? booted : null)
                : refusal!;
    }

    /// <summary>Where it does not fit the campaign, so that no rehearsal can be begun on it.</summary>
    public IEnumerable<AuthoredMistake> Unfit(IFileSystem files, BundleManifest manifest)
    {
        if (In(manifest) is not { } product)
        {
            yield return new(files.Path.Combine(Folder, Sheet), $"'{Product}' is no product of the campaign; it has "
                + string.Join(", ", manifest.Products.Select(one => one.Product)));
            yield break;
        }

        foreach (var place in product.Modes.Select(mode => Place(files, mode.Mode.Text))
            .Where(place => !files.Directory.Exists(place)))
            yield return new(place, $"this folder is missing: an instrument has one for each mode of {Product}");
    }

    /// <summary>Where it contradicts the campaign otherwise: nobody rehearses it, or the rehearsal will fail.</summary>
    public IEnumerable<AuthoredMistake> Odd(IFileSystem files, BundleManifest manifest)
    {
        if (In(manifest) is not { } product)
            yield break;
        var modes = product.Modes.Select(mode => mode.Mode.Text).ToList();
        var has = $"is no mode of {Product}, which has {string.Join(", ", modes)}";
        if (Booted is not { } booted || !modes.Contains(booted.Text))
            yield return new(files.Path.Combine(Folder, Sheet), $"'booted' {has}");
        if (files.Directory.Exists(Place(files, "")))
        {
            foreach (var unknown in files.Directory.EnumerateDirectories(Place(files, ""))
                .Where(mode => !modes.Contains(files.Path.GetFileName(mode))).Order(StringComparer.Ordinal))
                yield return new(unknown, $"this {has}: nothing of it is rehearsed");
        }

        foreach (var mode in product.Modes.Where(mode => files.Directory.Exists(Place(files, mode.Mode.Text))))
        {
            foreach (var odd in Odd(files, mode, Place(files, mode.Mode.Text)))
                yield return odd;
        }
    }

    private static IEnumerable<AuthoredMistake> Odd(IFileSystem files, ModeTarget mode, string place)
    {
        var there = files.Directory.EnumerateFiles(place).Select(file => files.Path.GetFileName(file))
            .Order(StringComparer.Ordinal).ToList();
        foreach (var name in Needed.Where(name => !there.Contains(name)))
            yield return new(files.Path.Combine(place, name), "this file is missing: an instrument has it in each mode");
        if (!files.Directory.Exists(files.Path.Combine(place, "C")))
            yield return new(files.Path.Combine(place, "C"), "this folder is missing: every mode has a C drive");
        foreach (var name in there.Where(name => !Known.Contains(name) && !CampaignTexts.IsLitter(name)))
            yield return new(files.Path.Combine(place, name), "nobody reads this file; "
                + (Known.FirstOrDefault(known => Spelling.Distance(known, name) <= 2) is { } meant
                    ? $"did you mean '{meant}'?"
                    : $"the files of a mode are {string.Join(", ", Known)}"));
        foreach (var name in there.Where(name => Known.Contains(name)))
        {
            var path = files.Path.Combine(place, name);
            if (!Json(files, path).TryGet(out var content, out var refusal))
                yield return new(refusal.Place, refusal.Reason);
            else if (name == Products && Unaffected(content, mode) is { } unaffected)
                yield return new(path, unaffected);
            else if (name == Hands)
            {
                foreach (var step in Idle(content, mode))
                    yield return new(path,
                        $"'{step}' is no step by hand (ask-operator) of this mode, so that this hand does nothing");
            }
        }
    }

    // Only what the campaign itself names: a version that stands in a file or in the registry is for the rehearsal to read.
    private static string? Unaffected(JsonElement products, ModeTarget mode) =>
        mode.SoftwareVersion is ProductSource source && products.ValueKind == JsonValueKind.Array
            && products.EnumerateArray().FirstOrDefault(product =>
                string.Equals(Text(product, "name"), source.Name, StringComparison.OrdinalIgnoreCase)) is { } installed
            && SoftwareVersion.TryParse(Text(installed, "version"), out var version)
            && !mode.Affected.Any(range => range.Contains(version))
                ? $"'{source.Name}' {version} is not affected ({string.Join(" or ", mode.Affected)}), so that nothing is " +
                    "applied here"
                : null;

    private static IEnumerable<string> Idle(JsonElement hands, ModeTarget mode) =>
        hands.ValueKind == JsonValueKind.Object && hands.TryGetProperty("steps", out var steps)
            && steps.ValueKind == JsonValueKind.Object
                ? steps.EnumerateObject().Select(step => step.Name).Except(mode.Phases.SelectMany(phase => phase.Steps)
                    .OfType<AskOperatorStep>().Select(step => step.Id.Text))
                : [];

    private ProductTarget? In(BundleManifest manifest) => manifest.Products.FirstOrDefault(one => one.Product == Product);

    private string Place(IFileSystem files, string mode) => files.Path.Combine(Folder, Modes, mode);

    private static Result<JsonElement> Json(IFileSystem files, string path) =>
        JsonTree.Read(Utf8Text.WithoutMark(files.File.ReadAllBytes(path)), path, Longest);

    private static string? Text(JsonElement sheet, string name) =>
        sheet.ValueKind == JsonValueKind.Object && sheet.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
