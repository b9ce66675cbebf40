using System.Collections.Immutable;
using System.Runtime.Versioning;
using System.Text.Json.Serialization;
using PatchKit.Shared.Bundles;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>
/// Patches of Windows Installer (.msp): what a patch says of itself, to which products it is applied, and whether it could be
/// taken out of them again. Source: Windows Installer, "Uninstallable Patches", "Uninstalling Patches".
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsPatches(WindowsRegistry registry, InstallerProcess programs)
{
    private const int GuidLength = 38;
    private const string Policies = @"HKLM\SOFTWARE\Policies\Microsoft\Windows\Installer";

    /// <summary>Why a patch would not be applied, or could not be taken out again; null when it could.</summary>
    /// <remarks>
    /// Windows marks a patch as not removable for what its transforms add to certain tables too; that is not known before it is
    /// applied. Then the undo's read-back tells that the patch is still there.
    /// </remarks>
    /// <exception cref="InstrumentFault">It is no patch.</exception>
    public string? Irremovable(string patch)
    {
        if (InstallerDatabase.AllowsRemoval(patch) is not "1")
            return "the patch does not say that it can be removed (AllowRemoval in its MsiPatchMetadata), so that Windows " +
                "Installer would not take it out again";
        return IsSet("DisablePatch") ? "Windows Installer applies no patches on this machine (DisablePatch)"
            : IsSet("DisablePatchUninstall") ? "Windows Installer removes no patches on this machine (DisablePatchUninstall)"
            : null;
    }

    private bool IsSet(string policy) => registry.Read(Policies, policy, RegistryView.Bits64)?.Text == "1";

    /// <summary>What an undo takes out: the patch, of the products that have it not yet.</summary>
    /// <exception cref="InstrumentFault">It is no patch.</exception>
    public static CapturedPatch Capture(string patch)
    {
        var code = Code(patch);
        return new(code, [.. Targets(patch)
            .Where(product => InstallerDatabase.IsInstalled(product) && !IsApplied(product, code))]);
    }

    /// <summary>Applies it to every product that it is for.</summary>
    public Task<int> Install(InstallerCall call) =>
        programs.Msiexec($"/p \"{call.File}\"", call.Arguments, call.Log, call.Limit);

    /// <summary>Takes it out of each product that has it now and had it not.</summary>
    public async Task<int> Undo(InstallerCall call, CapturedPatch before)
    {
        var code = ExitCode.Done;
        foreach (var product in before.Products.Where(product => IsApplied(product, before.Code)))
        {
            var ended = await programs.Msiexec($"/package {product} MSIPATCHREMOVE={before.Code}", call.UndoArguments,
                $"{call.Log}.{product}.log", call.Limit);
            if (!ExitCode.WentWell(ended))
                return ended;
            if (ended != ExitCode.Done)
                code = ended;
        }

        return code == ExitCode.NotInstalled ? ExitCode.Done : code;
    }

    // The codes of patches that it replaces stand behind its own. Source: Windows Installer, Revision Number Summary.
    private static string Code(string patch) => InstallerDatabase.PackageCode(patch) is { Length: >= GuidLength } codes
        ? codes[..GuidLength]
        : throw new InstrumentFault(patch, "the patch has no code");

    private static string[] Targets(string patch) => (InstallerDatabase.Template(patch) ?? "")
        .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool IsApplied(string product, string patch) => InstallerDatabase.IsInstalled(product)
        && InstallerDatabase.Patches(product).Contains(patch, StringComparer.OrdinalIgnoreCase);
}

/// <summary>A patch and the products that had it not.</summary>
/// <param name="Code">The patch's code.</param>
/// <param name="Products">The products' codes.</param>
internal sealed record CapturedPatch(
    [property: JsonRequired] string Code,
    [property: JsonRequired] ImmutableArray<string> Products);
