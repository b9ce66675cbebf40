using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace PatchKit.Shared.Trust;

/// <summary>
/// The fingerprint of a root for a person to compare: ten groups of five digits. Shown by the Packager, by the Applier's first
/// screen and in the letter that goes with a stick. docs/formats/fingerprint.md.
/// </summary>
/// <remarks>
/// SHA-256 over the canonical form of the root's signed part, so that more signatures or another layout do not change it; the
/// hash as a number modulo 10^40 gives 40 digits (132 bits), four a group. The fifth digit of a group is a check digit after Damm
/// ("Total anti-symmetrische Quasigruppen", 2004) that starts from the group's place: it finds every single wrong digit, every
/// swap of neighbours, and every swap of groups. Digits, because they read the same in every language and over the telephone.
/// </remarks>
public sealed record RootFingerprint
{
    /// <summary>Number of groups.</summary>
    public const int Groups = 10;

    private const int DigitsInGroup = 4;
    private const int GroupsInLine = 5;

    // The totally anti-symmetric quasigroup of order 10 that Damm's thesis gives; its diagonal is zero.
    private static readonly byte[][] Damm =
    [
        [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
        [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
        [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
        [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
        [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
        [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
        [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
        [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
        [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
        [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
    ];

    private RootFingerprint(long version, string text) => (Version, Text) = (version, text);

    /// <summary>Which root it is the fingerprint of: each new root has another one.</summary>
    public long Version { get; }

    /// <summary>The ten groups, parted by spaces.</summary>
    public string Text { get; }

    /// <summary>The ten groups in two lines of five, for a screen or a letter.</summary>
    public IReadOnlyList<string> Lines => [.. Text.Split(' ').Chunk(GroupsInLine).Select(line => string.Join(' ', line))];

    /// <summary>The fingerprint of a root.</summary>
    public static RootFingerprint Of(SignedMetadata<RootMetadata> root) => Of(root.Canonical.Span, root.Metadata.Version);

    /// <inheritdoc/>
    public override string ToString() => $"root {Version}: {Text}";

    /// <summary>The fingerprint of a canonical signed part: the bytes that the signatures are over.</summary>
    public static RootFingerprint Of(ReadOnlySpan<byte> canonicalSignedPart, long version)
    {
        var number = new BigInteger(SHA256.HashData(canonicalSignedPart), isUnsigned: true, isBigEndian: true);
        var digits = (number % BigInteger.Pow(10, Groups * DigitsInGroup)).ToString(CultureInfo.InvariantCulture)
            .PadLeft(Groups * DigitsInGroup, '0');
        var groups = Enumerable.Range(0, Groups)
            .Select(group => WithCheck(digits.Substring(group * DigitsInGroup, DigitsInGroup), group));
        return new(version, string.Join(' ', groups));
    }

    // With a zero diagonal, the state after the digits is the digit that leads to zero.
    private static string WithCheck(string digits, int group) => $"{digits}{Check(digits, group)}";

    private static int Check(IEnumerable<char> digits, int group) =>
        digits.Aggregate((byte)group, (state, digit) => Damm[state][digit - '0']);
}
