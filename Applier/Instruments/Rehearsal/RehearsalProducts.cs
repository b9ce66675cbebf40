using System.Text.Json.Serialization;

namespace PatchKit.Applier.Instruments.Rehearsal;

/// <summary>The products of <c>products.json</c>.</summary>
internal sealed class RehearsalProducts(RehearsalFolder folder) : IProducts
{
    /// <summary>The file.</summary>
    public const string FileName = "products.json";

    /// <inheritdoc/>
    public InstalledProduct? Find(string name) => folder.Read(FileName, RehearsalFormats.Products)
        .Where(product => string.Equals(product.Name, name, StringComparison.OrdinalIgnoreCase))
        .Select(product => new InstalledProduct(product.Name, product.Version))
        .FirstOrDefault();

    /// <summary>What an installer leaves behind: the product in this version, or no such product.</summary>
    public void Put(string name, string? version)
    {
        var all = folder.Read(FileName, RehearsalFormats.Products);
        var index = Array.FindIndex(all, product => string.Equals(product.Name, name, StringComparison.OrdinalIgnoreCase));
        MakeBelieveProduct[] fresh = version is null ? [] : [new(name, version)];
        all = index < 0 ? [.. all, .. fresh] : [.. all[..index], .. fresh, .. all[(index + 1)..]];
        folder.Write(FileName, all, RehearsalFormats.Products);
    }
}

/// <summary>An entry of <c>products.json</c>.</summary>
internal sealed record MakeBelieveProduct([property: JsonRequired] string Name, [property: JsonRequired] string Version);
