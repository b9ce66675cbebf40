using System.Text.Json;
using System.Text.Json.Nodes;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Rehearsal;

/// <summary>Lets a thing of a make-believe instrument be as it was observed on a real one.</summary>
/// <param name="sheets">The boot mode's files.</param>
internal sealed class SeenThing(InstrumentSheets sheets)
{
    private const string Administrators = "S-1-5-32-544";
    private const string Withheld = "withheld";

    /// <summary>Plays what was seen. What a program or a script said cannot be played, nor what could not be read.</summary>
    public void Play(Observation seen)
    {
        switch (seen)
        {
            case RegistryObservation { Present: false } value:
                sheets.Value(value.Key, value.Name, null);
                break;
            case RegistryObservation value:
                sheets.Value(value.Key, value.Name, value.Text ?? Withheld, value.Kind is { } kind ? Kebab(kind) : "text");
                break;
            case ProductObservation product:
                sheets.Edit("products.json", products => Product(products.AsArray(), product));
                break;
            case ServiceObservation service:
                sheets.Edit("services.json", services => Service(services.AsArray(), service));
                break;
            case AccountObservation account:
                sheets.Edit("accounts.json", accounts => Account(accounts, account));
                break;
            case FirewallObservation firewall:
                sheets.Edit("firewall.json", profiles =>
                {
                    foreach (var (at, profile) in profiles.AsArray().Index())
                        profile!["on"] = at < firewall.On;
                });
                break;
            case HotfixObservation hotfix:
                sheets.Edit("inventory.json", inventory => Hotfix(inventory, hotfix));
                break;
            case FileObservation file when InstrumentPath.OfMachine(file.Path) is { } path:
                File(path, file);
                break;
            default:
                break;
        }
    }

    private static void Product(JsonArray products, ProductObservation seen)
    {
        var known = InstrumentSheets.Find(products, "name", seen.Name);
        if (!seen.Installed)
            products.Remove(known);
        else if (known is null)
            products.Add(new JsonObject { ["name"] = seen.Name, ["version"] = seen.Version?.Text ?? "0" });
        else
            known["version"] = seen.Version?.Text ?? Withheld;
    }

    private static void Service(JsonArray services, ServiceObservation seen)
    {
        var known = InstrumentSheets.Find(services, "name", seen.Service)
            ?? InstrumentSheets.Find(services, "displayName", seen.Service);
        if (!seen.Present)
            services.Remove(known);
        if (!seen.Present || known is null)
            return;
        if (seen.Account is { } account)
            known["account"] = account;
        if (seen.Start is { } start)
            known["start"] = Kebab(start);
        if (seen.State is { } state)
            known["state"] = Kebab(state);
    }

    private static void Account(JsonNode accounts, AccountObservation seen)
    {
        var all = accounts["accounts"]!.AsArray();
        var known = InstrumentSheets.Find(all, "name", seen.Account.Split('\\')[^1]);
        if (!seen.Present)
            all.Remove(known);
        if (!seen.Present || known?["groups"] is not JsonArray groups)
            return;
        // Groups of its own that make it an administrator are not known: it is one itself, or not at all.
        var isOne = seen.Groups.Contains(Administrators, StringComparer.OrdinalIgnoreCase);
        if (!isOne)
            groups.Clear();
        else if (!groups.Any(group => (string?)group == Administrators))
            groups.Add(Administrators);
    }

    private static void Hotfix(JsonNode inventory, HotfixObservation seen)
    {
        var all = inventory["hotfixes"] as JsonArray ?? [];
        var known = all.FirstOrDefault(one => (string?)one == seen.Kb);
        if (!seen.Installed)
            all.Remove(known);
        else if (known is null)
            all.Add(seen.Kb);
        if (all.Parent is null)
            inventory["hotfixes"] = all;
    }

    private void File(InstrumentPath path, FileObservation seen)
    {
        if (seen.State is FileState.Absent)
            sheets.Remove(path);
        else if (seen.Version is { } version)
            sheets.Write(path, $"FileVersion: {version}\n");
        else if (seen is { State: FileState.File, Contains: false } or { State: FileState.File } && sheets.Text(path) is null)
            sheets.Write(path, Withheld);
    }

    private static string Kebab<T>(T word)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(word.ToString());
}
