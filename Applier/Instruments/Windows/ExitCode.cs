namespace PatchKit.Applier.Instruments.Windows;

/// <summary>Exit codes of Windows' own installers. Sources: winerror.h; wuerror.h; CbsMsg.mc by way of DISM's log.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int NotInstalled = 1605; // ERROR_UNKNOWN_PRODUCT
    public const int RestartBegun = 1641; // ERROR_SUCCESS_REBOOT_INITIATED
    public const int RestartWanted = 3010; // ERROR_SUCCESS_REBOOT_REQUIRED
    private const int UpdateWantsRestart = 0x00240005; // WU_S_REBOOT_REQUIRED
    private const int UpdateAlreadyInstalled = 0x00240006; // WU_S_ALREADY_INSTALLED
    private const int UnknownPackage = unchecked((int)0x800F0805); // CBS_E_UNKNOWN_PACKAGE

    /// <summary>Whether Windows Installer has done what it was asked for.</summary>
    public static bool WentWell(int code) => code is Done or NotInstalled or RestartWanted or RestartBegun;

    /// <summary>What the installer of updates says, in the words of Windows Installer.</summary>
    public static int OfUpdate(int code) => code switch
    {
        UpdateAlreadyInstalled or UnknownPackage => Done,
        UpdateWantsRestart => RestartWanted,
        _ => code,
    };
}
