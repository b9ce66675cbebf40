using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
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
        // The number has letters and digits alone (HotfixProbe), so that it cannot leave its quotes.
        var query = $"SELECT HotFixID FROM Win32_QuickFixEngineering WHERE HotFixID = '{kb}'";
        using var locator = Made("WbemScripting.SWbemLocator");
        using var services = locator.Call("ConnectServer", ".", @"root\cimv2");
        using var found = services.Call("ExecQuery", query);
        return Convert.ToInt32(found.Get("Count"), CultureInfo.InvariantCulture) > 0;
    });

    /// <inheritdoc/>
    public bool? IsTaskEnabled(string path) => ComThread.Run<bool?>(path, "the task scheduler", () =>
    {
        using var scheduler = Made("Schedule.Service");
        scheduler.Do("Connect");
        using var folder = scheduler.Call("GetFolder", @"\");
        try
        {
            using var task = folder.Call("GetTask", path);
            return (bool)task.Get("Enabled")!;
        }
        catch (Exception absent) when (Number(absent) is FileNotFound or PathNotFound)
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

    private static int Number(Exception fault) => fault is TargetInvocationException { InnerException: { } inner }
        ? inner.HResult
        : fault.HResult;

    private static Automated Made(string name) => new(
        Activator.CreateInstance(Type.GetTypeFromProgID(name, throwOnError: true)!)!);

    /// <summary>An object that is spoken to by name (IDispatch).</summary>
    private sealed class Automated(object item) : IDisposable
    {
        public void Do(string method, params object[] arguments) => Invoke(method, BindingFlags.InvokeMethod, arguments);

        public Automated Call(string method, params object[] arguments) =>
            new(Invoke(method, BindingFlags.InvokeMethod, arguments) ?? throw new InvalidCastException($"{method} gave nothing"));

        public object? Get(string property) => Invoke(property, BindingFlags.GetProperty, []);

        public void Dispose() => Marshal.FinalReleaseComObject(item);

        private object? Invoke(string name, BindingFlags how, object[] arguments) =>
            item.GetType().InvokeMember(name, how, null, item, arguments, CultureInfo.InvariantCulture);
    }
}
