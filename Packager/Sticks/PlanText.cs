using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Sticks;

/// <summary>What a bundle does, in plain lines: product by product, mode by mode, step by step.</summary>
internal static class PlanText
{
    /// <summary>Prints it.</summary>
    public static void Print(BundleManifest manifest, TextWriter output)
    {
        output.WriteLine($"Bundle {manifest.Bundle}: {manifest.Title.En}");
        Write(output, "  ", manifest.Summary.En);
        foreach (var said in SheetWords.Of(manifest).Append($"files: {manifest.Files.Length}"))
            Write(output, "  ", said);
        foreach (var product in manifest.Products)
        {
            output.WriteLine($"  {product.Name}");
            foreach (var said in SheetWords.Of(product))
                Write(output, "    ", said);
            foreach (var mode in product.Modes)
            {
                output.WriteLine($"    {mode.Mode.Text} mode");
                foreach (var said in SheetWords.Of(mode))
                    Write(output, "      ", said);
                foreach (var phase in mode.Phases)
                {
                    output.WriteLine($"      {phase.Id}: {phase.Title.En}");
                    foreach (var step in phase.Steps)
                    {
                        output.WriteLine($"        {step.Kind,-18} {step.Title.En}");
                        foreach (var said in SheetWords.Of(step))
                            Write(output, "          ", said);
                    }
                }
            }
        }

        foreach (var password in BundleSheet.Passwords(manifest))
            output.WriteLine($"  password {password}");
    }

    /// <summary>
    /// Prints it with the other languages, the notices' and scripts' text, and with what has changed since another bundle.
    /// </summary>
    public static void Print(BundleSheet sheet, BundleSheet? before, TextWriter output)
    {
        Print(sheet.Manifest, output);
        output.WriteLine($"  sha-256 {sheet.Digest}");
        foreach (var (place, text) in sheet.Texts())
        {
            foreach (var (language, words) in text.Texts.Where(one => one.Key != LocalizedText.English))
                Write(output, "  ", $"{place}, {language}: {words}");
        }

        foreach (var file in sheet.Written)
        {
            output.WriteLine($"{Environment.NewLine}  {file.Path}");
            foreach (var line in file.Text.TrimEnd('\n').Split('\n'))
                output.WriteLine($"  | {Printable.Line(line, int.MaxValue)}");
        }

        if (before is null)
            return;
        output.WriteLine($"{Environment.NewLine}  Changed since {before.Manifest.Bundle} ({before.Digest})");
        foreach (var line in sheet.Since(before))
            Write(output, "  ", line);
    }

    // What is signed is shown to its end, however long it is.
    private static void Write(TextWriter output, string indent, string said) => output.WriteLine(
        indent + string.Join($"{Environment.NewLine}{indent}  ", said.Split('\n')
            .Select(line => Printable.Line(line, int.MaxValue))));
}
