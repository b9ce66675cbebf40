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

    // How a make-believe program, which is a text, says its version.
    private const string MakeBelieveVersion = "FileVersion: ";

    /// <summary>Runs the script of a probe; null where scripts are not run.</summary>
    public Func<ScriptProbe, (string Script, ScriptRun Run)>? Scripts { get; init; }

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
                HotfixProbe hotfix => AskHotfix(hotfix),
                TaskProbe task => AskTask(task),
                CertificateProbe certificate => AskCertificate(certificate),
                ScriptProbe script => AskScript(script),
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
                ? ProbeAnswer.Of(probe is { Exists: true, AsksNothingMore: true }, $"{probe.Path} is a folder",
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

        if (probe.Version is { } range)
        {
            var version = SoftwareVersion.TryParse(VersionOf(stream), out var known) ? known : null;
            holds &= version is not null && range.Contains(version);
            seen += version is null ? ", has no version" : $", version {version.Text}";
            observed = observed with { Version = version };
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

    private string? VersionOf(Stream stream)
    {
        if (FileVersion.Read(stream) is { } version)
            return version;
        if (!instrument.IsRehearsal)
            return null;
        stream.Position = 0;
        var first = new StreamReader(stream, Encoding.UTF8, leaveOpen: true).ReadLine();
        return first?.StartsWith(MakeBelieveVersion, StringComparison.Ordinal) == true
            ? first[MakeBelieveVersion.Length..].Trim()
            : null;
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
        // A process keeps the rights with which it was started.
        var kept = administrator == false && instrument.Services.RunsAsAdministrator(service.Name) == true;
        var holds = probe.Exists
            && (probe.Account is not { } account || LogonAccount.Same(instrument.Accounts.Canonical(account), service.Account))
            && (administrator is null || (administrator != probe.StandardAccount && !kept))
            && (probe.State is null || probe.State == service.State)
            && (probe.Start is null || probe.Start == service.Start);
        var rights = administrator switch
        {
            true => " (administrator)",
            false when kept => " (standard user; its process was started with administrator rights and keeps them)",
            false => " (standard user)",
            null => "",
        };
        return ProbeAnswer.Of(holds,
            $"service {service.Name}: account {service.Account}{rights}, start {service.Start}, {service.State}",
            new ServiceObservation(probe.Service, Present: true)
            {
                Account = service.Account,
                Administrator = kept ? true : administrator,
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
        var seen = string.Join(", ", profiles.Select(profile => profile.InWords));
        return ProbeAnswer.Of(profiles.Length > 0 && profiles.All(profile => profile.Protects), $"firewall: {seen}",
            Observe(profiles));
    }

    /// <summary>The firewall in a receipt's words.</summary>
    public static FirewallObservation Observe(ImmutableArray<FirewallProfile> profiles) =>
        new(profiles.Count(profile => profile.Protects), profiles.Count(profile => !profile.Protects));

    private ProbeAnswer AskListener(ListenerProbe probe)
    {
        var listeners = instrument.Listeners.On(probe.Port, probe.Service);
        var loopback = listeners.Where(listener => IPAddress.IsLoopback(listener.Address)).ToList();
        var words = string.Join(", ", listeners.Select(listener => InWords(listener, probe)).Order(StringComparer.Ordinal));
        var seen = $"port {probe.Port}: {(words.Length == 0 ? "nobody listens" : words)}";
        var observed = new ListenerObservation(probe.Port, loopback.Count, listeners.Count - loopback.Count)
        {
            Service = loopback.Exists(listener => listener.Owner == ListenerOwner.Service) ? probe.Service : null,
        };
        // What has not said that it runs may listen anywhere as soon as it does.
        return probe.Service is { } service && instrument.Services.ReadBack(service)?.State == ServiceRunState.Pending
            ? ProbeAnswer.Of(false, $"{seen}; service {service} is between two states", observed)
            : ProbeAnswer.Of(loopback.Count == listeners.Count, seen, observed);
    }

    private static string InWords(Listener listener, ListenerProbe probe) => listener.Owner switch
    {
        ListenerOwner.Service => $"{listener.Address} ({probe.Service})",
        ListenerOwner.WindowsHttp => $"{listener.Address} (Windows' own HTTP)",
        _ => listener.Address.ToString(),
    };

    private ProbeAnswer AskHotfix(HotfixProbe probe)
    {
        var installed = instrument.Inventory.HasHotfix(probe.Kb);
        return ProbeAnswer.Of(installed == probe.Exists, $"{probe.Kb} is {(installed ? "" : "not ")}installed",
            new HotfixObservation(probe.Kb, installed));
    }

    private ProbeAnswer AskTask(TaskProbe probe)
    {
        if (instrument.Inventory.IsTaskEnabled(probe.Task) is not { } enabled)
            return ProbeAnswer.Of(!probe.Exists, $"task {probe.Task} is absent", new TaskObservation(probe.Task, Present: false));
        return ProbeAnswer.Of(probe.Exists && (probe.Enabled is null || probe.Enabled == enabled),
            $"task {probe.Task} is {(enabled ? "enabled" : "disabled")}",
            new TaskObservation(probe.Task, Present: true) { Enabled = enabled });
    }

    private ProbeAnswer AskCertificate(CertificateProbe probe)
    {
        var there = instrument.Inventory.HasCertificate(probe.Store, probe.Thumbprint);
        return ProbeAnswer.Of(there == probe.Exists,
            $"the certificate {probe.Thumbprint} is {(there ? "" : "not ")}in {probe.Store}",
            new CertificateObservation(probe.Store, probe.Thumbprint, there));
    }

    // 10: yes; 0: no; anything else is no answer, and never a no.
    private ProbeAnswer AskScript(ScriptProbe probe)
    {
        if (Scripts is null)
            throw new InstrumentFault(probe.Subject, "no script is run here");
        var (script, run) = Scripts(probe);
        return run.ExitCode is 10 or 0
            ? ProbeAnswer.Of(run.ExitCode == 10, $"{script} says {(run.ExitCode == 10 ? "yes" : "no")}",
                new ScriptObservation(script, run.ExitCode == 10))
            : throw new InstrumentFault(script, run.ExitCode is { } code
                ? $"the script gave no answer: exit code {code}{(run.Reason.Length > 0 ? $", {run.Reason}" : "")}"
                : "the script gave no answer within its time limit");
    }
}
