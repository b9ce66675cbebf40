using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PatchKit.Shared;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Sticks;

/// <summary>
/// What Windows' policies and signatures see of a program file. Source: Windows Authenticode Portable Executable Signature
/// Format, "Calculating the PE image hash"; PE Format, "The Attribute Certificate Table".
/// </summary>
internal static class PeImage
{
    private const int ChecksumInOptional = 64;
    private const int SecurityDirectory = 4;
    private const int DirectoryEntrySize = 8;

    // A signature stands at such a place; what is not filled up to it is filled when it is signed.
    private const int SignatureAlignment = 8;
    private const int CertificateHeader = 8;
    private const ushort PkcsSignedData = 2;
    private const int MostOfASignature = 1 << 20;

    // RFC 5652, id-signedData.
    private const string SignedData = "1.2.840.113549.1.7.2";

    /// <summary>
    /// The PE image hash, SHA-256: everything but the checksum, the entry that points to the signature, and the signature itself.
    /// The same before and after a file is signed, and what AppLocker calls a file's hash.
    /// </summary>
    /// <returns>The hash; null when the file is no PE image, or has anything behind its signature.</returns>
    public static Sha256Digest? Hash(ReadOnlySpan<byte> file)
    {
        if (Headers(file) is not { } headers)
            return null;
        var checksum = headers.PEHeaderStartOffset + ChecksumInOptional;
        var entry = headers.PEHeaderStartOffset + (headers.PEHeader!.Magic == PEMagic.PE32Plus ? 112 : 96)
            + (SecurityDirectory * DirectoryEntrySize);
        var end = file.Length;
        if (headers.PEHeader.CertificateTableDirectory is { Size: > 0 } signature)
        {
            if (signature.RelativeVirtualAddress + signature.Size != file.Length)
                return null;
            end = signature.RelativeVirtualAddress;
        }

        if (entry + DirectoryEntrySize > end)
            return null;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(file[..checksum]);
        hash.AppendData(file[(checksum + sizeof(uint))..entry]);
        hash.AppendData(file[(entry + DirectoryEntrySize)..end]);
        hash.AppendData(stackalloc byte[(SignatureAlignment - (end % SignatureAlignment)) % SignatureAlignment]);
        return Sha256Digest.FromBytes(hash.GetHashAndReset());
    }

    /// <summary>
    /// The name in the certificate of a file's signer, as the file has it: whether the signature holds is Windows' business.
    /// </summary>
    /// <param name="file">The file, of which its headers and its signature are read.</param>
    /// <returns>The name; null when the file is no PE image or is not signed.</returns>
    public static string? SignerOf(Stream file)
    {
        try
        {
            using var reader = new PEReader(file, PEStreamOptions.LeaveOpen);
            if (reader.PEHeaders.PEHeader?.CertificateTableDirectory is not
                { Size: > CertificateHeader and < MostOfASignature } at)
                return null;
            var table = new byte[at.Size];
            file.Position = at.RelativeVirtualAddress;
            file.ReadExactly(table);
            var length = BinaryPrimitives.ReadInt32LittleEndian(table);
            return BinaryPrimitives.ReadUInt16LittleEndian(table.AsSpan(6)) == PkcsSignedData
                && length > CertificateHeader && length <= table.Length
                && Signer(table.AsMemory(CertificateHeader, length - CertificateHeader)) is { Length: > 0 } name
                ? Printable.Line(name)
                : null;
        }
        catch (Exception e) when (e is BadImageFormatException or AsnContentException or CryptographicException
            or EndOfStreamException)
        {
            return null;
        }
    }

    // RFC 5652: the certificate that the first signer names by its issuer and number.
    private static string? Signer(ReadOnlyMemory<byte> message)
    {
        var (first, zero) = (new Asn1Tag(TagClass.ContextSpecific, 0), new Asn1Tag(TagClass.ContextSpecific, 0, true));
        var content = new AsnReader(message, AsnEncodingRules.BER).ReadSequence();
        if (content.ReadObjectIdentifier() != SignedData)
            return null;
        var signed = content.ReadSequence(zero).ReadSequence();
        signed.ReadInteger();
        signed.ReadEncodedValue(); // digest algorithms
        signed.ReadEncodedValue(); // what is signed
        if (!signed.PeekTag().HasSameClassAndValue(first))
            return null;
        var certificates = signed.ReadSetOf(skipSortOrderValidation: true, first);
        while (signed.PeekTag().TagClass == TagClass.ContextSpecific)
            signed.ReadEncodedValue(); // revocations
        var signer = signed.ReadSetOf(skipSortOrderValidation: true).ReadSequence();
        signer.ReadInteger();
        var name = signer.ReadSequence();
        var (issuer, number) = (name.ReadEncodedValue(), name.ReadIntegerBytes());
        while (certificates.HasData)
        {
            var encoded = certificates.ReadEncodedValue();
            using var certificate = X509CertificateLoader.LoadCertificate(encoded.Span);
            if (certificate.IssuerName.RawData.AsSpan().SequenceEqual(issuer.Span)
                && certificate.SerialNumberBytes.Span.SequenceEqual(number.Span))
                return certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        }

        return null;
    }

    private static PEHeaders? Headers(ReadOnlySpan<byte> file)
    {
        try
        {
            using var reader = new PEReader(new MemoryStream(file.ToArray()));
            return reader.PEHeaders is { PEHeader: not null } headers ? headers : null;
        }
        catch (BadImageFormatException)
        {
            return null;
        }
    }
}
