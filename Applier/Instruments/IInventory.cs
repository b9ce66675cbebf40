namespace PatchKit.Applier.Instruments;

/// <summary>What of Windows is only ever read: updates, scheduled tasks, certificates.</summary>
internal interface IInventory
{
    /// <summary>Whether an update is installed, by its number in Microsoft's knowledge base.</summary>
    bool HasHotfix(string kb);

    /// <summary>Whether a scheduled task is enabled, by its path; null when there is no such task.</summary>
    bool? IsTaskEnabled(string path);

    /// <summary>Whether a store of the machine holds a certificate, by its SHA-1 thumbprint.</summary>
    bool HasCertificate(string store, string thumbprint);
}
