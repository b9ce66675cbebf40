using System.Runtime.CompilerServices;

namespace PatchKit.Tests.EndToEnd;

/// <summary>The checkout that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Folder(params string[] parts) => Path.Combine([Root, .. parts]);

    public static IEnumerable<string> Sources(string room) => Directory
        .EnumerateFiles(Folder(room), "*.cs", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal);

    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static string FindRoot([CallerFilePath] string here = "")
    {
        // A deterministic build maps the source path away; then the way up from the test's own folder finds the checkout.
        foreach (var start in new[] { Path.GetDirectoryName(here), AppContext.BaseDirectory })
        {
            for (var folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
            {
                if (File.Exists(Path.Combine(folder, "PatchKit.slnx")))
                    return folder;
            }
        }

        throw new InvalidOperationException("These tests read the checkout, and PatchKit.slnx was not found above them.");
    }
}
