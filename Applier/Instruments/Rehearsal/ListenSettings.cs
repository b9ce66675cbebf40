using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace PatchKit.Applier.Instruments.Rehearsal;

/// <summary>
/// What makes a restart matter: a service reads <c>ListenAddress=</c> and <c>ListenPort=</c> from its settings file when it
/// starts, and only then.
/// </summary>
internal sealed partial class ListenSettings(RehearsalFolder folder, IPlaces places)
{
    /// <summary>Where the service will listen by its settings file; null when it has none that says so.</summary>
    public ImmutableArray<string>? Of(MakeBelieveService service)
    {
        if (service.SettingsFile is null)
            return null;
        var file = places.OnHost(service.SettingsFile);
        if (!folder.FileSystem.File.Exists(file))
            return null;
        var text = folder.FileSystem.File.ReadAllText(file);
        var address = Address().Match(text);
        var port = Port().Match(text);
        return address.Success && port.Success ? [$"{address.Groups[1].Value}:{port.Groups[1].Value}"] : null;
    }

    [GeneratedRegex(@"(?m)^ListenAddress=([0-9.]+)\r?$")]
    private static partial Regex Address();

    [GeneratedRegex(@"(?m)^ListenPort=([0-9]+)\r?$")]
    private static partial Regex Port();
}
