using System.Globalization;

namespace PatchKit.Shared.Trust;

/// <summary>
/// Every refusal of this room, with the facts that its localised sentence quotes. docs/formats/tuf-metadata.md lists them.
/// </summary>
internal static class TrustRefusals
{
    /// <summary>No facts.</summary>
    public static Refusal FileMissing(string place) =>
        new Refusal(RefusalCode.FileMissing, place, "the file is missing");

    /// <summary>Facts: length seen ("more than N" where reading stopped), length expected.</summary>
    public static Refusal FileLength(string place, Fact seen, long expected) =>
        new Refusal(RefusalCode.FileLength, place, $"it has {seen} bytes, expected {Text(expected)}")
            .With(seen, expected);

    /// <summary>Facts: as <see cref="FileLength"/>; the length expected is the most that is read.</summary>
    public static Refusal TooLong(string place, long limit) =>
        new Refusal(RefusalCode.FileLength, place, $"it has more than {Text(limit)} bytes, the most that is read of such a file")
            .With(new Fact.Beyond(limit), limit);

    /// <summary>Facts: digest seen, digest expected.</summary>
    public static Refusal FileAltered(string place, HashDifference difference) =>
        new Refusal(RefusalCode.FileAltered, place, $"its hash is {difference.Seen}, expected {difference.Expected}")
            .With(difference.Seen, difference.Expected);

    /// <summary>No facts.</summary>
    public static Refusal FormatInvalid(string place, string reason) =>
        new Refusal(RefusalCode.FormatInvalid, place, reason);

    /// <summary>No facts.</summary>
    public static Refusal RuleBroken(string place, string reason) =>
        FormatInvalid(place, $"it breaks a rule of this kit: {reason}");

    /// <summary>Facts: spec_version seen.</summary>
    public static Refusal UnknownSpecVersion(string place, string seen) =>
        new Refusal(RefusalCode.FormatUnknownVersion, place, $"it says spec_version {seen}, expected 1.x").With(seen);

    /// <summary>Facts: number of valid signatures, number needed.</summary>
    public static Refusal SignatureInvalid(string place, int seen, int expected) =>
        new Refusal(RefusalCode.SignatureInvalid, place,
            $"{seen} valid signatures by different keys, expected at least {expected}")
            .With(seen, expected);

    /// <summary>Facts: its version number, name of the later file that is there.</summary>
    public static Refusal RootMissing(string missing, long version, string later) =>
        new Refusal(RefusalCode.RootChainBroken, missing,
            $"{missing} is missing, and {later} is there: the chain of roots must have no gap")
            .With(version, later);

    /// <summary>Facts: version expected, version seen.</summary>
    public static Refusal RootVersion(string place, long seen, long expected) =>
        new Refusal(RefusalCode.RootChainBroken, place, $"it says version {seen}, expected {expected}")
            .With(expected, seen);

    /// <summary>Facts: version seen, version seen before.</summary>
    public static Refusal RolledBack(string place, long seen, long before) =>
        new Refusal(RefusalCode.RolledBack, place, $"version {seen}, but version {before} was seen before")
            .With(seen, before);

    /// <summary>Facts: "none", version seen before.</summary>
    public static Refusal NoLongerListed(string place, long before) =>
        new Refusal(RefusalCode.RolledBack, place, $"the snapshot no longer lists it, but listed version {before} before")
            .With("-", before);

    /// <summary>
    /// The file says another version than the metadata that list it. Facts: version seen, version listed.
    /// </summary>
    public static Refusal OtherVersion(string place, long seen, long listed) =>
        new Refusal(seen < listed ? RefusalCode.RolledBack : RefusalCode.FileAltered, place,
            $"it says version {seen}, but version {listed} is listed")
            .With(seen, listed);

    /// <summary>Facts: its expiry, the date now.</summary>
    public static Refusal Expired(string role, DateTimeOffset expires, DateTimeOffset now) =>
        new Refusal(RefusalCode.Expired, role,
            $"expired at {MetadataElement.TimeText(expires)}; it is {MetadataElement.TimeText(now)} now")
            .With(expires, now);

    /// <summary>Facts: kept version, given version.</summary>
    public static Refusal RootForeign(long kept, long given) =>
        new Refusal(RefusalCode.RootForeign, "root.json",
            $"the root {kept} that is kept here did not grow from the root {given} that is given")
            .With(kept, given);

    /// <summary>No facts.</summary>
    public static Refusal TargetUnknown(string path, string reason) =>
        new Refusal(RefusalCode.TargetUnknown, path, reason);

    /// <summary>No facts.</summary>
    public static Refusal OfDisk(string path, Exception fault) =>
        Fault.Refuse(fault, path);

    /// <summary>No facts.</summary>
    public static Refusal StickGone(string place, IOException fault) =>
        new Refusal(RefusalCode.StickGone, place, fault.Message);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
