using System.Collections.Immutable;
using System.IO.Abstractions;
using System.Net;
using PatchKit.Applier.Instruments;
using PatchKit.Shared.Bundles;

namespace PatchKit.Tests.Applier.Applying;

/// <summary>
/// A machine in memory that can lie, refuse, and call back before each change. Its files are real ones below <c>disk</c>.
/// </summary>
internal sealed class FakeInstrument(IFileSystem files, string disk)
    : IInstrument, IMachine, IDrives, IPlaces, IRegistry, IServices, IAccounts, IFirewall, IProducts, IInventory, IInstallers,
        IScripts, IProcesses, IListeners
{
    public Dictionary<string, RegistryValue> Values { get; } = [];

    public Dictionary<string, ServiceFacts> ServiceList { get; } = new(StringComparer.OrdinalIgnoreCase);

    public Dictionary<string, ImmutableArray<string>> Groups { get; } = new(StringComparer.OrdinalIgnoreCase);

    public Dictionary<string, string> Passwords { get; } = new(StringComparer.OrdinalIgnoreCase);

    public Dictionary<string, bool> Profiles { get; } = new() { ["domain"] = true, ["private"] = true, ["public"] = true };

    public Dictionary<string, string> Installed { get; } = [];

    /// <summary>Calls that say success and do nothing: <c>registry.write</c>, <c>install</c>, …</summary>
    public HashSet<string> Lies { get; } = [];

    /// <summary>Calls that fail.</summary>
    public HashSet<string> Faults { get; } = [];

    /// <summary>Exit codes to give, in turn; then 0.</summary>
    public Queue<int?> ExitCodes { get; } = new();

    public List<string> Calls { get; } = [];

    public Action<string> OnCall { get; set; } = _ => { };

    public string PendingRestart { get; set; } = "";

    public string BootId { get; set; } = "first";

    /// <summary>Whether Windows Installer has something under way, asked anew each time.</summary>
    public Func<bool?> InstallerBusy { get; set; } = () => false;

    public long FreeBytes { get; set; } = 1L << 39;

    public bool PolicyHoldsFirewall { get; set; }

    /// <summary>A profile that is on and closes nothing.</summary>
    public string? LetsIn { get; set; }

    /// <summary>Services whose process was started with administrator rights, and keeps them until it is stopped.</summary>
    public HashSet<string> KeepAdministrator { get; } = [];

    /// <summary>Where something listens, asked anew each time.</summary>
    public Func<IReadOnlyList<IPAddress>> ListensOn { get; set; } = () => [];

    /// <summary>Whose a listener is, when a service is asked for.</summary>
    public ListenerOwner Listening { get; set; } = ListenerOwner.Other;

    public List<string> Holders { get; } = [];

    public bool IsRehearsal => true;

    public IMachine Machine => this;

    public IDrives Drives => this;

    public IPlaces Places => this;

    public IRegistry Registry => this;

    public IServices Services => this;

    public IAccounts Accounts => this;

    public IFirewall Firewall => this;

    public IProducts Products => this;

    public IInventory Inventory => this;

    public IInstallers Installers => this;

    public IScripts Scripts => this;

    public IProcesses Processes => this;

    public IListeners Listeners => this;

    public IRestartMoves? RestartMoves { get; set; }

    public IFileExtras Extras { get; set; } = NoFileExtras.Instance;

    public string State => files.Path.Combine(disk, "state");

    MachineFacts IMachine.Read() => new("fake", 14393, true, PendingRestart, [], false, false, false, null, "", InstallerBusy());

    public string Boot() => BootId;

    public string? RefusesScripts(string extension) => null;

    public IDisposable StayAwake(string reason, Action ending) => Stream.Null;

    public IReadOnlyList<Drive> List() =>
        [new("C:", disk, "", "", "NTFS", Removable: false, ReadOnly: false, FreeBytes, 1L << 40)];

    public string? Forgets() => null;

    public string? Release(Drive stick) => null;

    public void Flush() => Do("drives.flush", () => { });

    public bool Close(string folder)
    {
        files.Directory.CreateDirectory(folder);
        return true;
    }

    public string OnHost(string instrumentPath) =>
        files.Path.Combine([disk, .. instrumentPath.Replace(":", "", StringComparison.Ordinal).Split('\\')]);

    RegistryValue? IRegistry.Read(string key, string name, RegistryView view) => Values.GetValueOrDefault($"{key}\\{name}");

    RegistryValue? IRegistry.ReadBack(string key, string name, RegistryView view) => Values.GetValueOrDefault($"{key}\\{name}");

    public void Write(string key, string name, RegistryView view, RegistryValue value) =>
        Do("registry.write", name, () => Values[$"{key}\\{name}"] = value);

    public void Delete(string key, string name, RegistryView view) =>
        Do("registry.delete", name, () => Values.Remove($"{key}\\{name}"));

    ServiceFacts? IServices.Find(string service) => ServiceList.GetValueOrDefault(service);

    ServiceFacts? IServices.ReadBack(string service) => ServiceList.GetValueOrDefault(service);

    public void Configure(string service, string? account, string? password, ServiceStart? start) =>
        Do("services.configure", () =>
    {
        var old = ServiceList[service];
        ServiceList[service] = old with { Account = account ?? old.Account, Start = start ?? old.Start };
    });

    public bool? RunsAsAdministrator(string service) => ServiceList[service].State == ServiceRunState.Stopped
        ? null
        : KeepAdministrator.Contains(service) || IsAdministrator(ServiceList[service].Account);

    public Task Start(string service, TimeSpan limit, CancellationToken cancel)
    {
        if (ServiceList[service].Start == ServiceStart.Disabled)
            throw new InstrumentFault(service, "error 1058");
        Do("services.start", () => ServiceList[service] = ServiceList[service] with { State = ServiceRunState.Running });
        return Task.CompletedTask;
    }

    public Task Stop(string service, TimeSpan limit, CancellationToken cancel)
    {
        Do("services.stop", () =>
        {
            foreach (var name in ServiceList[service].Dependents.Append(service))
            {
                ServiceList[name] = ServiceList[name] with { State = ServiceRunState.Stopped };
                KeepAdministrator.Remove(name);
                if (StartsAgain.GetValueOrDefault(name) > 0 && StartsAgain[name]-- > 0)
                    _dead.Add(name);
            }
        });
        return Task.CompletedTask;
    }

    /// <summary>How often a service that is stopped dies of it and is started again by Windows, by its name.</summary>
    public Dictionary<string, int> StartsAgain { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>After how long.</summary>
    public TimeSpan StartsAfter { get; set; }

    public TimeSpan? StartsAgainAfter(string service)
    {
        if (!_dead.Contains(service))
            return null;
        // Whoever asks waits for it: the time has passed by the next look.
        Revive();
        return StartsAfter;
    }

    // Those that died when they were stopped, and which Windows has not started again yet.
    private readonly HashSet<string> _dead = new(StringComparer.OrdinalIgnoreCase);

    private void Revive()
    {
        foreach (var name in _dead)
            ServiceList[name] = ServiceList[name] with { State = ServiceRunState.Running };
        _dead.Clear();
    }

    public string? AnyPending() => null;

    AccountFacts? IAccounts.Find(string account) =>
        Groups.TryGetValue(account, out var groups) ? new(account, true, groups) : null;

    AccountFacts? IAccounts.ReadBack(string account) =>
        Groups.TryGetValue(account, out var groups) ? new(account, true, groups) : null;

    public string Canonical(string account) => account;

    public void Join(string account, string groupSid) =>
        Do("accounts.join", () => Groups[account] = Groups[account].Add(groupSid));

    public void Leave(string account, string groupSid) =>
        Do("accounts.leave", () => Groups[account] = Groups[account].Remove(groupSid));

    public bool IsAdministrator(string account) =>
        Groups.GetValueOrDefault(account.Replace(@".\", "", StringComparison.Ordinal), []).Contains(IAccounts.Administrators);

    /// <summary>How many wrong passwords lock an account.</summary>
    public int LockedAfter { get; set; } = int.MaxValue;

    /// <summary>Why an account may not log on as a service.</summary>
    public Dictionary<string, string> NoLogon { get; } = new(StringComparer.OrdinalIgnoreCase);

    public string? NoServiceLogon(string account) => NoLogon.GetValueOrDefault(account);

    public int HarmlessTries(string account) => LockedAfter == int.MaxValue ? LockedAfter : LockedAfter - 1;

    public bool PasswordOpens(string account, string password) => Passwords.GetValueOrDefault(account) == password;

    ImmutableArray<FirewallProfile> IFirewall.Read() => ((IFirewall)this).ReadBack();

    ImmutableArray<FirewallProfile> IFirewall.ReadBack() =>
        [.. Profiles.Select(pair => new FirewallProfile(pair.Key, pair.Value, PolicyHoldsFirewall, pair.Key == LetsIn))];

    public void Set(string profile, bool on) => Do("firewall.set", () => Profiles[profile] = on);

    InstalledProduct? IProducts.Find(string name) => Faults.Contains("products.find")
        ? throw new InstrumentFault(name, "the machine said no")
        : Installed.TryGetValue(name, out var version) ? new(name, version) : null;

    public HashSet<string> Hotfixes { get; } = [];

    public bool HasHotfix(string kb) => Hotfixes.Contains(kb);

    public bool? IsTaskEnabled(string path) => null;

    public bool HasCertificate(string store, string thumbprint) => false;

    // An update of Windows is one line KB…: it is removed by its number alone, and stays where it was before.
    public string Capture(InstallerCall call) => IsUpdate(call)
        ? Hotfixes.Contains(call.Update!) ? "kept" : ""
        : Installed.GetValueOrDefault(Package(call).Name) ?? "";

    private static bool IsUpdate(InstallerCall call) => InstallerKinds.Of(call.Payload.Name) == InstallerKind.Update;

    public Task<int> Install(InstallerCall call, CancellationToken cancel)
    {
        files.File.WriteAllText(call.Log, "installing");
        var code = ExitCodes.TryDequeue(out var given) ? given!.Value : 0;
        if (code is 0 or 3010)
            Do("install", () =>
            {
                if (IsUpdate(call))
                {
                    Hotfixes.Add(files.File.ReadAllText(call.File));
                    return;
                }

                // NAME|VERSION|FILE: the installer writes its version there too.
                foreach (var file in files.File.ReadAllText(call.File).Split('|').Skip(2))
                    files.File.WriteAllText(OnHost(file), $"written by {Package(call).Version}");
                Installed[Package(call).Name] = Package(call).Version;
            });
        return Task.FromResult(code);
    }

    public Task<int> Undo(InstallerCall call, string captured, CancellationToken cancel)
    {
        Do("uninstall", () =>
        {
            if (IsUpdate(call))
            {
                if (captured.Length == 0)
                    Hotfixes.Remove(call.Update!);
                return;
            }

            // An EXE removes itself; Windows Installer brings back what it has replaced.
            if (captured.Length == 0 || call.Payload.Name.EndsWith(".exe", StringComparison.Ordinal))
                Installed.Remove(Package(call).Name);
            else
                Installed[Package(call).Name] = captured;
        });
        return Task.FromResult(0);
    }

    public string? Unreplaceable(InstallerCall call) => Faults.Contains("unkept") ? "the package is not on this machine" : null;

    public string? Unkept(string product) => Faults.Contains("unkept") ? "the package is not on this machine" : null;

    public string CaptureRemoval(RemovalCall call) => Installed.GetValueOrDefault(call.Product) ?? "";

    public Task<int> Remove(RemovalCall call, string captured, CancellationToken cancel)
    {
        var code = ExitCodes.TryDequeue(out var given) ? given!.Value : 0;
        if (code is 0 or 3010)
            Do("remove", () => Installed.Remove(call.Product));
        return Task.FromResult(code);
    }

    public Task<int> PutBack(RemovalCall call, string captured, CancellationToken cancel)
    {
        Do("put-back", () => Installed[call.Product] = captured);
        return Task.FromResult(0);
    }

    public bool CanRun(string extension) => extension == ".fake";

    /// <summary>A script is one line <c>KEY|NAME|VALUE</c>: the registry value that it sets.</summary>
    public Task<ScriptRun> Run(ScriptCall call, CancellationToken cancel)
    {
        files.Directory.CreateDirectory(call.State);
        var words = files.File.ReadAllText(call.File).Split('|');
        var id = $"{words[0]}\\{words[1]}";
        var kept = files.Path.Combine(call.State, "old");
        if (call.Verb == "check" && Faults.Contains("script.check"))
        {
            // Ended at its time limit.
            Calls.Add("script.check");
            return Task.FromResult(new ScriptRun(null, "", ""));
        }

        if (call.Verb == "check")
            return Task.FromResult(new ScriptRun(Values.GetValueOrDefault(id)?.Text == words[2] ? 10 : 0, "", ""));
        if (ExitCodes.TryDequeue(out var given))
            return Task.FromResult(new ScriptRun(given, "some output", "the reason"));
        Do($"script.{call.Verb}", () =>
        {
            if (call.Verb == "undo")
            {
                if (!files.File.Exists(kept))
                    return;
                var old = files.File.ReadAllText(kept);
                if (old == "absent")
                    Values.Remove(id);
                else
                    Values[id] = new(RegistryKind.Text, old);
                return;
            }

            if (!files.File.Exists(kept))
                PatchKit.Shared.Disks.DurableFile.Write(files, kept,
                    System.Text.Encoding.UTF8.GetBytes(Values.GetValueOrDefault(id)?.Text ?? "absent"));
            Values[id] = new(RegistryKind.Text, words[2]);
        });
        return Task.FromResult(new ScriptRun(0, "done", ""));
    }

    /// <summary>What scripts have left running, asked anew each time.</summary>
    public Func<IReadOnlyList<string>> StillRunning { get; set; } = () => [];

    public IReadOnlyList<string> Left() => StillRunning();

    public IReadOnlyList<string> Running() => [];

    public IReadOnlyList<string> HoldersOf(string hostPath) => Holders;

    public IReadOnlyList<Listener> On(int port, string? service) =>
        [.. ListensOn().Select(address => new Listener(address, service is null ? ListenerOwner.Other : Listening))];

    private void Do(string call, Action change) => Do(call, "", change);

    // A lie or a fault may be about one thing alone: "registry.write Mode".
    private void Do(string call, string about, Action change)
    {
        // A step takes its time, in which Windows does what it does.
        if (call != "services.stop")
            Revive();
        Calls.Add(call);
        OnCall(call);
        if (Faults.Contains(call) || Faults.Contains($"{call} {about}"))
            throw new InstrumentFault(call, "the machine said no");
        if (!Lies.Contains(call) && !Lies.Contains($"{call} {about}"))
            change();
    }

    private (string Name, string Version) Package(InstallerCall call) =>
        files.File.ReadAllText(call.File).Split('|') is [var name, var version, ..]
            ? (name, version)
            : throw new InvalidOperationException();
}
