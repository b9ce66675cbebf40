using System.Globalization;
using System.Reflection;

namespace PatchKit.Applier.Staging;

/// <summary>When this program was built: it has certainly been that time already, whatever the clock says.</summary>
internal static class BuildDate
{
    /// <summary>
    /// The date of the commit that <c>packager publish</c> built from, UTC; the beginning of 1970 where the build did not say it.
    /// </summary>
    public static DateTimeOffset OfThisProgram { get; } = typeof(
        BuildDate).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Where(one => one.Key == "BuildDate")
        .Select(one =>
            DateTimeOffset.TryParse(one.Value, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var date)
            ? date
            : DateTimeOffset.UnixEpoch)
        .FirstOrDefault(DateTimeOffset.UnixEpoch);
}
