using NSec.Cryptography;

namespace PatchKit.Packager.Keys;

/// <summary>What one guess at a passphrase costs: the parameters of Argon2id (RFC 9106).</summary>
/// <param name="MemoryKib">Memory of one guess, in KiB.</param>
/// <param name="Passes">Passes over that memory.</param>
/// <remarks>Parallelism is 1: libsodium knows no other.</remarks>
internal sealed record KeyCost(long MemoryKib, int Passes)
{
    /// <summary>The only parallelism there is.</summary>
    public const int Parallelism = 1;

    /// <summary>
    /// Most memory a key file may ask of the reader, in KiB: 1 GiB. A hostile file must not take the machine down.
    /// </summary>
    public const long MostMemoryKib = 1024 * 1024;

    /// <summary>Most passes a key file may ask of the reader.</summary>
    public const int MostPasses = 16;

    /// <summary>For keys that sign real releases: 256 MiB, three passes; a guess takes a second or more.</summary>
    public static KeyCost Ceremony { get; } = new(256 * 1024, 3);

    /// <summary>For throw-away keys: 8 MiB, one pass. A file at this cost says that it is a rehearsal's.</summary>
    public static KeyCost Rehearsal { get; } = new(8 * 1024, 1);

    /// <summary>
    /// The least a ceremony key may cost when it is read: 64 MiB and three passes (RFC 9106, section 4, second choice).
    /// </summary>
    public static KeyCost LeastForCeremony { get; } = new(64 * 1024, 3);

    /// <summary>The cost that keys for <paramref name="use"/> are made with.</summary>
    public static KeyCost Of(KeyUse use) => use switch
    {
        KeyUse.Ceremony => Ceremony,
        KeyUse.Rehearsal => Rehearsal,
        _ => throw new ArgumentOutOfRangeException(nameof(use), use, "not a use of a key"),
    };

    /// <summary>Why this cost may not stand in a key file for <paramref name="use"/>; null when it may.</summary>
    public string? Fault(KeyUse use)
    {
        var least = use == KeyUse.Ceremony ? LeastForCeremony : Rehearsal;
        if (MemoryKib > MostMemoryKib || Passes > MostPasses)
            return $"it asks for {MemoryKib} KiB and {Passes} passes; the most allowed is {MostMemoryKib} KiB and {MostPasses} " +
                $"passes";
        return MemoryKib < least.MemoryKib || Passes < least.Passes
            ? $"{MemoryKib} KiB and {Passes} passes is too cheap to guess for a {use.ToString().ToLowerInvariant()} key; "
                + $"the least is {least.MemoryKib} KiB and {least.Passes} passes"
            : null;
    }

    /// <summary>The key derivation at this cost.</summary>
    public Argon2id Derivation() => PasswordBasedKeyDerivationAlgorithm.Argon2id(new Argon2Parameters
    {
        DegreeOfParallelism = Parallelism,
        MemorySize = MemoryKib,
        NumberOfPasses = Passes,
    });
}
