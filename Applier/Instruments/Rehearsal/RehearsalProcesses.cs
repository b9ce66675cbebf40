using System.Collections.Immutable;
using System.Net;
using System.Text.Json.Serialization;
using PatchKit.Shared.Bundles;

namespace PatchKit.Applier.Instruments.Rehearsal;

/// <summary>The processes of <c>processes.json</c>.</summary>
internal sealed class RehearsalProcesses(RehearsalFolder folder, IPlaces places) : IProcesses
{
    /// <summary>The file.</summary>
    public const string FileName = "processes.json";

    /// <inheritdoc/>
    public IReadOnlyList<string> Running() => All().Running;

    /// <inheritdoc/>
    public IReadOnlyList<string> HoldersOf(string hostPath) =>
        [.. All().Holders.Where(holder => places.OnHost(holder.Key) == hostPath).Select(holder => holder.Value)];

    private MakeBelieveProcesses All() => folder.Read(FileName, RehearsalFormats.Processes);
}

/// <summary>The listeners of running services, and those of <c>listeners.json</c>, which belong to nobody here.</summary>
internal sealed class RehearsalListeners(RehearsalFolder folder) : IListeners
{
    /// <summary>The file.</summary>
    public const string FileName = "listeners.json";

    /// <inheritdoc/>
    public IReadOnlyList<Listener> On(int port, string? service)
    {
        var services = folder.Read(RehearsalServices.FileName, RehearsalFormats.Services)
            .Where(one => one.State == ServiceRunState.Running)
            .SelectMany(one => one.Listens.Select(text => (EndPoint(text), service is not null && one.IsCalled(service)
                ? ListenerOwner.Service
                : ListenerOwner.Other)));
        var others = folder.Read(FileName, RehearsalFormats.Names).Select(text => (EndPoint(text), ListenerOwner.Other));
        return [.. services.Concat(others).Where(one => one.Item1.Port == port)
            .Select(one => new Listener(one.Item1.Address, one.Item2))];
    }

    private static IPEndPoint EndPoint(string text) => IPEndPoint.TryParse(text, out var point)
        ? point
        : throw new InstrumentFault(FileName, $"'{text}' is not 'address:port'");
}

/// <summary>The file <c>processes.json</c>.</summary>
/// <param name="Running">Image names without extension.</param>
/// <param name="Holders">Who holds a file open: path on the instrument, process.</param>
internal sealed record MakeBelieveProcesses(
    [property: JsonRequired] ImmutableArray<string> Running,
    [property: JsonRequired] ImmutableSortedDictionary<string, string> Holders);
