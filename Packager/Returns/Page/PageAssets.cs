using System.Security.Cryptography;
using System.Text;

namespace PatchKit.Packager.Returns.Page;

/// <summary>
/// The style and the script that every report page carries in itself, and the policy that lets nothing else act.
/// </summary>
internal static class PageAssets
{
    /// <summary>The style sheet.</summary>
    public static string Style { get; } = Read("report.css");

    /// <summary>The script.</summary>
    public static string Script { get; } = Read("report.js");

    /// <summary>
    /// What a browser may load and run (Content Security Policy Level 3): this style and this script by their hashes.
    /// </summary>
    /// <param name="live">Whether the page may also speak to the program that serves it.</param>
    public static string Policy(bool live) => $"default-src 'none'; style-src {Hash(Style)}; script-src {Hash(Script)}; "
        + $"{(live ? "connect-src 'self'; " : "")}base-uri 'none'; form-action 'none'";

    private static string Hash(string text) =>
        $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";

    // A browser reads line ends as LF before it hashes.
    private static string Read(string name)
    {
        using var stream = typeof(PageAssets).Assembly.GetManifestResourceStream($"page/{name}")
            ?? throw new InvalidOperationException($"{name} is not in this program");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
