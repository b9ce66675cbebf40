using System.Globalization;
using System.Runtime.Versioning;
using PatchKit.Applier.Instruments;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Values;

namespace PatchKit.Qualification.Parts;

/// <summary>Services: this program itself, in several manners.</summary>
[SupportedOSPlatform("windows")]
internal static class ServiceClaims
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(4);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Claim> All { get; } =
    [
        Claim.Now("services.found", "A service is found by its name and by its display name, with account and start type", site =>
        {
            var name = site.Service(ServiceManner.Plain);
            var (one, other) = (site.Instrument.Services.Find(name), site.Instrument.Services.Find($"{name} of PatchKit"));
            return Evidence.Of(
                one is { Account: LogonAccount.LocalSystem, Start: ServiceStart.Manual, State: ServiceRunState.Stopped }
                && other?.Name == name, $"by name: {In(one)}; by display name: {In(other)}");
        }),
        Claim.Now("services.absent", "A service that is not there is not found", site =>
            Evidence.Of(site.Instrument.Services.Find("pkq-none") is null, $"{In(site.Instrument.Services.Find("pkq-none"))}")),
        Claim.Later("services.start", "A service is started and waited for", async (site, cancel) =>
        {
            var name = site.Service(ServiceManner.Plain);
            await site.Instrument.Services.Start(name, Site.Soon, cancel);
            return Evidence.Of(site.Instrument.Services.Find(name)?.State == ServiceRunState.Running,
                In(site.Instrument.Services.Find(name)));
        }),
        Claim.Later("services.dependents", "What depends on a service is told, and stopped before it", async (site, cancel) =>
        {
            var name = site.Service(ServiceManner.Plain);
            var needing = site.Service(ServiceManner.Dependent, name);
            await site.Instrument.Services.Start(needing, Site.Soon, cancel);
            var told = site.Instrument.Services.Find(name)?.Dependents ?? [];
            await site.Instrument.Services.Stop(name, Site.Soon, cancel);
            var (one, other) = (site.Instrument.Services.Find(name), site.Instrument.Services.Find(needing));
            return Evidence.Of(told.Contains(needing)
                && (one?.State, other?.State) == (ServiceRunState.Stopped, ServiceRunState.Stopped),
                $"told: {string.Join(", ", told)}; then {In(one)}; {In(other)}");
        }),
        Claim.Now("services.start-type", "A start type is changed, and manager and registry agree", site =>
        {
            var name = site.Service(ServiceManner.Plain);
            site.Instrument.Services.Configure(name, null, null, ServiceStart.Disabled);
            var seen = site.Instrument.Services.ReadBack(name);
            site.Instrument.Services.Configure(name, null, null, ServiceStart.Manual);
            return Evidence.Of(seen?.Start == ServiceStart.Disabled
                && site.Instrument.Services.ReadBack(name)?.Start == ServiceStart.Manual, In(seen));
        }),
        Account("local-service", "a service's own limited account", LogonAccount.LocalService, administrator: false),
        Account("network-service", "the limited account that shows the machine's name", LogonAccount.NetworkService,
            administrator: false),
        Account("virtual", "an account of Windows' own for this one service", @"NT SERVICE\pkq-plain", administrator: false),
        Account("local-system", "the account with all rights", LogonAccount.LocalSystem, administrator: true),
        Claim.Later("services.password", "A service runs under an account with a password, which gets the right for it",
            async (site, cancel) => !LocalAccount.IsThere(AccountClaims.Made(site))
                ? Evidence.Of(false, AccountClaims.NotMade)
                : await Under(site, $@".\{Site.Account}", LocalAccount.Password, administrator: false, cancel)),
        Claim.Later("services.slow-stop", "A service that takes its time to stop is waited for", async (site, cancel) =>
        {
            var name = site.Service(ServiceManner.Slow);
            await site.Instrument.Services.Start(name, Site.Soon, cancel);
            await site.Instrument.Services.Stop(name, Site.Soon, cancel);
            return Evidence.Of(site.Instrument.Services.Find(name)?.State == ServiceRunState.Stopped,
                In(site.Instrument.Services.Find(name)));
        }),
        Claim.Later("services.pending", "A service between two states is told", async (site, cancel) =>
        {
            var name = site.Service(ServiceManner.Slow);
            await site.Instrument.Services.Start(name, Site.Soon, cancel);
            var stopping = site.Instrument.Services.Stop(name, Site.Soon, cancel);
            await Task.Delay(TimeSpan.FromSeconds(2), cancel);
            var told = site.Instrument.Services.AnyPending();
            await stopping;
            return Evidence.Of(told == name, $"told: {told ?? "none"}");
        }),
        Claim.Later("services.hanging-stop", "A service that never stops is told after the limit", async (site, cancel) =>
        {
            var name = site.Service(ServiceManner.Hanging);
            await site.Instrument.Services.Start(name, Site.Soon, cancel);
            return await Fault(() => site.Instrument.Services.Stop(name, Short, cancel), "did not stop within");
        }),
        Claim.Later("services.crashing-stop", "A service that dies while it stops has stopped", async (site, cancel) =>
        {
            var name = site.Service(ServiceManner.Crashing);
            await site.Instrument.Services.Start(name, Site.Soon, cancel);
            await site.Instrument.Services.Stop(name, Site.Soon, cancel);
            return Evidence.Of(site.Instrument.Services.Find(name)?.State == ServiceRunState.Stopped,
                In(site.Instrument.Services.Find(name)));
        }),
        Claim.Later("services.failure-actions", "That Windows starts a service again that died while it stopped is told before",
            async (site, cancel) =>
        {
            var name = site.Service(ServiceManner.Returning);
            var (code, text) = Tool.Run("sc.exe", $"failure {name} reset= 86400 actions= restart/3000");
            if (code != 0)
                return Evidence.NotRun($"sc failure ended with {code}: {text}");
            await site.Instrument.Services.Start(name, Site.Soon, cancel);
            await site.Instrument.Services.Stop(name, Site.Soon, cancel);
            var told = site.Instrument.Services.StartsAgainAfter(name);
            for (var tries = 0; tries < 40 && site.Instrument.Services.Find(name)?.State == ServiceRunState.Stopped; tries++)
                await Task.Delay(500, cancel);
            return Evidence.Of(told == TimeSpan.FromSeconds(3)
                && site.Instrument.Services.Find(name)?.State != ServiceRunState.Stopped,
                $"told: {told?.TotalSeconds.ToString("0", CultureInfo.InvariantCulture) ?? "nothing"}; " +
                    $"{In(site.Instrument.Services.Find(name))}");
        }),
        Claim.Now("services.clean-stop", "Of a service that has stopped as it should nothing is told", site =>
        {
            var told = site.Instrument.Services.StartsAgainAfter(site.Service(ServiceManner.Plain));
            return Evidence.Of(told is null, told is null ? "nothing" : $"{told}");
        }),
        Claim.Later("services.failing-start", "A service that does not start is told with its error", (site, cancel) =>
        {
            var name = site.Service(ServiceManner.Failing);
            return Fault(() => site.Instrument.Services.Start(name, Site.Soon, cancel), "error ");
        }),
    ];

    private static Claim Account(string id, string what, string account, bool administrator) =>
        Claim.Later($"services.{id}", $"A service runs under {what}, and its process has its rights and no others",
            (site, cancel) => Under(site, account, null, administrator, cancel));

    private static async Task<Evidence> Under(
        Site site, string account, string? password, bool administrator, CancellationToken cancel)
    {
        var (name, services) = (site.Service(ServiceManner.Plain), site.Instrument.Services);
        await services.Stop(name, Site.Soon, cancel);
        services.Configure(name, account, password, null);
        var seen = services.ReadBack(name);
        await services.Start(name, Site.Soon, cancel);
        var rights = services.RunsAsAdministrator(name);
        await services.Stop(name, Site.Soon, cancel);
        return Evidence.Of(seen is not null && LogonAccount.Same(seen.Account, account) && rights == administrator,
            $"{In(seen)}, its process an administrator: {rights}");
    }

    private static async Task<Evidence> Fault(Func<Task> act, string expected)
    {
        try
        {
            await act();
            return Evidence.Of(false, "nothing was told");
        }
        catch (InstrumentFault fault)
        {
            return Evidence.Of(fault.Message.Contains(expected, StringComparison.Ordinal), fault.Message);
        }
    }

    private static string In(ServiceFacts? service) =>
        service is null ? "not found" : $"{service.Name}, {service.Account}, {service.Start}, {service.State}";
}
