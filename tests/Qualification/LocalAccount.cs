using System.Runtime.Versioning;
using System.Security.Cryptography;
using PatchKit.Applier.Instruments;
using PatchKit.Applier.Instruments.Windows;
using Native = PatchKit.Qualification.LocalAccountNativeMethods;

namespace PatchKit.Qualification;

/// <summary>An account of the machine, made and removed by Windows' own calls: no port of the Applier makes accounts.</summary>
[SupportedOSPlatform("windows")]
internal static unsafe class LocalAccount
{
    private const uint NormalUser = 1; // USER_PRIV_USER
    private const uint Script = 0x1; // UF_SCRIPT, which every account has

    /// <summary>A password that every policy takes.</summary>
    public static string Password { get; } = $"aA1!{RandomNumberGenerator.GetHexString(24)}";

    /// <summary>Makes one.</summary>
    /// <returns>The call's error number; 0 for success.</returns>
    public static int Make(string name)
    {
        fixed (char* called = name, secret = Password)
        {
            var info = new AccountNativeMethods.UserInfo
            {
                Name = called,
                Password = secret,
                Privilege = NormalUser,
                Flags = Script,
            };
            return Native.NetUserAdd(null, 1, &info, out _);
        }
    }

    /// <summary>Removes one, where it is.</summary>
    public static void Remove(string name) => _ = Native.NetUserDel(null, name);

    /// <summary>Whether the machine knows it.</summary>
    public static bool IsThere(string name)
    {
        try
        {
            return new WindowsAccounts().Find(name) is not null;
        }
        catch (InstrumentFault)
        {
            return false;
        }
    }
}
