using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CliWrap;
using CliWrap.Buffered;
using PatchKit.Packager.Sticks;
using PatchKit.Shared.Values;
using PatchKit.Tests.Packager.Campaigns;

namespace PatchKit.Tests.Packager.Sticks;

/// <summary>
/// The hash of a program file is the one that a signing program which is not ours signs and calculates, whether or not the file
/// is signed, and the signer is the one whose certificate signed.
/// </summary>
public sealed class PeImageTests : IDisposable
{
    private const string Signer = "Instruments, Inc. (make-believe)";
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A library of 32 and one of 64 bits, and what follows the last section of each.</summary>
    public static TheoryData<bool, int> Programs => new() { { false, 0 }, { true, 0 }, { false, 3 }, { true, 8 } };

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task The_hash_is_the_one_that_osslsigncode_calculates_before_and_after_signing(bool wide, int behind)
    {
        Needed.Programs("osslsigncode");
        var file = wide
            ? Path.Combine(AppContext.BaseDirectory, "runtimes", "win-x64", "native", "libsodium.dll")
            : typeof(PeImage).Assembly.Location;
        var unsigned = _folder.At("unsigned.dll");
        byte[] bytes = [.. await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken), .. new byte[behind]];
        await File.WriteAllBytesAsync(unsigned, bytes, TestContext.Current.CancellationToken);
        var signed = await Sign(unsigned);

        var hash = PeImage.Hash(bytes);

        Assert.NotNull(hash);
        Assert.Equal(hash, PeImage.Hash(await File.ReadAllBytesAsync(signed, TestContext.Current.CancellationToken)));
        Assert.NotEqual(hash, Sha256Digest.Of(bytes));
        var said = await Tool("verify", "-CAfile", _folder.At("certificate.pem"), "-in", signed);
        Assert.Equal([hash.Value.Hex.ToUpperInvariant(), hash.Value.Hex.ToUpperInvariant()], said.Split('\n')
            .Where(line => line.Contains("message digest", StringComparison.OrdinalIgnoreCase) && line.Contains(':'))
            .Select(line => line.Split(':')[^1].Trim().ToUpperInvariant()).Where(value => value.Length == 64).Take(2));
        await using var before = File.OpenRead(unsigned);
        await using var after = File.OpenRead(signed);
        Assert.Null(PeImage.SignerOf(before));
        Assert.Equal(Signer, PeImage.SignerOf(after));
    }

    [Fact]
    public void What_is_no_program_or_has_something_behind_its_signature_has_no_hash()
    {
        Assert.Null(PeImage.Hash("MZ, and then nothing that Windows would run"u8));
        Assert.Null(PeImage.Hash([]));
        using var text = new MemoryStream("no program"u8.ToArray());
        Assert.Null(PeImage.SignerOf(text));
    }

    private async Task<string> Sign(string file)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(
            new X500DistinguishedName($"CN=\"{Signer}\", C=IT"), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.3")], critical: false));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await File.WriteAllTextAsync(_folder.At("key.pem"), key.ExportPkcs8PrivateKeyPem());
        await File.WriteAllTextAsync(_folder.At("certificate.pem"), certificate.ExportCertificatePem());
        var signed = $"{file}.signed";
        await Tool("sign", "-certs", _folder.At("certificate.pem"), "-key", _folder.At("key.pem"), "-h", "sha256",
            "-in", file, "-out", signed);
        return signed;
    }

    private static async Task<string> Tool(params string[] arguments)
    {
        var ran = await Cli.Wrap("osslsigncode").WithArguments(arguments).WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(TestContext.Current.CancellationToken);
        Assert.True(ran.ExitCode == 0, $"{string.Join(' ', arguments)}: {ran.StandardOutput}{ran.StandardError}");
        return ran.StandardOutput;
    }
}
