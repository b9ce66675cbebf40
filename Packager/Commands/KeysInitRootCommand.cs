using System.Collections.Immutable;
using System.CommandLine;
using PatchKit.Packager.Host;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Releases;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;

namespace PatchKit.Packager.Commands;

/// <summary>
/// <c>keys init-root</c>: drafts of the first root and of the lists under it, from the holders' public key files.
/// </summary>
internal static class KeysInitRootCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var release = KeysOptions.Release();
        var root = Files("--root", "The root holders' public key files", required: true);
        var targets = Files("--targets", "Who signs targets; the root holders when it is left out");
        var bundles = Files("--bundles", "Release engineering's and quality's public key files", required: true);
        var support = Files("--support", "The support desk's public key file: deliveries, snapshot and timestamp",
            required: true);
        var snapshot = Files("--snapshot", "Who signs snapshots; the support desk when it is left out");
        var timestamp = Files("--timestamp", "Who signs timestamps; the support desk when it is left out");
        var thresholds = new Option<string[]>("--threshold")
        {
            Description =
                "How many must sign for a role, as ROLE=N; root, targets and bundles want 2, the others 1 when nothing is said",
            HelpName = "ROLE=N",
        };
        var command = new Command("init-root", "Begin a release: draft its first root") { release, root, targets, bundles,
            support, snapshot, timestamp, thresholds };
        command.SetAction(line =>
        {
            var rootFiles = line.GetRequiredValue(root);
            var supportFiles = line.GetRequiredValue(support);
            return Run(services, line.GetRequiredValue(release), line.GetValue(thresholds) ?? [], new()
            {
                [Role.Root] = rootFiles,
                [Role.Targets] = Given(line.GetValue(targets), rootFiles),
                [ReleaseRoles.Bundles] = line.GetRequiredValue(bundles),
                [ReleaseRoles.Deliveries] = supportFiles,
                [Role.Snapshot] = Given(line.GetValue(snapshot), supportFiles),
                [Role.Timestamp] = Given(line.GetValue(timestamp), supportFiles),
            });
        });
        return command;
    }

    private static int Run(PackagerServices services, string folder, string[] thresholds, Dictionary<string, string[]> paths)
    {
        if (!Thresholds(thresholds).TryGet(out var wanted, out var refusal))
            return Outcome.Refuse(services, refusal, json: false);
        var keys = new Dictionary<string, RoleKeys>();
        foreach (var (role, files) in paths)
        {
            if (!PublicKeyFile.Open(services, files).TryGet(out var read, out refusal))
                return Outcome.Refuse(services, refusal, json: false);
            keys[role] = new([.. read], wanted.GetValueOrDefault(role, RoleRules.LeastThreshold(role)));
        }

        if (!ReleaseRepository.Create(services.Files, services.Clock, folder, keys).TryGet(out var release, out refusal))
        {
            // All that is checked is checked before the first byte; then the disk alone can say no.
            services.Changes.Begin(folder, refusal.Code is RefusalCode.DiskFull or RefusalCode.AccessDenied);
            return Outcome.Refuse(services, refusal, json: false);
        }

        services.Out.WriteLine($"Root 1 has the fingerprint {release.State.Root.Fingerprint.Text}");
        KeysCommand.PrintDrafts(services, release, folder);
        return ExitCodes.Done;
    }

    private static Result<ImmutableDictionary<string, int>> Thresholds(IEnumerable<string> texts)
    {
        var thresholds = ImmutableDictionary<string, int>.Empty;
        foreach (var text in texts)
        {
            var parts = text.Split('=');
            if (parts.Length != 2 || !ReleaseRoles.All.Contains(parts[0]) || !int.TryParse(parts[1], out var number)
                || number < 1)
                return new Refusal(RefusalCode.Usage, "--threshold",
                    $"'{text}' is not like bundles=2; the roles are {string.Join(", ", ReleaseRoles.All)}");
            thresholds = thresholds.SetItem(parts[0], number);
        }

        return thresholds;
    }

    private static string[] Given(string[]? files, string[] otherwise) => files is { Length: > 0 } ? files : otherwise;

    private static Option<string[]> Files(string name, string description, bool required = false) => new(name)
    {
        Description = description,
        HelpName = "FILE",
        Required = required,
        AllowMultipleArgumentsPerToken = true,
    };
}
