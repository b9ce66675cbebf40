using PatchKit.Shared.Values;

namespace PatchKit.Applier.Operators.Unattended;

/// <summary>
/// Passwords for an unattended session: lines <c>ACCOUNT=PASSWORD</c> from a file descriptor that the caller opened
/// (<c>--password-fd</c>). They are never in the answers file, on the command line or in the environment, where others could read
/// them.
/// </summary>
/// <remarks>
/// An account's name cannot hold an equals sign on Windows, so the first one ends it. Names are compared without case.
/// </remarks>
internal sealed class PasswordLines
{
    private readonly Dictionary<string, string> _passwords = new(StringComparer.OrdinalIgnoreCase);

    private PasswordLines()
    {
    }

    /// <summary>No passwords.</summary>
    public static PasswordLines None { get; } = new();

    /// <summary>Reads all lines; one without an equals sign is ignored.</summary>
    public static PasswordLines Read(TextReader input)
    {
        var lines = new PasswordLines();
        while (input.ReadLine() is { } line)
        {
            // Some shells write a byte-order mark in front of what they pipe, and some keyboards an accent behind its letter.
            if (ComposedText.Compose(line.TrimStart('\ufeff')).Split('=', 2) is [{ Length: > 0 } account, var password])
                lines._passwords[account] = password;
        }

        return lines;
    }

    /// <summary>The password of an account, or null.</summary>
    public string? Of(string account) => _passwords.GetValueOrDefault(account);
}
