namespace PatchKit.Packager.Returns;

/// <summary>
/// What may hold receipts and is not looked into: archives of other kinds, and mails as some programs save them. Whoever gives
/// one is told, for "no receipt in it" would be untrue. Sources: the formats' own first bytes.
/// </summary>
internal static class ClosedContainer
{
    private const int TarMark = 257;

    /// <summary>What the bytes are, with an article; null when they are none of these.</summary>
    public static string? NameOf(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [(byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C, ..] => "a 7z archive",
        [(byte)'R', (byte)'a', (byte)'r', (byte)'!', 0x1A, 0x07, ..] => "a RAR archive",
        [0x1F, 0x8B, 0x08, ..] => "a gzip file",
        [(byte)'B', (byte)'Z', (byte)'h', ..] => "a bzip2 file",
        [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0x00, ..] => "an xz file",
        [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..] => "a mail as Outlook saves it, or an old document of Office",
        [0x78, 0x9F, 0x3E, 0x22, ..] => "a winmail.dat of Outlook",
        [(byte)'F', (byte)'r', (byte)'o', (byte)'m', (byte)' ', ..] when bytes.IndexOf("\nReceived: "u8) > 0
            || bytes.IndexOf("\nMIME-Version: "u8) > 0 => "a whole mailbox",
        _ when bytes.Length > TarMark + 5 && bytes[TarMark..].StartsWith("ustar"u8) => "a tar archive",
        _ => null,
    };
}
