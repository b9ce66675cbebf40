using System.Globalization;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>
/// Updates by WMI (Win32_QuickFixEngineering.HotFixID, through SWbemLocator of wbemdisp.h), scheduled tasks by the task
/// scheduler's own object (ITaskService, ITaskFolder::GetTask, IRegisteredTask::Enabled of taskschd.h), certificates by the
/// system stores of the machine (CertOpenStore).
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsInventory : IInventory
{
    private const int FileNotFound = unchecked((int)0x80070002);
    private const int PathNotFound = unchecked((int)0x80070003);

    /// <inheritdoc/>
    public bool HasHotfix(string kb) => ComThread.Run(kb, "Windows Management Instrumentation", () =>
    {
        using var locator = Automated.Made("WbemScripting.SWbemLocator");
        using var services = locator.Call("ConnectServer", ".", @"root\cimv2");
        // The number has letters and digits alone (HotfixProbe), so that it cannot leave its quotes.
        using var found = services.Call(
            "ExecQuery", $"SELECT HotFixID FROM Win32_QuickFixEngineering WHERE HotFixID = '{kb}'");
        return Convert.ToInt32(found.Get("Count"), CultureInfo.InvariantCulture) > 0;
    });

    /// <inheritdoc/>
    public bool? IsTaskEnabled(string path) => ComThread.Run<bool?>(path, "the task scheduler", () =>
    {
        using var scheduler = Automated.Made("Schedule.Service");
        scheduler.Do("Connect");
        using var folder = scheduler.Call("GetFolder", @"\");
        try
        {
            using var task = folder.Call("GetTask", path);
            return (bool)task.Get("Enabled")!;
        }
        catch (Exception absent) when (Automated.Number(absent) is FileNotFound or PathNotFound)
        {
            return null;
        }
    });

    /// <inheritdoc/>
    public bool HasCertificate(string store, string thumbprint)
    {
        try
        {
            using var opened = new X509Store(store, StoreLocation.LocalMachine);
            opened.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
            return opened.Certificates.Find(X509FindType.FindByThumbprint, thumbprint, validOnly: false).Count > 0;
        }
        catch (CryptographicException wrong)
        {
            throw new InstrumentFault(store, $"the store cannot be read: {wrong.Message} (0x{wrong.HResult:X8})", wrong);
        }
    }
}
