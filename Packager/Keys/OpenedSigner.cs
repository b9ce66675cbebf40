using PatchKit.Shared.Trust;

namespace PatchKit.Packager.Keys;

/// <summary>A signer that a command opened.</summary>
/// <param name="Signer">Signs.</param>
/// <param name="Holder">Whose key it is, for people.</param>
/// <param name="Owned">What is wiped at the end.</param>
internal sealed record OpenedSigner(ISigner Signer, string Holder, IDisposable? Owned) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Owned?.Dispose();
}
