using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace PatchKit.Shared.Bundles;

/// <summary>
/// Folder variables in a product: where they may stand, and putting the folders in their place. A product is gone through as it
/// is written, so that no member can be forgotten.
/// </summary>
public static partial class FolderVariables
{
    private static readonly JsonTypeInfo<ProductTarget> Format =
        (JsonTypeInfo<ProductTarget>)BundleManifest.Format.Type.Options.GetTypeInfo(typeof(ProductTarget));

    // Where the instrument, its mode and its folders are found, nothing is known yet.
    private static readonly string[] WithoutVariables = ["identity", "serialSource", "folders", "detection"];

    /// <summary>The product with the folders of an instrument in the place of their variables.</summary>
    /// <param name="product">The product.</param>
    /// <param name="folders">Full paths, by the variable's name.</param>
    /// <returns>The product, or a refusal when a path becomes none.</returns>
    public static Result<ProductTarget> Resolve(ProductTarget product, IReadOnlyDictionary<string, string> folders)
    {
        if (folders.Count == 0)
            return product;
        var json = JsonSerializer.SerializeToNode(product, Format);
        foreach (var (place, _, text) in Texts(json, "").Where(one => MayStand(one.Place)))
        {
            var resolved = Variable().Replace(text.GetValue<string>(), match =>
                folders.TryGetValue(match.Groups["name"].Value, out var folder) ? folder : match.Value);
            text.ReplaceWith(resolved);
        }

        try
        {
            return JsonSerializer.Deserialize(json, Format)!;
        }
        catch (JsonException wrong)
        {
            return new Refusal(RefusalCode.InstrumentUnknown, product.Name, $"a folder does not fit: {wrong.Message}");
        }
    }

    /// <summary>The variables that a product uses in a mode.</summary>
    public static ImmutableArray<FolderVariable> UsedIn(ProductTarget product, ModeTarget mode)
    {
        var json = JsonSerializer.SerializeToNode(product with { Modes = [mode] }, Format);
        var names = Texts(json, "").Where(one => MayStand(one.Place))
            .SelectMany(one => Variable().Matches(one.Text.GetValue<string>())).Select(match => match.Groups["name"].Value)
            .ToHashSet(StringComparer.Ordinal);
        return [.. product.Folders.Where(folder => names.Contains(folder.Name))];
    }

    /// <summary>The rules of a product's folders, and of every place where one is named.</summary>
    internal static void Check(RuleBook book, ProductTarget product, string path)
    {
        book.Distinct(product.Folders.Select(folder => folder.Name), i => $"{path}.folders[{i}].name", "folder");
        for (var i = 0; i < product.Folders.Length; i++)
        {
            var (name, source, below) = product.Folders[i];
            book.Require(Variable().IsMatch($"${{{name}}}"), $"{path}.folders[{i}].name",
                $"'{name}' is no name of a folder: a letter, then letters and digits, at most 32");
            ProductRules.Source(book, source, $"{path}.folders[{i}].source");
            book.Require(below.Variable is null, $"{path}.folders[{i}].below", "it is a folder of every instrument: no variable");
        }

        var known = product.Folders.Select(folder => folder.Name).ToHashSet(StringComparer.Ordinal);
        var json = JsonSerializer.SerializeToNode(product, Format);
        foreach (var (place, written, text) in Texts(json, ""))
        {
            foreach (Match match in Looking().Matches(text.GetValue<string>()))
            {
                book.Require(MayStand(place), path + written, $"'{match.Value}' is not known yet when this is asked");
                book.Require(!MayStand(place) || known.Contains(match.Groups["name"].Value), path + written,
                    $"'{match.Value}' is none of the product's " +
                        $"folders{(known.Count == 0 ? "" : ": " + string.Join(", ", known))}");
            }
        }
    }

    private static bool MayStand(IReadOnlyList<string> place) => !place.Any(WithoutVariables.Contains);

    // All of them before the first is replaced.
    private static List<(ImmutableArray<string> Place, string Path, JsonValue Text)> Texts(JsonNode? node, string path) =>
        [.. Texts(node, [], path)];

    private static IEnumerable<(ImmutableArray<string> Place, string Path, JsonValue Text)> Texts(
        JsonNode? node, ImmutableArray<string> place, string path) => node switch
        {
            JsonObject members => members.SelectMany(member =>
                Texts(member.Value, place.Add(member.Key), $"{path}.{member.Key}")),
            JsonArray items => items.SelectMany((item, index) => Texts(item, place, $"{path}[{index}]")),
            JsonValue value when value.GetValueKind() == JsonValueKind.String => [(place, path, value)],
            _ => [],
        };

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z][A-Za-z0-9]{0,31})\}")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\$\{(?<name>[^}]*)\}")]
    private static partial Regex Looking();
}
