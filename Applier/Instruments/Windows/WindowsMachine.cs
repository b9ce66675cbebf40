using System.Globalization;
using System.IO.Abstractions;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Principal;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using Native = PatchKit.Applier.Instruments.Windows.MachineNativeMethods;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>Facts about this Windows. What cannot be read is null, and counts as bad.</summary>
[SupportedOSPlatform("windows")]
internal sealed unsafe class WindowsMachine(
    IFileSystem files, WindowsRegistry registry, IPlaces places, IScripts scripts) : IMachine
{
    private const string CurrentVersion = @"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion";
    private const string Power = @"HKLM\SYSTEM\CurrentControlSet\Control\Power";
    private const string SessionPower = @"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Power";
    private const string PowerPolicy = @"HKLM\SOFTWARE\Policies\Microsoft\Windows\System";
    private const string BootKey = @"HKLM\SOFTWARE\PatchKit";
    private const string BootName = "Boot";
    private const byte Unknown = 255;
    private const byte NoBattery = 128;

    /// <inheritdoc/>
    public MachineFacts Read()
    {
        var build = Build();
        var (onBattery, percent) = PowerNow();
        return new(
            $"{registry.Read(CurrentVersion, "ProductName", RegistryView.Bits64)?.Text ?? "Windows"}, build " +
                $"{build?.ToString(CultureInfo.InvariantCulture) ?? "unknown"}",
            build,
            OrNull(() => (bool?)IsElevated()),
            OrNull(() => PendingRestart.Reason(registry)),
            OrNull(PendingRestart.Files),
            OrNull(() => (bool?)new SleepingWindows(files).IsThere()),
            OrNull(() => (bool?)FastStartup()),
            onBattery,
            percent,
            OrNull(() => BlockingPolicy.Reason(registry, files.Path.Combine(places.State, "trial.cmd"))),
            OrNull(() => (bool?)InstallerBusy()))
        {
            InstallerPolicy = OrNull(() => BlockingPolicy.OfInstaller(registry)),
            PowerShellPolicy = OrNull(() => BlockingPolicy.OfPowerShell(registry)),
        };
    }

    /// <inheritdoc/>
    /// <remarks>
    /// A volatile key goes with the Windows that it was made in, and with nothing else: not with a clock, and not with a shutdown
    /// by Fast Startup, which keeps the kernel's memory. Source: Windows, RegCreateKeyEx, REG_OPTION_VOLATILE.
    /// </remarks>
    public string Boot()
    {
        if (registry.Read(BootKey, BootName, RegistryView.Bits64)?.Text is { Length: > 0 } known)
            return known;
        WindowsRegistry.WriteVolatile(BootKey, BootName, RandomNumberGenerator.GetHexString(32, lowercase: true));
        return registry.Read(BootKey, BootName, RegistryView.Bits64)?.Text is { Length: > 0 } made
            ? made
            : throw WindowsFault.Disagreement(BootKey, "a volatile key was made", "it is not there");
    }

    /// <inheritdoc/>
    public string? RefusesScripts(string extension) => new ScriptTrial(files, scripts, places).Reason(extension);

    /// <inheritdoc/>
    public IDisposable StayAwake(string reason, Action ending) => new StaysAwake(reason, ending);

    /// <summary>Whether Windows Installer has something under way.</summary>
    /// <remarks>
    /// The mutex is there while an installation is under way. Source: Windows Installer, "_MSIExecute Mutex".
    /// </remarks>
    public static bool InstallerBusy()
    {
        if (!Mutex.TryOpenExisting(@"Global\_MSIExecute", out var mutex))
            return false;
        using (mutex)
        {
            // Windows keeps the mutex for a while when nothing is under way any more: then it is free to be taken.
            try
            {
                if (!mutex.WaitOne(0))
                    return true;
            }
            catch (AbandonedMutexException)
            {
                // Its owner has died, and with it the installation; now it is ours.
            }

            mutex.ReleaseMutex();
            return false;
        }
    }

    private static int? Build()
    {
        var version = new Native.VersionInfo { Size = (uint)sizeof(Native.VersionInfo) };
        return Native.RtlGetVersion(ref version) == 0 ? (int)version.Build : null;
    }

    private static bool IsElevated()
    {
        using var self = WindowsIdentity.GetCurrent();
        return new WindowsPrincipal(self).IsInRole(WindowsBuiltInRole.Administrator);
    }

    private static (bool? OnBattery, int? Percent) PowerNow()
    {
        if (!Native.GetSystemPowerStatus(out var status))
            return (null, null);
        var percent = status.Percent == Unknown || (status.Battery & NoBattery) != 0 ? (int?)null : status.Percent;
        return status.Line switch
        {
            0 => (true, percent),
            1 => (false, percent),
            // A machine that has no battery to speak of runs from the mains, whatever else it cannot tell.
            _ when status.Battery == Unknown || (status.Battery & NoBattery) != 0 => (false, null),
            _ => (null, percent),
        };
    }

    // A policy of the site comes before the machine's own setting.
    private bool FastStartup() => registry.Read(Power, "HibernateEnabled", RegistryView.Bits64)?.Text != "0"
        && (registry.Read(PowerPolicy, "HiberbootEnabled", RegistryView.Bits64)
            ?? registry.Read(SessionPower, "HiberbootEnabled", RegistryView.Bits64))?.Text == "1";

    private static T? OrNull<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            return default;
        }
    }
}
