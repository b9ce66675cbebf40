namespace PatchKit.Tests.Applier.Operators;

/// <summary>Examples in docs/formats, so that a page and the code cannot drift apart.</summary>
internal static class DocPage
{
    /// <summary>The first fenced block of a language in a page.</summary>
    public static string Block(string page, string language)
    {
        var text = File.ReadAllText(Path.Combine(RepositoryRoot(), "docs", "formats", page)).ReplaceLineEndings("\n");
        var fence = $"```{language}\n";
        var begin = text.IndexOf(fence, StringComparison.Ordinal) + fence.Length;
        return text[begin..text.IndexOf("```", begin, StringComparison.Ordinal)];
    }

    /// <summary>A file or folder of the repository.</summary>
    public static string At(params string[] path) => Path.Combine([RepositoryRoot(), .. path]);

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "PatchKit.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("no repository above the tests");
        return folder;
    }
}
