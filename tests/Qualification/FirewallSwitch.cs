using System.Runtime.Versioning;
using PatchKit.Applier.Instruments.Windows;

namespace PatchKit.Qualification;

/// <summary>A profile of the firewall as it stood, <c>NAME=on</c> or <c>NAME=off</c>.</summary>
[SupportedOSPlatform("windows")]
internal static class FirewallSwitch
{
    /// <summary>How a profile stands, in this writing.</summary>
    public static string Of(string profile, bool on) => $"{profile}={(on ? "on" : "off")}";

    /// <summary>Puts it back.</summary>
    public static void PutBack(string before)
    {
        var parts = before.Split('=');
        new WindowsFirewall(new WindowsRegistry()).Set(parts[0], parts[1] == "on");
    }

    /// <summary>Whether it stands so.</summary>
    public static bool Stands(string before) => new WindowsFirewall(new WindowsRegistry()).Read()
        .Any(profile => Of(profile.Name, profile.On) == before);
}
