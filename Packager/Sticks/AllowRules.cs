using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Sticks;

/// <summary>
/// Rules that let a site's policies allow the programs of a stick and nothing else: by hash, so that they hold wherever these
/// lie, on the stick and in the closed folder in which the Applier goes on.
/// </summary>
/// <param name="stick">The stick.</param>
/// <param name="programs">Its program files.</param>
/// <param name="made">When the delivery was made.</param>
internal sealed class AllowRules(StickId stick, ImmutableArray<AllowedProgram> programs, DateTimeOffset made)
{
    private const string Everyone = "S-1-1-0";

    // winsafer.h: SAFER_LEVELID_FULLYTRUSTED. wincrypt.h: CALG_MD5, CALG_SHA_256.
    private const string Hashes =
        @"HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\Safer\CodeIdentifiers\262144\Hashes";

    private const string Md5Algorithm = "dword:00008003";
    private const string Sha256Algorithm = "dword:0000800c";

    private string Description =>
        $"Programs of stick {stick}, made on {made.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}: on the stick and in "
            + @"C:\ProgramData\PatchKit\program";

    /// <summary>
    /// A policy for AppLocker, to be merged into the site's own (<c>Set-AppLockerPolicy -Merge</c>): it switches nothing on.
    /// </summary>
    public byte[] AppLocker()
    {
        var policy = new XElement("AppLockerPolicy", new XAttribute("Version", "1"),
            Collection("Exe", ".exe"), Collection("Dll", ".dll"));
        var text = $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{policy.ToString().ReplaceLineEndings("\n")}\n";
        return Encoding.UTF8.GetBytes(text);
    }

    /// <summary>
    /// Rules for Software Restriction Policies, as a file for the registry editor. These hash a file as it lies there, twice.
    /// </summary>
    public byte[] SoftwareRestriction()
    {
        var text = new StringBuilder("Windows Registry Editor Version 5.00\r\n");
        foreach (var program in programs)
        {
            var key = $@"{Hashes}\{{{Id($"srp {program.Place}", program.Sha256)}}}";
            text.Append(CultureInfo.InvariantCulture, $"\r\n[{key}]\r\n");
            text.Append(CultureInfo.InvariantCulture, $"\"Description\"=\"{Quoted(Description)}\"\r\n");
            text.Append(CultureInfo.InvariantCulture, $"\"FriendlyName\"=\"{Quoted(program.Place.Text)}\"\r\n");
            text.Append(CultureInfo.InvariantCulture, $"\"HashAlg\"={Md5Algorithm}\r\n");
            text.Append(CultureInfo.InvariantCulture, $"\"ItemData\"=hex:{Hex(program.Md5.AsSpan())}\r\n");
            text.Append(CultureInfo.InvariantCulture, $"\"ItemSize\"=hex(b):{Hex(Number(program.Length))}\r\n");
            text.Append(CultureInfo.InvariantCulture, $"\"LastModified\"=hex(b):{Hex(Number(made.ToFileTime()))}\r\n");
            text.Append("\"SaferFlags\"=dword:00000000\r\n");
            text.Append(CultureInfo.InvariantCulture, $"\r\n[{key}\\SHA256]\r\n\"HashAlg\"={Sha256Algorithm}\r\n");
            text.Append(CultureInfo.InvariantCulture, $"\"ItemData\"=hex:{Hex(Convert.FromHexString(program.Sha256.Hex))}\r\n");
        }

        // What the registry editor itself exports.
        return [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(text.ToString())];
    }

    private XElement Collection(string type, string ending)
    {
        var collection = new XElement("RuleCollection", new XAttribute("Type", type),
            new XAttribute("EnforcementMode", "NotConfigured"));
        var here = programs.Where(one => one.Place.Text.EndsWith(ending, StringComparison.OrdinalIgnoreCase)).ToList();
        if (here.Count == 0)
            return collection;
        var all = Sha256Digest.Of(Encoding.UTF8.GetBytes(string.Join('\n', here.Select(one => $"{one.Image} {one.Place}"))));
        collection.Add(new XElement("FileHashRule", new XAttribute("Id", Id($"applocker {type}", all)),
            new XAttribute("Name", $"PatchKit {stick} ({type})"), new XAttribute("Description", Description),
            new XAttribute("UserOrGroupSid", Everyone), new XAttribute("Action", "Allow"),
            new XElement("Conditions", new XElement("FileHashCondition", here.Select(one => new XElement("FileHash",
                new XAttribute("Type", "SHA256"), new XAttribute("Data", $"0x{one.Image.Hex.ToUpperInvariant()}"),
                new XAttribute("SourceFileName", one.Place.Name),
                new XAttribute("SourceFileLength", one.Length.ToString(CultureInfo.InvariantCulture))))))));
        return collection;
    }

    // The same files give the same rules: imported twice, they are one.
    private static Guid Id(string kind, Sha256Digest digest) =>
        Sha256Digest.Of(Encoding.UTF8.GetBytes($"{kind} {digest}")).ToUuid();

    private static byte[] Number(long value)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }

    private static string Hex(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        foreach (var value in bytes)
            text.Append(text.Length == 0 ? "" : ",").Append(value.ToString("x2", CultureInfo.InvariantCulture));
        return text.ToString();
    }

    private static string Quoted(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}

/// <summary>A program file that is to be allowed.</summary>
/// <param name="Place">Its place on the stick.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Image">Its PE image hash: what AppLocker compares.</param>
/// <param name="Sha256">The digest of its bytes: what Software Restriction Policies compare.</param>
/// <param name="Md5">The other digest of its bytes that these want.</param>
internal sealed record AllowedProgram(
    MediaPath Place, long Length, Sha256Digest Image, Sha256Digest Sha256, ImmutableArray<byte> Md5)
{
    /// <summary>A file's; null when it is no program file.</summary>
    public static AllowedProgram? Of(MediaPath place, byte[] file) => PeImage.Hash(file) is { } image
        ? new(place, file.Length, image, Sha256Digest.Of(file), [.. WeakDigest(file)])
        : null;

#pragma warning disable CA5351 // Not ours to choose: a hash rule of Software Restriction Policies holds it beside the SHA-256.
    private static byte[] WeakDigest(byte[] file) => MD5.HashData(file);
#pragma warning restore CA5351
}
