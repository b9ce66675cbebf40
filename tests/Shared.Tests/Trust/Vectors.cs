using NSec.Cryptography;

namespace PatchKit.Tests.Shared.Trust;

/// <summary>Files and values that another implementation made.</summary>
internal static class Vectors
{
    /// <summary>
    /// A root with one key of each kind, signed by all three and with odd unknown members; written by python-tuf 5.1.
    /// </summary>
    public static byte[] PythonTufRoot => Read("Trust/python-tuf-root.json");

    /// <summary>RFC 8032, section 7.1, test 1.</summary>
    public static Ed25519Signer Rfc8032 { get; } = new(Key.Import(
        SignatureAlgorithm.Ed25519,
        Convert.FromHexString("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"),
        KeyBlobFormat.RawPrivateKey));

    private static byte[] Read(string name)
    {
        using var stream = typeof(Vectors).Assembly.GetManifestResourceStream(name)!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
