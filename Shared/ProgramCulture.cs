using System.Globalization;

namespace PatchKit.Shared;

/// <summary>
/// The culture of both programs: the invariant one. <c>InvariantGlobalization</c> asks for it, but a variable of the environment
/// undoes that; then an interpolated date would be written in the calendar of whoever is logged in.
/// </summary>
public static class ProgramCulture
{
    /// <summary>Sets it for every thread of the process; a program's first line.</summary>
    public static void Set()
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
    }
}
