using System.Text.Json.Serialization;
using PatchKit.Packager.Host;
using PatchKit.Packager.Releases;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;

namespace PatchKit.Packager.Sticks;

/// <summary>What a verified stick shows: signed by whom, for whom, until when.</summary>
/// <param name="Stick">The stick.</param>
/// <param name="Customer">Whom it goes to.</param>
/// <param name="Campaign">The field action.</param>
/// <param name="Bundle">The bundle.</param>
/// <param name="Sha256">Its digest.</param>
/// <param name="RootFingerprint">Fingerprint of the newest root.</param>
/// <param name="UsableUntil">When the first of its files expires.</param>
/// <param name="Issued">When the delivery was made.</param>
/// <param name="Roles">Every metadata file.</param>
/// <param name="Instruments">The instruments that it is for.</param>
/// <param name="Withdrawn">Bundles that it withdraws.</param>
/// <param name="NotListed">What lies on it and is none of ours.</param>
internal sealed record StickInspection(
    string Stick,
    string Customer,
    string Campaign,
    string Bundle,
    string Sha256,
    string RootFingerprint,
    DateTimeOffset UsableUntil,
    DateTimeOffset Issued,
    IReadOnlyList<InspectedRole> Roles,
    IReadOnlyList<InspectedInstrument> Instruments,
    IReadOnlyList<string> Withdrawn,
    IReadOnlyList<string> NotListed)
{
    /// <summary>How the desk's log stood when the stick was made; null on the stick that a ledger begins with.</summary>
    public LedgerHead? Ledger { get; init; }

    /// <summary>The proof of the bundle's campaign; null where nobody asked a release for it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ProofAnswer? Proof { get; init; }

    /// <summary>The same for a person.</summary>
    [JsonIgnore]
    public string ProofLine { get; init; } = "not asked; --release names the release that may hold one";

    [JsonIgnore]
    private BundleManifest? Manifest { get; init; }

    /// <summary>Verifies a stick and describes it.</summary>
    /// <param name="services">The host.</param>
    /// <param name="stick">The stick's folder.</param>
    /// <param name="rootFile">The root to trust, or null for the stick's own.</param>
    /// <param name="code">The unlock code that the command line gives; null where it gives none.</param>
    public static Result<StickInspection> Read(PackagerServices services, string stick, string? rootFile, string? code) =>
        Contents(services, stick, rootFile, services.Clock.GetUtcNow(), code is null ? null : _ => Typed(code))
            .Then<StickInspection>(contents => Of(contents));

    private static Result<UnlockCode> Typed(string code) => UnlockCode.TryParse(code, out var parsed)
        ? parsed
        : new Refusal(RefusalCode.UnlockCodeMistyped, "--unlock-code",
            $"what was typed is not a code of {UnlockCode.Length} characters");

    /// <summary>Verifies a stick that is about to leave, and gives all that it holds.</summary>
    /// <param name="services">The host.</param>
    /// <param name="stick">The stick's folder.</param>
    /// <param name="rootFile">The root to trust.</param>
    /// <param name="code">Gives the code of a stick whose bundle is encrypted.</param>
    public static Result<StickContents> Whole(PackagerServices services, string stick, string rootFile,
        Func<Delivery, Result<UnlockCode>> code) =>
        Contents(services, stick, rootFile, services.Clock.GetUtcNow(), code);

    /// <summary>
    /// Verifies a stick that came back. It was good when it was made; that it has expired since takes nothing from what it says.
    /// </summary>
    /// <param name="services">The host.</param>
    /// <param name="stick">The stick's folder.</param>
    /// <param name="rootFile">The root to trust.</param>
    /// <param name="code">The unlock code that the command line gives; null where it gives none.</param>
    public static Result<StickContents> Returned(PackagerServices services, string stick, string rootFile, string? code) =>
        Contents(services, stick, rootFile, DateTimeOffset.UnixEpoch, code is null ? null : _ => Typed(code));

    /// <summary>All that differs on a stick that was refused; null where its list is not to be trusted.</summary>
    public static ListDifferences? Differences(PackagerServices services, string stick, string? rootFile) =>
        Rooted(services, rootFile, root => new StickReader(services.Files, services.Clock.GetUtcNow()).Differences(stick, root))
            .TryGet(out var differences, out _) ? differences : null;

    private static Result<StickContents> Contents(PackagerServices services, string stick, string? rootFile, DateTimeOffset now,
        Func<Delivery, Result<UnlockCode>>? code) =>
        Rooted(services, rootFile, root => new StickReader(services.Files, now).Read(stick, root, code));

    private static Result<T> Rooted<T>(
        PackagerServices services, string? rootFile, Func<ReadOnlyMemory<byte>?, Result<T>> read)
        where T : notnull => rootFile is null
        ? read(null)
        : BoundedFiles.Read(services, rootFile, new TrustLimits().RootLength).Then(bytes => read(bytes));

    /// <summary>Prints it for a person.</summary>
    public void Print(TextWriter output)
    {
        output.WriteLine($"Stick {Stick} for {Customer}, made {Issued:yyyy-MM-dd}, usable until {UsableUntil:yyyy-MM-dd}");
        output.WriteLine($"  trusted {RootFingerprint}");
        foreach (var instrument in Instruments)
            output.WriteLine($"  for     {instrument.Product} {instrument.Serial}: {string.Join(", ", instrument.Modes)}");
        output.WriteLine($"  bundle  {Bundle}, sha256 {Sha256}");
        output.WriteLine($"  proof   {ProofLine}");
        foreach (var role in Roles)
            output.WriteLine($"  {role.Role,-10} version {role.Version,-3} until {role.Expires:yyyy-MM-dd}, signed by "
                + string.Join(", ", role.SignedBy.Select(one =>
                    one.Name is { } name ? $"{name} ({one.KeyId[..8]})" : one.KeyId[..8])));
        if (Ledger is not null)
            output.WriteLine($"  log     the desk's log had {Ledger.Entries} entries, the last with hash {Ledger.Hash.Hex}");
        foreach (var withdrawn in Withdrawn)
            output.WriteLine($"  withdrawn {withdrawn}");
        foreach (var foreign in NotListed)
            output.WriteLine($"  not ours {foreign}");
        if (Manifest is not null)
            PlanText.Print(Manifest, output);
    }

    private static StickInspection Of(StickContents contents) => new(
        contents.Delivery.Stick.Text,
        contents.Delivery.Customer.Name,
        contents.Delivery.Campaign.Text,
        contents.Manifest.Bundle.Text,
        contents.Delivery.Bundles[0].Sha256.Hex,
        Shared.Trust.RootFingerprint.Of(contents.Trusted.Root).ToString(),
        contents.Trusted.FirstExpiry,
        contents.Delivery.Issued,
        [.. contents.Trusted.Roles.Select(role => new InspectedRole(
            role.Role, role.Metadata.Version, role.Metadata.Expires,
                contents.Trusted.HoldersOf(role.Role)))],
        [.. contents.Delivery.Instruments.Select(instrument => new InspectedInstrument(
            instrument.Product.Text, instrument.Serial.Text, [.. instrument.Modes.Select(mode => mode.Text)]))],
        [.. contents.Withdrawn.Withdrawn.Select(bundle => $"{bundle.Bundle} ({bundle.Reason})")],
        [.. contents.Foreign.Select(one => one.OfSystem ? $"{one.Name}, left by an operating system" : one.Name)])
    {
        Manifest = contents.Manifest,
        Ledger = contents.Delivery.Ledger,
    };
}

/// <summary>A metadata file.</summary>
internal sealed record InspectedRole(string Role, long Version, DateTimeOffset Expires, IReadOnlyList<KeyHolder> SignedBy);

/// <summary>An instrument that a stick is for.</summary>
internal sealed record InspectedInstrument(string Product, string Serial, IReadOnlyList<string> Modes);
