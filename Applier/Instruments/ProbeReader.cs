using System.Collections.Immutable;
using System.IO.Abstractions;
using System.Net;
using System.Text;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Instruments;

/// <summary>
/// Asks the instrument a bundle's probes, always by the ports' read-back. Changes nothing and never throws for what it sees.
/// </summary>
internal sealed class ProbeReader(IFileSystem files, IInstrument instrument)
{
    /// <summary>Largest file whose text is searched, in bytes.</summary>
    public const int MaxTextBytes = 1024 * 1024;

    /// <summary>Asks one probe.</summary>
    public ProbeAnswer Ask(Probe probe)
    {
        try
        {
            return probe switch
            {
                FileProbe file => AskFile(file),
                RegistryProbe value => AskRegistry(value),
                ProductProbe product => AskProduct(product),
                ServiceProbe service => AskService(service),
                AccountProbe account => AskAccount(account),
                FirewallProbe => AskFirewall(),
                ListenerProbe listener => AskListener(listener),
                _ => throw new InvalidOperationException($"a probe of no kind: {probe.GetType()}"),
            };
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            return ProbeAnswer.Unread(probe.Subject, fault);
        }
    }

    /// <summary>Asks several; all must hold. What was seen is joined by semicolons.</summary>
    public ProbeAnswer AskAll(ImmutableArray<Probe> probes)
    {
        var answers = probes.Select(Ask).ToList();
        return new(answers.TrueForAll(answer => answer.Holds), string.Join("; ", answers.Select(answer => answer.Seen)))
        {
            Observed = [.. answers.SelectMany(answer => answer.Observed)],
        };
    }

    private ProbeAnswer AskFile(FileProbe probe)
    {
        var path = instrument.Places.OnHost(probe.Path.Text);
        if (!files.File.Exists(path))
        {
            return files.Directory.Exists(path)
                ? ProbeAnswer.Of(probe is { Exists: true, Sha256: null, Contains: null }, $"{probe.Path} is a folder",
                    new FileObservation(probe.Path.Text, FileState.Folder))
                : ProbeAnswer.Of(!probe.Exists, $"{probe.Path} is absent",
                    new FileObservation(probe.Path.Text, FileState.Absent));
        }

        using var stream = files.FileStream.New(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var seen = $"{probe.Path} has {stream.Length} bytes";
        var observed = new FileObservation(probe.Path.Text, FileState.File) { Bytes = stream.Length };
        var holds = probe.Exists;
        if (probe.Sha256 is { } expected)
        {
            var digest = Sha256Digest.Of(stream);
            holds &= digest == expected;
            seen += $", SHA-256 {digest}";
            observed = observed with { Sha256 = digest };
        }

        if (probe.Contains is { } text)
        {
            stream.Position = 0;
            var found = stream.Length <= MaxTextBytes
                && new StreamReader(stream, Encoding.UTF8).ReadToEnd().Contains(text, StringComparison.Ordinal);
            holds &= found;
            seen += found ? $", holds '{text}'" : $", does not hold '{text}'";
            observed = observed with { Contains = found };
        }

        return ProbeAnswer.Of(holds, seen, observed);
    }

    private ProbeAnswer AskRegistry(RegistryProbe probe)
    {
        var value = instrument.Registry.ReadBack(probe.Key, probe.Name, probe.View);
        var observed = Observe(probe.Key, probe.Name, value);
        return value is null
            ? ProbeAnswer.Of(!probe.Exists, $"{probe.Key}\\{probe.Name} is absent", observed)
            : ProbeAnswer.Of(probe.Exists && (probe.EqualTo is null || value.Text == probe.EqualTo),
                $"{probe.Key}\\{probe.Name} is '{value.Text}'", observed);
    }

    /// <summary>A registry value in a receipt's words.</summary>
    public static RegistryObservation Observe(string key, string name, RegistryValue? value) =>
        new(key, name, value is not null) { Kind = value?.Kind, Text = value?.Text };

    private ProbeAnswer AskProduct(ProductProbe probe)
    {
        if (instrument.Products.Find(probe.Name) is not { } product)
            return ProbeAnswer.Of(!probe.Exists, $"{probe.Name} is not installed",
                new ProductObservation(probe.Name, Installed: false));
        var known = SoftwareVersion.TryParse(product.Version, out var version);
        var inRange = probe.Exists && (probe.Version is null || (known && probe.Version.Contains(version!)));
        return ProbeAnswer.Of(inRange, $"{probe.Name} {product.Version} is installed",
            new ProductObservation(probe.Name, Installed: true) { Version = version });
    }

    private ProbeAnswer AskService(ServiceProbe probe)
    {
        if (instrument.Services.ReadBack(probe.Service) is not { } service)
            return ProbeAnswer.Of(!probe.Exists, $"service {probe.Service} is absent",
                new ServiceObservation(probe.Service, Present: false));
        var administrator = probe.StandardAccount is null ? (bool?)null : instrument.Accounts.IsAdministrator(service.Account);
        var holds = probe.Exists && (probe.Account is not { } account || LogonAccount.Same(instrument.Accounts.Canonical(account), service.Account))
            && (administrator is null || administrator != probe.StandardAccount)
            && (probe.State is null || probe.State == service.State)
            && (probe.Start is null || probe.Start == service.Start);
        var rights = administrator switch { true => " (administrator)", false => " (standard user)", null => "" };
        return ProbeAnswer.Of(holds,
            $"service {service.Name}: account {service.Account}{rights}, start {service.Start}, {service.State}",
            new ServiceObservation(probe.Service, Present: true)
            {
                Account = service.Account,
                Administrator = administrator,
                Start = service.Start,
                State = service.State,
            });
    }

    private ProbeAnswer AskAccount(AccountProbe probe)
    {
        if (instrument.Accounts.ReadBack(probe.Account) is not { } account)
            return ProbeAnswer.Of(!probe.Exists, $"account {probe.Account} is absent",
                new AccountObservation(probe.Account, Present: false));
        bool Belongs(string sid) => account.Groups.Contains(sid, StringComparer.OrdinalIgnoreCase);
        var groups = account.Groups.Order(StringComparer.Ordinal).ToImmutableArray();
        return ProbeAnswer.Of(probe.Exists && probe.MemberOf.All(Belongs) && !probe.NotMemberOf.Any(Belongs),
            $"account {account.Name}: groups {string.Join(", ", groups)}",
            new AccountObservation(probe.Account, Present: true) { Groups = groups });
    }

    private ProbeAnswer AskFirewall()
    {
        var profiles = instrument.Firewall.ReadBack();
        var seen = string.Join(", ", profiles.Select(profile => $"{profile.Name} {(profile.On ? "on" : "off")}"));
        return ProbeAnswer.Of(profiles.Length > 0 && profiles.All(profile => profile.On), $"firewall: {seen}",
            Observe(profiles));
    }

    /// <summary>The firewall in a receipt's words.</summary>
    public static FirewallObservation Observe(ImmutableArray<FirewallProfile> profiles) =>
        new(profiles.Count(profile => profile.On), profiles.Count(profile => !profile.On));

    private ProbeAnswer AskListener(ListenerProbe probe)
    {
        var addresses = instrument.Listeners.On(probe.Port);
        var seen = string.Join(", ", addresses.Select(address => address.ToString()).Order(StringComparer.Ordinal));
        var loopback = addresses.Count(IPAddress.IsLoopback);
        return ProbeAnswer.Of(loopback == addresses.Count, $"port {probe.Port}: {(seen.Length == 0 ? "nobody listens" : seen)}",
            new ListenerObservation(probe.Port, loopback, addresses.Count - loopback));
    }
}
