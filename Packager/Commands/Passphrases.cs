using System.CommandLine;
using PatchKit.Packager.Keys;

namespace PatchKit.Packager.Commands;

/// <summary>How commands come to a passphrase.</summary>
internal static class Passphrases
{
    /// <summary>The option that names a file descriptor.</summary>
    public static Option<int?> Descriptor() => new("--passphrase-fd")
    {
        Description = "Read the passphrase from the first line of this file descriptor (Windows: 0 only) instead of the terminal",
        HelpName = "N",
    };

    /// <summary>The descriptor, or the terminal.</summary>
    public static PassphraseSource Source(int? descriptor, IKeyboard keyboard) =>
        descriptor is { } number ? new DescriptorPassphrase(number) : new TypedPassphrase(keyboard);
}
