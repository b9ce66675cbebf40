namespace PatchKit.Tests.Packager.Campaigns;

/// <summary>The sample campaign of this repository.</summary>
internal static class Sample
{
    public static string Repository { get; } = Above(AppContext.BaseDirectory);

    public static string Folder { get; } = Path.Combine(Repository, "campaigns", "fsn2023-1338");

    /// <summary>The file of one of the sample campaigns.</summary>
    public static string Campaign(string name) => Path.Combine(Repository, "campaigns", name, "campaign.yaml");

    /// <summary>A copy of it whose campaign.yaml was changed.</summary>
    public static string Copy(TestFolder to, Func<string, string>? change = null)
    {
        foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
        {
            var copy = to.At(Path.GetRelativePath(Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        var yaml = to.At("campaign.yaml");
        if (change is not null)
            File.WriteAllText(yaml, change(File.ReadAllText(yaml)));
        return to.Path;
    }

    private static string Above(string folder) =>
        File.Exists(Path.Combine(folder, "PatchKit.slnx")) ? folder : Above(Path.GetDirectoryName(folder)!);
}
