using System.Text.Json.Serialization;

namespace PatchKit.Shared.Bundles;

/// <summary>A certificate stands in a store of the machine (or not).</summary>
/// <param name="Store">Windows' name of the store, for example <c>Root</c>, <c>My</c>, <c>TrustedPublisher</c>.</param>
/// <param name="Thumbprint">Its SHA-1 thumbprint, 40 hexadecimal digits.</param>
public sealed record CertificateProbe(
    [property: JsonRequired] string Store,
    [property: JsonRequired] string Thumbprint) : Probe
{
    /// <summary>False asks that it is not there.</summary>
    [JsonRequired]
    public bool Exists { get; init; } = true;

    private protected override string Thing => Thumbprint;

    internal override string? Against(Probe other) =>
        other is CertificateProbe one && Same(one.Store, Store) && Same(one.Thumbprint, Thumbprint) && one.Exists != Exists
            ? $"the certificate {Thumbprint} cannot be in '{Store}' and be absent from it"
            : null;

    internal override void Check(RuleBook book, string path)
    {
        book.Require(Store.Length is > 0 and <= 64 && Store.All(char.IsAsciiLetterOrDigit), $"{path}.store",
            $"'{Store}' is not the name of a store, such as Root, My or TrustedPublisher");
        book.Require(Thumbprint.Length == 40 && Thumbprint.All(char.IsAsciiHexDigit), $"{path}.thumbprint",
            $"'{Thumbprint}' is not a thumbprint: 40 hexadecimal digits, without blanks");
    }
}
