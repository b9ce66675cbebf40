using ICSharpCode.SharpZipLib.Zip;

namespace PatchKit.Shared.Bundles;

/// <summary>
/// A zip with one entry, encrypted by AES-256 as WinZip does it (AE-2), so that any unzip program opens it with the password. Its
/// entry is called the same whatever it holds: names in a zip are not encrypted.
/// </summary>
public static class LockedZip
{
    private const string Entry = "bundle.zip";
    private const int KeyBits = 256;
    private const int Chunk = 1 << 20;
    private static readonly DateTime FirstDay = new(1980, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    /// <summary>Writes it.</summary>
    /// <param name="content">What it shall hold.</param>
    /// <param name="output">Takes the zip; must be seekable; stays open.</param>
    /// <param name="password">The password.</param>
    public static void Write(Stream content, Stream output, string password)
    {
        using var zip = new ZipOutputStream(output) { IsStreamOwner = false, UseZip64 = UseZip64.Dynamic, Password = password };
        // A bundle is a zip already.
        zip.SetLevel(0);
        zip.PutNextEntry(new ZipEntry(Entry) { AESKeySize = KeyBits, DateTime = FirstDay, IsUnicodeText = false });
        content.CopyTo(zip, Chunk);
        zip.CloseEntry();
        zip.Finish();
    }

    /// <summary>Reads it, and gives its content piece by piece; what comes out is to be verified by whoever takes it.</summary>
    /// <param name="zip">The zip; seekable; stays open.</param>
    /// <param name="password">The password.</param>
    /// <param name="take">Takes each piece; false stops.</param>
    /// <returns>Whether it is such a zip, and the password opened it to its end.</returns>
    public static bool Read(Stream zip, string password, Func<ReadOnlyMemory<byte>, bool> take)
    {
        try
        {
            using var file = new ZipFile(zip, leaveOpen: true) { Password = password };
            if (file.Count != 1 || file[0] is not { Name: Entry, IsFile: true, IsCrypted: true, AESKeySize: KeyBits } entry)
                return false;
            using var content = file.GetInputStream(entry);
            var buffer = new byte[Chunk];
            for (int read; (read = content.Read(buffer, 0, buffer.Length)) > 0;)
            {
                if (!take(buffer.AsMemory(0, read)))
                    return false;
            }

            return true;
        }
        catch (Exception wrong) when (ZipFault.Is(wrong))
        {
            return false;
        }
    }
}
