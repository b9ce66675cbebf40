using System.Runtime.CompilerServices;

namespace PatchKit.Tests.Applier.Operators;

/// <summary>
/// Compares what a person sees with a file that a person has approved. PATCHKIT_APPROVE=1 writes the files anew; read them before
/// committing.
/// </summary>
internal static class Approved
{
    public static void Text(string seen, string language, string name, [CallerFilePath] string here = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(here)!, "screens", language, $"{name}.txt");
        var text = string.Join('\n', seen.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd()))
            .TrimEnd('\n') + "\n";
        if (Environment.GetEnvironmentVariable("PATCHKIT_APPROVE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        Assert.True(File.Exists(file), $"{file} is missing");
        Assert.Equal(File.ReadAllText(file), text);
    }
}
