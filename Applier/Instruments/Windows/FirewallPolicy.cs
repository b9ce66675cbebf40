using System.Runtime.InteropServices;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>
/// The firewall's policy object, down to the members that are used; the order is that of its table. Source: netfw.h,
/// INetFwPolicy2.
/// </summary>
[ComImport]
[Guid("98325047-C671-4174-8D81-DEFCD3F03186")]
[InterfaceType(ComInterfaceType.InterfaceIsDual)]
internal interface IFirewallPolicy
{
    /// <summary>The profiles that are in force now, as a sum.</summary>
    int CurrentProfileTypes();

    /// <summary>Whether a profile is on.</summary>
    [return: MarshalAs(UnmanagedType.VariantBool)]
    bool GetFirewallEnabled(int profile);

    /// <summary>Turns a profile on or off.</summary>
    void PutFirewallEnabled(int profile, [MarshalAs(UnmanagedType.VariantBool)] bool on);
}
