using PatchKit.Shared.Bundles;

namespace PatchKit.Packager.Sticks;

/// <summary>What a bundle does, in plain lines: product by product, mode by mode, step by step.</summary>
internal static class PlanText
{
    /// <summary>Prints it.</summary>
    public static void Print(BundleManifest manifest, TextWriter output)
    {
        output.WriteLine($"Bundle {manifest.Bundle}: {manifest.Title.En}");
        output.WriteLine(
            $"  counter {manifest.Counter}, released {manifest.Released:yyyy-MM-dd}, Windows build {manifest.MinimumOsBuild} " +
            $"or later, {manifest.Files.Length} files");
        foreach (var product in manifest.Products)
        {
            output.WriteLine($"  {product.Name} ({(product.UdiDi is { } udi ? $"UDI-DI {udi}" : "no UDI")})");
            foreach (var mode in product.Modes)
            {
                output.WriteLine(
                    $"    {mode.Mode.Text} mode{Called(mode)}: {mode.Software} {string.Join(" or ", mode.Affected)}");
                foreach (var phase in mode.Phases)
                {
                    output.WriteLine($"      {phase.Id}");
                    foreach (var step in phase.Steps)
                        output.WriteLine($"        {step.Kind,-18} {step.Title.En}");
                }
            }
        }
    }

    private static string Called(ModeTarget mode) => mode.Name is { } name ? $" (called {name.En})" : "";
}
