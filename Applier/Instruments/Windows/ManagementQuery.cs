using System.Globalization;
using System.Runtime.Versioning;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>
/// Values by Windows Management Instrumentation, for what no other interface tells. Source: wbemdisp.h; WbemErrorEnum of
/// wbemcli.h.
/// </summary>
[SupportedOSPlatform("windows")]
internal static class ManagementQuery
{
    private const int NotFound = unchecked((int)0x80041002); // WBEM_E_NOT_FOUND
    private const int NoNamespace = unchecked((int)0x8004100E); // WBEM_E_INVALID_NAMESPACE
    private const int NoClass = unchecked((int)0x80041010); // WBEM_E_INVALID_CLASS

    /// <summary>One property of every object of a class; none where this Windows has no such namespace or class.</summary>
    /// <param name="space">The namespace.</param>
    /// <param name="type">The class.</param>
    /// <param name="property">The property.</param>
    /// <param name="where">A condition in WQL; null: all objects.</param>
    /// <exception cref="InstrumentFault">Windows does not answer.</exception>
    public static IReadOnlyList<object?> Values(string space, string type, string property, string? where = null) =>
        ComThread.Run<IReadOnlyList<object?>>($@"{space}\{type}", "Windows Management Instrumentation", () =>
        {
            try
            {
                using var locator = Automated.Made("WbemScripting.SWbemLocator");
                using var services = locator.Call("ConnectServer", ".", space);
                using var found = services.Call("ExecQuery",
                    $"SELECT {property} FROM {type}{(where is null ? "" : $" WHERE {where}")}");
                var values = new List<object?>();
                for (var index = 0; index < Convert.ToInt32(found.Get("Count"), CultureInfo.InvariantCulture); index++)
                {
                    using var one = found.Call("ItemIndex", index);
                    using var properties = new Automated(one.Get("Properties_")!);
                    using var value = properties.Call("Item", property);
                    values.Add(value.Get("Value"));
                }

                return values;
            }
            catch (Exception absent) when (Automated.Number(absent) is NotFound or NoNamespace or NoClass)
            {
                return [];
            }
        });
}
