using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>What a person calls a product and its boot modes: kept where the whole bundle is not at hand.</summary>
/// <param name="Product">The product.</param>
/// <param name="Name">Its name on screens.</param>
/// <param name="Modes">Its modes, in the bundle's order.</param>
public sealed record ProductNames(
    [property: JsonRequired] ProductId Product,
    [property: JsonRequired] string Name,
    [property: JsonRequired] ImmutableArray<ModeName> Modes)
{
    /// <summary>The names of a product of a bundle.</summary>
    public static ProductNames Of(ProductTarget product) =>
        new(product.Product, product.Name, [.. product.Modes.Select(mode => new ModeName(mode.Mode, mode.Called))]);

    /// <summary>The names of a product that is known by its files' names alone.</summary>
    public static ProductNames Plain(ProductId product) => new(product, product.Text, []);

    /// <summary>What a mode is called; its name in files when nothing else is known.</summary>
    public LocalizedText Of(ModeId mode) =>
        Modes.FirstOrDefault(one => one.Mode == mode)?.Name ?? new LocalizedText(mode.Text);
}

/// <summary>What a person calls a boot mode.</summary>
public sealed record ModeName([property: JsonRequired] ModeId Mode, [property: JsonRequired] LocalizedText Name);
