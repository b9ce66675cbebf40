namespace PatchKit.Shared.Values;

/// <summary>Names of the accounts that services run under, as Windows and people write them.</summary>
public static class LogonAccount
{
    /// <summary>
    /// Whether two spellings name the same account: case, blanks in built-in names and the leading authority do not matter.
    /// </summary>
    public static bool Same(string left, string right) => Key(left) == Key(right);

    /// <summary>Whether this is Windows' own account with all rights.</summary>
    public static bool IsSystem(string account) => Key(account) == "*SYSTEM";

    /// <summary>
    /// Whether a service needs a password to run under it. Built-in accounts, virtual ones (<c>NT SERVICE\x</c>) and managed ones
    /// (<c>domain\name$</c>) have none. Source: Windows, ChangeServiceConfig, lpPassword.
    /// </summary>
    public static bool HasPassword(string account) =>
        !Key(account).StartsWith('*') && !account.StartsWith(@"NT SERVICE\", StringComparison.OrdinalIgnoreCase)
            && !account.EndsWith('$');

    private static string Key(string account)
    {
        var key = account.Trim().ToUpperInvariant();
        return key.Replace(" ", "", StringComparison.Ordinal) switch
        {
            "LOCALSYSTEM" or @"NTAUTHORITY\SYSTEM" or @"NTAUTHORITY\LOCALSYSTEM" or @".\LOCALSYSTEM" => "*SYSTEM",
            "LOCALSERVICE" or @"NTAUTHORITY\LOCALSERVICE" => "*LOCALSERVICE",
            "NETWORKSERVICE" or @"NTAUTHORITY\NETWORKSERVICE" => "*NETWORKSERVICE",
            _ => key,
        };
    }
}
