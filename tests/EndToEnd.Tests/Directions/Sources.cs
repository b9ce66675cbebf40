using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd.Directions;

/// <summary>One place in the sources that uses a symbol.</summary>
/// <param name="File">The file, from the checkout's root, with forward slashes.</param>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Symbol">What is used.</param>
/// <param name="Type">The type that it is or belongs to.</param>
internal sealed record Use(string File, int Line, ISymbol Symbol, INamedTypeSymbol Type)
{
    /// <summary>The file that declares the type; null for one of the framework or a package.</summary>
    public string? Declared => Type.OriginalDefinition.Locations.FirstOrDefault(place => place.IsInSource)?.SourceTree!.FilePath;

    public override string ToString() => $"{File}:{Line} uses {Type.Name}";
}

/// <summary>A project's sources as the compiler understands them, without what generators add.</summary>
internal sealed class Sources
{
    // What <ImplicitUsings> gives a console program.
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly CSharpParseOptions Language = new(LanguageVersion.Latest, DocumentationMode.None);
    private static readonly Dictionary<string, MetadataReference> Platform = References();

    private readonly CSharpCompilation _compilation;

    private Sources(string project, IEnumerable<(string Path, string Text)> files, params IEnumerable<Sources> known)
    {
        Project = project;
        var trees = files.Append(("", ImplicitUsings))
            .Select(file => CSharpSyntaxTree.ParseText(file.Item2, Language, file.Item1));
        _compilation = CSharpCompilation.Create(
            project, trees, [.. Platform.Values, .. known.Select(other => other._compilation.ToMetadataReference())],
            new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        Uses = [.. _compilation.SyntaxTrees.Where(tree => tree.FilePath.Length > 0).AsParallel().AsOrdered().SelectMany(UsesOf)];
    }

    public static Sources Shared { get; } = Of("Shared");

    public static Sources Packager { get; } = Of("Packager", Shared);

    public static Sources Applier { get; } = Of("Applier", Shared);

    /// <summary>The project's folder.</summary>
    public string Project { get; }

    /// <summary>Every use of a type or member, in the order of the files; imports and comments are none.</summary>
    public IReadOnlyList<Use> Uses { get; }

    /// <summary>
    /// Names of types that the compiler does not know: a reference is missing, and uses of them would go unseen.
    /// </summary>
    public IEnumerable<string> Unknown => _compilation.GetDeclarationDiagnostics()
        .Where(wrong => wrong.Id is "CS0246" or "CS0234").Select(wrong => wrong.ToString());

    /// <summary>Sources that stand in no file.</summary>
    public static Sources InMemory(string project, params IEnumerable<(string Path, string Text)> files) => new(project, files);

    private static Sources Of(string project, params IEnumerable<Sources> known) => new(
        project,
        Repository.Sources(project).Select(file => (Repository.Relative(file), File.ReadAllText(file))),
        known);

    private IEnumerable<Use> UsesOf(SyntaxTree tree)
    {
        var model = _compilation.GetSemanticModel(tree);
        foreach (var node in tree.GetRoot().DescendantNodes(node => node is not UsingDirectiveSyntax))
        {
            if (node is not (SimpleNameSyntax or ImplicitObjectCreationExpressionSyntax))
                continue;
            var symbol = model.GetSymbolInfo(node).Symbol;
            if ((symbol as INamedTypeSymbol ?? symbol?.ContainingType) is { } type)
                yield return new(tree.FilePath, node.GetLocation().GetLineSpan().StartLinePosition.Line + 1, symbol!, type);
        }
    }

    // The assemblies that this test and the built programs run on, the kit's own excepted.
    private static Dictionary<string, MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Concat(Directory.GetFiles(Path.Combine(Built.Output, "applier"), "*.dll"))
            .Where(path => Path.GetFileNameWithoutExtension(path) is not ("PatchKit.Shared" or "Packager" or "Applier"))
            .DistinctBy(Path.GetFileName)
            .Where(IsManaged)
            .ToDictionary(path => Path.GetFileName(path), path => (MetadataReference)MetadataReference.CreateFromFile(path));

    private static bool IsManaged(string path)
    {
        using var file = File.OpenRead(path);
        using var image = new PEReader(file);
        return image.HasMetadata;
    }
}
