namespace PatchKit.Shared.Trust;

/// <summary>
/// A root that is trusted for the place where it stands: compiled into the program, kept in the device's own store, or chosen to
/// be compiled in. TUF 1.0.34 section 5.2.
/// </summary>
public static class TrustAnchor
{
    /// <summary>
    /// Reads such a root. It says itself which keys sign it, so that its structure comes first; SignatureInvalid when not enough
    /// of them did.
    /// </summary>
    /// <param name="bytes">The whole file; never one that came from a repository.</param>
    /// <param name="place">The file's name, for refusals.</param>
    public static Result<SignedMetadata<RootMetadata>> Read(ReadOnlyMemory<byte> bytes, string place) =>
        SignedDocument.Read(bytes, place).Then(SignedMetadata<RootMetadata>.Anchor)
            .Then(root => root.AlsoSignedBy(root.Metadata.Roles[Role.Root], root.Metadata.Keys));
}
