using System.Globalization;
using System.Text.Json;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Sticks;

/// <summary>
/// What the parts of a manifest say, in lines for a person: the same on a screen, on paper, and where two are compared.
/// </summary>
internal static class SheetWords
{
    /// <summary>What a bundle says of itself as a whole.</summary>
    public static IEnumerable<string> Of(BundleManifest manifest) =>
    [
        $"counter: {Number(manifest.Counter)}",
        $"released: {manifest.Released.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC",
        $"Windows build: {Number(manifest.MinimumOsBuild)} or later",
        $"languages: {string.Join(", ", manifest.Languages)}",
        .. manifest.Vulnerabilities.Select(vulnerability => $"closes: {vulnerability}"),
        .. manifest.Notices.Select(notice => $"notice in {notice.Key}: {notice.Value}"),
    ];

    /// <summary>What a product says besides its modes: how it is known, when it is idle, what is backed up.</summary>
    public static IEnumerable<string> Of(ProductTarget product) =>
    [
        $"name: {product.Name} ({product.Product})",
        product.UdiDi is { } udi ? $"UDI-DI: {udi}" : "UDI-DI: none",
        $"catalogue numbers: {string.Join(", ", product.CatalogueNumbers)}",
        .. product.Identity.Select(probe => $"known by: {Of(probe)}"),
        $"serial number: read from {Says(Json(product.SerialSource))}; usual shape {product.SerialShape}",
        .. product.Folders.Select(folder =>
            $"folder ${{{folder.Name}}}: read from {Says(Json(folder.Source))}; "
                + $"refused unless it is {folder.Below} or lies in it"),
        .. Idle(product.IdleGate),
        .. product.BackupSet.Mandatory.Select(path => $"always backed up: {path}"),
        .. product.BackupSet.Optional.Select(path => $"backed up if the operator wants it: {path}"),
        "what an undo needs is kept: " + (product.UndoDays == 0 ? "without a limit of days"
            : $"{Number(product.UndoDays)} days after the receipt reached a stick")
            + (product.UndoUntilNextBundle ? ", and no longer than to the next bundle" : ""),
    ];

    /// <summary>What a mode says besides its plan: how it is known, what is affected.</summary>
    public static IEnumerable<string> Of(ModeTarget mode) =>
    [
        $"mode: {mode.Called.En} ({mode.Mode})",
        .. mode.Detection.Select(probe => $"known by: {Of(probe)}"),
        .. new[] { mode.After }.OfType<ModeId>().Select(earlier => $"after {earlier} is done"),
        $"affected: {mode.Software} {string.Join(" or ", mode.Affected)}; version read from {Says(Json(mode.SoftwareVersion))}",
    ];

    /// <summary>What a step says, member by member, without its name and title.</summary>
    public static IEnumerable<string> Of(Step step)
    {
        var members = Json<Step>(step).EnumerateObject()
            .Where(member => member.Name is not ("kind" or "id" or "title" or "proof" or "when"));
        return
        [
            .. step.When.Select(probe => $"only when: {Of(probe)}"),
            .. members.Where(member => Says(member.Value) is not ("" or "no"))
                .SelectMany(member => Each(member.Value).Select(value => $"{member.Name}: {Says(value)}")),
            .. step.Proof.Select(probe => $"proof: {Of(probe)}"),
            $"undo: {UndoOf(step)}",
        ];
    }

    /// <summary>The texts of a step that a person reads in their language, and where each stands.</summary>
    public static IEnumerable<(string Place, LocalizedText Text)> Texts(Step step) => step is AskOperatorStep ask
        ? [($"step {step.Id}", step.Title), ($"step {step.Id}, text", ask.Text)]
        : [($"step {step.Id}", step.Title)];

    /// <summary>What a bundle says of one of its files.</summary>
    public static string Of(BundleFile file) => $"{file.Path}: {Number(file.Length)} bytes, SHA-256 {file.Sha256}";

    private static IEnumerable<string> Idle(IdleGate gate)
    {
        if (gate.Processes.Length > 0)
            yield return $"idle when none of these runs: {string.Join(", ", gate.Processes)}";
        if (gate.RunFolders.Length > 0)
            yield return $"idle when every run in {string.Join(", ", gate.RunFolders)} has " +
                $"{string.Join(" or ", gate.FinishedMarkers)}, "
                + $"the youngest at least {Number(gate.QuietMinutes)} minutes old";
        else
            yield return "idle: no folder of runs is looked at";
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string UndoOf(Step step) => step switch
    {
        RunInstallerStep { InstalledBy: InstallerKind.Package } =>
            "Windows Installer removes it, and installs again what it has replaced",
        RunInstallerStep { InstalledBy: InstallerKind.Patch } =>
            "Windows Installer takes it out of the products that it has patched; where Windows would not, it is not begun",
        RunInstallerStep { InstalledBy: InstallerKind.Update } update =>
            $"Windows removes the update {update.Update}; where it is permanent, it is not begun",
        RunInstallerStep { UndoPayloads.IsEmpty: true } =>
            "the installer removes itself, by undoArguments; where another version is installed before, it is not begun",
        RunInstallerStep installer =>
            "the installer removes itself, by undoArguments, and the version that was installed before is installed again: " +
            $"{string.Join(", ", installer.UndoPayloads.Select(one => one.Version.Text))}; where another " +
            "one is installed, it is not begun",
        UninstallStep { Program: null } => "Windows Installer installs it again, from its own package, which is kept",
        UninstallStep product => "the version that was installed is installed again: " +
            $"{string.Join(", ", product.UndoPayloads.Select(one => one.Version.Text))}; where another one is installed, it is " +
            "not begun",
        RunScriptStep => "the script's own undo; the files under changes are put back as they were",
        AskOperatorStep => "the operator is asked to take it back, and the proof is read back",
        _ => "what was read before the step is put back",
    };

    private static string Of(Probe probe) => Says(Json<Probe>(probe))
        + (probe is ScriptProbe ? " (weak: the script's own word, nothing that the kit sees itself)" : "");

    private static JsonElement Json<T>(T value) =>
        JsonSerializer.SerializeToElement(value, BundleManifest.Format.Type.Options.GetTypeInfo(typeof(T)));

    // What has members of its own gets a line each.
    private static JsonElement[] Each(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.Object)
            ? [.. value.EnumerateArray()]
            : [value];

    // The exception is existence, which goes without saying where it is asked for.
    private static bool IsSaid(JsonProperty member) => Says(member.Value).Length > 0
        && member.Value.ValueKind != (member.Name == "exists" ? JsonValueKind.True : JsonValueKind.False);

    private static string Says(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object when value.TryGetProperty(LocalizedText.English, out var text) => Says(text),
        JsonValueKind.Object => string.Join(", ", value.EnumerateObject().Where(IsSaid)
            .Select(member => member.Name == "kind" ? Says(member.Value) : $"{member.Name} {Says(member.Value)}")),
        JsonValueKind.Array => string.Join("; ", value.EnumerateArray().Select(Says)),
        JsonValueKind.Null or JsonValueKind.Undefined => "",
        JsonValueKind.String when value.ValueEquals("") => "(empty)",
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        _ => value.GetRawText(),
    };
}
