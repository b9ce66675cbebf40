using System.IO.Abstractions;
using System.Security.Cryptography;
using System.Text;
using CliWrap;
using CliWrap.Buffered;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;

namespace PatchKit.Tests.Shared.Media;

/// <summary>A bundle under a code: opened by it, here and in 7-Zip, and by nothing else.</summary>
public sealed class BundleLockTests : IDisposable
{
    // AES-256, 1,000 rounds: 32 bytes for the cipher, 32 for the check of the content, 2 to refuse a wrong password early.
    private const int SaltBytes = 16;
    private const int Derived = 66;

    private static readonly UnlockCode Code = UnlockCode.Of("a signature"u8);
    private static readonly UnlockCode Other = UnlockCode.Of("another"u8);
    private readonly string _folder = Directory.CreateTempSubdirectory("patchkit-lock-").FullName;
    private readonly byte[] _bundle = RandomNumberGenerator.GetBytes((3 << 20) + 17);
    private readonly FileSystem _files = new();

    public BundleLockTests()
    {
        using var output = File.Create(Locked);
        BundleLock.Close(new MemoryStream(_bundle), output, Code);
    }

    private string Locked => Path.Combine(_folder, "locked.zip");

    private string Opened => Path.Combine(_folder, "bundle.zip");

    private TargetFile Listed => new("bundles/example-1.0.0.zip", _bundle.Length, FileHashes.Sha256(_bundle), null);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_code_brings_back_the_very_bytes()
    {
        Assert.Null(BundleLock.Open(_files, Locked, Code, Listed, Opened));
        Assert.Equal(_bundle, File.ReadAllBytes(Opened));
    }

    [Fact]
    public void Another_code_is_told_as_such_and_leaves_nothing()
    {
        Assert.Equal(RefusalCode.UnlockCodeWrong, BundleLock.Open(_files, Locked, Other, Listed, Opened)?.Code);
        Assert.False(File.Exists(Opened));
    }

    // One wrong code in 65,536 passes the zip's own early check: what comes out then is no bundle.
    [Fact]
    public void Another_code_that_the_zip_itself_would_take_is_told_as_such_too()
    {
        var bytes = File.ReadAllBytes(Locked);
        // Local header: 30 bytes, the name, the extra field; then salt, two bytes of the password, content.
        var content = 30 + BitConverter.ToUInt16(bytes, 26) + BitConverter.ToUInt16(bytes, 28);
        // Each salt brings other bytes out: some are no deflate from the first, some only after a while.
        for (byte round = 0; round < 64; round++)
        {
            var salt = Enumerable.Repeat(round, SaltBytes).ToArray();
            var derived = Rfc2898DeriveBytes.Pbkdf2(
                Encoding.ASCII.GetBytes(Other.Text), salt, 1000, HashAlgorithmName.SHA1, Derived);
            salt.CopyTo(bytes, content);
            derived[^2..].CopyTo(bytes, content + SaltBytes);
            File.WriteAllBytes(Locked, bytes);

            Assert.Equal(RefusalCode.UnlockCodeWrong, BundleLock.Open(_files, Locked, Other, Listed, Opened)?.Code);
            Assert.False(File.Exists(Opened));
        }
    }

    [Fact]
    public void A_bundle_that_is_not_the_signed_one_is_not_taken()
    {
        Assert.NotNull(BundleLock.Open(_files, Locked, Code, Listed with { Length = _bundle.Length - 1 }, Opened));
        Assert.NotNull(BundleLock.Open(_files, Locked, Code, Listed with { Length = _bundle.Length + 1 }, Opened));
        Assert.NotNull(BundleLock.Open(_files, Locked, Code, Listed with { Hashes = FileHashes.Sha256("no"u8) }, Opened));
        Assert.False(File.Exists(Opened));
    }

    [Fact]
    public void What_is_no_such_zip_is_not_taken()
    {
        foreach (var bytes in new[] { [], "PK"u8.ToArray(), File.ReadAllBytes(Locked)[..1000], _bundle })
        {
            File.WriteAllBytes(Locked, bytes);
            Assert.Equal(RefusalCode.UnlockCodeWrong, BundleLock.Open(_files, Locked, Code, Listed, Opened)?.Code);
        }

        using (var output = File.Create(Locked))
            LockedZip.Write(new MemoryStream(_bundle), output, "another password");
        Assert.NotNull(BundleLock.Open(_files, Locked, Code, Listed, Opened));
    }

    [Fact]
    public async Task Seven_zip_opens_it_with_the_code_and_not_without()
    {
        Needed.Programs("7z");
        Assert.Equal(0, await SevenZip("x", $"-p{Code.Text}", $"-o{_folder}", Locked));
        Assert.Equal(_bundle, File.ReadAllBytes(Opened));
        Assert.NotEqual(0, await SevenZip("t", $"-p{Other.Text}", Locked));
        Assert.NotEqual(0, await SevenZip("t", "-p", Locked));
    }

    [Fact]
    public void Nothing_of_the_bundle_stands_in_it_in_the_plain()
    {
        var bytes = File.ReadAllBytes(Locked);
        Assert.Equal(-1, bytes.AsSpan().IndexOf(_bundle.AsSpan(1 << 20, 16)));
        Assert.Equal(-1, bytes.AsSpan().IndexOf("example"u8));
    }

    private static async Task<int> SevenZip(params string[] arguments) => (await Cli.Wrap("7z")
        .WithArguments([.. arguments, "-y"])
        .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(TestContext.Current.CancellationToken)).ExitCode;
}
