using System.Collections.Immutable;
using System.Text.Json;
using PatchKit.Applier.Discovery;
using PatchKit.Applier.Instruments;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Backups;

/// <summary>
/// What has to be copied before a plan may change anything: what its steps change, what the campaign declares, and the state of
/// services, accounts, firewall and registry that it touches, written down as documents.
/// </summary>
internal sealed class BackupSelection(IInstrument instrument)
{
    /// <summary>The request for a backup of this instrument's running mode.</summary>
    /// <param name="identified">The instrument and its plan.</param>
    /// <param name="id">Name of the backup.</param>
    /// <param name="place">Host folder that holds backups.</param>
    /// <param name="withOptional">Whether run data go along.</param>
    public BackupRequest For(IdentifiedInstrument identified, string id, string place, bool withOptional)
    {
        var steps = identified.Mode.Phases.SelectMany(phase => phase.Steps).ToList();
        var mandatory = steps.SelectMany(step => step.ChangedFiles).Concat(identified.Product.BackupSet.Mandatory);
        var sources = Outermost(mandatory).Select(path => Source(path, mandatory: true)).ToList();
        if (withOptional)
            sources.AddRange(Outermost(identified.Product.BackupSet.Optional).Select(path => Source(path, mandatory: false)));
        return new BackupRequest(
            id,
            place,
            $"{identified.Product.Name} {identified.Serial}",
            identified.Mode.Mode.Text,
            [.. sources],
            [Document("services.json", WriteServices, steps), Document("accounts.json", WriteAccounts, steps),
             Document("firewall.json", WriteFirewall, steps), Document("registry.json", WriteRegistry, steps)])
        {
            Extras = instrument.Extras,
        };
    }

    private BackupSource Source(string path, bool mandatory) =>
        new(path, instrument.Places.OnHost(path), mandatory) { MayBeAbsent = true };

    // A folder brings along what is inside it: each file is copied once.
    private static IEnumerable<string> Outermost(IEnumerable<InstrumentPath> paths)
    {
        var all = paths.Select(path => path.Text).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        return all.Where(path => !all.Exists(other => path.StartsWith(other + '\\', StringComparison.OrdinalIgnoreCase)));
    }

    private static BackupDocument Document(string name, Action<Utf8JsonWriter, List<Step>> write, List<Step> steps)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            write(json, steps);
            json.WriteEndArray();
        }

        return new BackupDocument(name, bytes.ToArray());
    }

    private void WriteServices(Utf8JsonWriter json, List<Step> steps)
    {
        var names = steps.OfType<SetServiceStep>().Select(step => step.Service)
            .Concat(steps.SelectMany(step => step.Proof).OfType<ServiceProbe>().Select(probe => probe.Service));
        foreach (var service in Found(names, instrument.Services.Find))
        {
            json.WriteStartObject();
            json.WriteString("name", service.Name);
            json.WriteString("displayName", service.DisplayName);
            json.WriteString("account", service.Account);
            json.WriteString("start", service.Start.ToString());
            json.WriteString("state", service.State.ToString());
            json.WriteEndObject();
        }
    }

    private void WriteAccounts(Utf8JsonWriter json, List<Step> steps)
    {
        var names = steps.OfType<SetAccountStep>().Select(step => step.Account)
            .Concat(steps.SelectMany(step => step.Proof).OfType<AccountProbe>().Select(probe => probe.Account));
        foreach (var account in Found(names, instrument.Accounts.Find))
        {
            json.WriteStartObject();
            json.WriteString("name", account.Name);
            json.WriteBoolean("enabled", account.Enabled);
            json.WriteStartArray("groups");
            foreach (var group in account.Groups)
                json.WriteStringValue(group);
            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    private void WriteFirewall(Utf8JsonWriter json, List<Step> steps)
    {
        if (!steps.Exists(step => step is EnableFirewallStep))
            return;
        foreach (var profile in instrument.Firewall.Read())
        {
            json.WriteStartObject();
            json.WriteString("profile", profile.Name);
            json.WriteBoolean("on", profile.On);
            json.WriteEndObject();
        }
    }

    private void WriteRegistry(Utf8JsonWriter json, List<Step> steps)
    {
        foreach (var step in steps.OfType<IRegistryStep>())
        {
            var value = instrument.Registry.Read(step.Key, step.Name, step.View);
            json.WriteStartObject();
            json.WriteString("key", step.Key);
            json.WriteString("name", step.Name);
            json.WriteString("view", step.View == RegistryView.Bits64 ? "64" : "32");
            json.WriteString("type", value?.Kind.ToString());
            json.WriteString("value", value?.Text);
            json.WriteEndObject();
        }
    }

    private static ImmutableArray<T> Found<T>(IEnumerable<string> names, Func<string, T?> find)
        where T : class =>
        [.. names.Distinct(StringComparer.OrdinalIgnoreCase).Select(find).OfType<T>()];
}
