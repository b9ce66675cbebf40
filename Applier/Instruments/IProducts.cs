namespace PatchKit.Applier.Instruments;

/// <summary>Installed products.</summary>
internal interface IProducts
{
    /// <summary>The product with this display name, or null.</summary>
    InstalledProduct? Find(string name);
}

/// <summary>An installed product.</summary>
/// <param name="Name">Display name.</param>
/// <param name="Version">Version as the machine writes it.</param>
internal sealed record InstalledProduct(string Name, string Version);
