namespace PatchKit.Shared.Values;

/// <summary>Names of the accounts that services run under, as Windows and people write them.</summary>
public static class LogonAccount
{
    /// <summary>
    /// Whether two spellings name the same account: case, blanks in built-in names, the leading authority of a built-in one and
    /// the <c>.\</c> of a local one do not matter. What only a machine knows (its name, its language) has to be made canonical
    /// first.
    /// </summary>
    public static bool Same(string left, string right) => Key(left) == Key(right);

    /// <summary>Windows' own account with all rights.</summary>
    public const string LocalSystem = "LocalSystem";

    /// <summary>Windows' own account for services with few rights.</summary>
    public const string LocalService = @"NT AUTHORITY\LocalService";

    /// <summary>The same, which shows the machine's name in the network.</summary>
    public const string NetworkService = @"NT AUTHORITY\NetworkService";

    /// <summary>One of Windows' own accounts in its one writing; null for any other.</summary>
    public static string? BuiltIn(string account) => Key(account) switch
    {
        System => LocalSystem,
        Service => LocalService,
        Network => NetworkService,
        _ => null,
    };

    /// <summary>Whether this is Windows' own account with all rights.</summary>
    public static bool IsSystem(string account) => Key(account) == System;

    /// <summary>
    /// Whether a service needs a password to run under it. Built-in accounts, virtual ones (<c>NT SERVICE\x</c>) and managed ones
    /// (<c>domain\name$</c>) have none. Source: Windows, ChangeServiceConfig, lpPassword.
    /// </summary>
    public static bool HasPassword(string account) =>
        !Key(account).StartsWith('*') && !account.StartsWith(@"NT SERVICE\", StringComparison.OrdinalIgnoreCase)
            && !account.EndsWith('$');

    private const string System = "*SYSTEM";
    private const string Service = "*LOCALSERVICE";
    private const string Network = "*NETWORKSERVICE";

    private static string Key(string account)
    {
        var key = account.Trim().ToUpperInvariant();
        return key.Replace(" ", "", StringComparison.Ordinal) switch
        {
            "LOCALSYSTEM" or @"NTAUTHORITY\SYSTEM" or @"NTAUTHORITY\LOCALSYSTEM" or @".\LOCALSYSTEM" => System,
            "LOCALSERVICE" or @"NTAUTHORITY\LOCALSERVICE" => Service,
            "NETWORKSERVICE" or @"NTAUTHORITY\NETWORKSERVICE" => Network,
            // A name without its machine is one of this machine, as with it.
            _ => key.Contains('\\', StringComparison.Ordinal) || key.Contains('@', StringComparison.Ordinal) ? key : $@".\{key}",
        };
    }
}
