using PatchKit.Shared;
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
                if (mode.After is { } earlier)
                    output.WriteLine($"      after {earlier} is done");
                foreach (var phase in mode.Phases)
                {
                    output.WriteLine($"      {phase.Id}");
                    foreach (var step in phase.Steps)
                    {
                        output.WriteLine($"        {step.Kind,-18} {step.Title.En}");
                        foreach (var said in BundleSheet.Says(step))
                            output.WriteLine($"          {Printable.Line(said)}");
                    }
                }
            }
        }

        foreach (var password in BundleSheet.Passwords(manifest))
            output.WriteLine($"  password {password}");
    }

    private static string Called(ModeTarget mode) => mode.Name is { } name ? $" (called {name.En})" : "";

    /// <summary>Prints it with the scripts' text, and with what has changed since another bundle.</summary>
    public static void Print(BundleSheet sheet, BundleSheet? before, TextWriter output)
    {
        Print(sheet.Manifest, output);
        output.WriteLine($"  sha-256 {sheet.Digest}");
        foreach (var script in sheet.Scripts)
        {
            output.WriteLine($"{Environment.NewLine}  {script.Path}");
            foreach (var line in script.Text.TrimEnd('\n').Split('\n'))
                output.WriteLine($"  | {Printable.Line(line)}");
        }

        if (before is null)
            return;
        output.WriteLine($"{Environment.NewLine}  Changed since {before.Manifest.Bundle} ({before.Digest})");
        foreach (var line in sheet.Since(before))
            output.WriteLine($"  {Printable.Line(line)}");
    }
}
