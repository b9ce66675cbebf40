using System.Text.Json.Serialization;

namespace PatchKit.Applier.Instruments.Rehearsal;

/// <summary>Updates, scheduled tasks and certificates of <c>inventory.json</c>, which may be absent.</summary>
internal sealed class RehearsalInventory(RehearsalFolder folder) : IInventory
{
    /// <summary>The file.</summary>
    public const string FileName = "inventory.json";

    /// <inheritdoc/>
    public bool HasHotfix(string kb) => All("inventory.hotfix").Hotfixes.Contains(kb, StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public bool? IsTaskEnabled(string path) => All("inventory.task").Tasks
        .FirstOrDefault(task => string.Equals(task.Path, path, StringComparison.OrdinalIgnoreCase))?.Enabled;

    /// <inheritdoc/>
    public bool HasCertificate(string store, string thumbprint) => All("inventory.certificate").Certificates.Any(one =>
        string.Equals(one.Store, store, StringComparison.OrdinalIgnoreCase)
        && string.Equals(one.Thumbprint, thumbprint, StringComparison.OrdinalIgnoreCase));

    /// <summary>What an installer leaves behind: the update, or no such update.</summary>
    public void Put(string kb, bool there)
    {
        var all = All();
        if (all.Hotfixes.Contains(kb, StringComparer.OrdinalIgnoreCase) == there)
            return;
        string[] rest = [.. all.Hotfixes.Where(other => !string.Equals(other, kb, StringComparison.OrdinalIgnoreCase))];
        folder.Write(FileName, all with { Hotfixes = there ? [.. rest, kb] : rest }, RehearsalFormats.Inventory);
    }

    /// <summary>Reads it.</summary>
    public MakeBelieveInventory All() => folder.FileSystem.File.Exists(folder.StateFile(FileName))
        ? folder.Read(FileName, RehearsalFormats.Inventory)
        : new([], [], []);

    // A fault of machine.json plays a Windows that does not answer.
    private MakeBelieveInventory All(string call)
    {
        folder.Obeys(call, FileName);
        return All();
    }
}

/// <summary>The file <c>inventory.json</c>.</summary>
/// <param name="Hotfixes">Installed updates.</param>
/// <param name="Tasks">Scheduled tasks.</param>
/// <param name="Certificates">Certificates of the machine.</param>
internal sealed record MakeBelieveInventory(
    [property: JsonRequired] string[] Hotfixes,
    [property: JsonRequired] MakeBelieveTask[] Tasks,
    [property: JsonRequired] MakeBelieveCertificate[] Certificates);

/// <summary>A scheduled task.</summary>
internal sealed record MakeBelieveTask([property: JsonRequired] string Path, [property: JsonRequired] bool Enabled);

/// <summary>A certificate.</summary>
internal sealed record MakeBelieveCertificate(
    [property: JsonRequired] string Store,
    [property: JsonRequired] string Thumbprint);
