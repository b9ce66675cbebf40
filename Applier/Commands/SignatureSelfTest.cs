using NSec.Cryptography;
using PatchKit.Applier.Instruments.Windows;
using PatchKit.Shared;

namespace PatchKit.Applier.Commands;

/// <summary>
/// Proves at the start that this machine can verify a signature, and that it can refuse one. Without it nothing of a stick could
/// be believed.
/// </summary>
internal static class SignatureSelfTest
{
    private const string Algorithm = "Ed25519";
    private const string Runtime = "VCRUNTIME140.dll";

    // Source: RFC 8032, section 7.1, test 2.
    private const string PublicKey = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    private const string Signed =
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

    private static readonly byte[] Message = [0x72];

    /// <summary>Null when all is well, or why the program cannot work here.</summary>
    public static Refusal? Run()
    {
        var runtime = !OperatingSystem.IsWindows() || VisualCRuntime.Load();
        try
        {
            return Verifies() ? null : Unfit(Algorithm, "the known signature was not told from a false one");
        }
        catch (Exception absent)
            when (absent is DllNotFoundException or TypeInitializationException or EntryPointNotFoundException
                or BadImageFormatException or PlatformNotSupportedException)
        {
            return runtime
                ? Unfit(Algorithm, absent.GetBaseException().Message)
                : Unfit(Runtime, $"{Runtime} is missing. Put it into the folder redist beside the program " +
                    $"({Path.Combine(AppContext.BaseDirectory, "redist")}), "
                    + "or install Microsoft's Visual C++ Redistributable (x64), and start again");
        }
    }

    private static bool Verifies()
    {
        var key = NSec.Cryptography.PublicKey.Import(SignatureAlgorithm.Ed25519, Convert.FromHexString(PublicKey),
            KeyBlobFormat.RawPublicKey);
        var signature = Convert.FromHexString(Signed);
        if (!SignatureAlgorithm.Ed25519.Verify(key, Message, signature))
            return false;
        signature[0] ^= 1;
        return !SignatureAlgorithm.Ed25519.Verify(key, Message, signature);
    }

    private static Refusal Unfit(string what, string seen) => new(RefusalCode.PlatformUnfit, what, seen);
}
