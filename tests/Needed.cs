namespace PatchKit.Tests;

/// <summary>
/// What a test needs beside the .NET SDK. Where it is missing the test is skipped and says so, so that the SDK alone is enough to
/// try the kit; in continuous integration, which installs <c>.ci/debian-packages</c>, that is a failure.
/// </summary>
internal static class Needed
{
    /// <summary>Programs on the path.</summary>
    public static void Programs(params string[] names)
    {
        var missing = names.Where(name => !IsThere(name)).ToList();
        That(missing.Count == 0, $"not installed here (see .ci/debian-packages): {string.Join(", ", missing)}");
    }

    /// <summary>Anything else; <paramref name="otherwise"/> says what is missing.</summary>
    public static void That(bool holds, string otherwise)
    {
        if (!holds && Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail(otherwise);
        Assert.SkipUnless(holds, otherwise);
    }

    /// <summary>Whether a program is on the path.</summary>
    public static bool IsThere(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, name)));
}
