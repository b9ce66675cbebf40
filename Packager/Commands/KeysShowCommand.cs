using System.CommandLine;
using PatchKit.Packager.Host;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Releases;

namespace PatchKit.Packager.Commands;

/// <summary><c>keys show</c>: who signed what, what expires when, the fingerprints of the roots.</summary>
internal static class KeysShowCommand
{
    /// <summary>How long before an expiry the warning begins, in days.</summary>
    public const int WarnDays = 30;

    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var (release, json) = (KeysOptions.Release(services), CommonOptions.Json());
        var command = new Command("show", "Who signed what, what expires when, and the root's fingerprint") { release, json };
        command.SetAction(line => ReleaseRepository.Open(services.Files, services.Clock, line.GetRequiredValue(release))
            .TryGet(out var opened, out var refusal)
            ? Outcome.Done(services, Answer(opened.State, services.Clock.GetUtcNow()), AnswerJson.Default.KeysShowAnswer,
                line.GetValue(json), output => Print(opened.State, services.Clock.GetUtcNow(), output))
            : Outcome.Refuse(services, refusal, line.GetValue(json)));
        return command;
    }

    /// <summary>What is shown.</summary>
    internal static KeysShowAnswer Answer(ReleaseState state, DateTimeOffset now)
    {
        var published = ReleaseRoles.All.Select(role => state.Published.GetValueOrDefault(role)).OfType<RoleFile>()
            .Select(file => Shown(state, PublishedStatus(state, file), now)).ToList();
        var drafts = state.DraftStatuses.Select(status => Shown(state, status, now)).ToList();
        return new(
            state.Use == KeyUse.Rehearsal,
            [.. state.Roots.Select(root => new ShownRoot(root.Version, root.Fingerprint.Text))],
            published,
            drafts,
            [.. published.Select(Warning).OfType<string>()]);
    }

    private static void Print(ReleaseState state, DateTimeOffset now, TextWriter output)
    {
        var answer = Answer(state, now);
        if (answer.Rehearsal)
            output.WriteLine("*** REHEARSAL ***");
        foreach (var root in state.Roots)
        {
            output.WriteLine($"Fingerprint of root {root.Version}");
            foreach (var line in root.Fingerprint.Lines)
                output.WriteLine($"  {line}");
        }

        foreach (var role in answer.Published)
        {
            output.WriteLine($"{role.Role} {role.Version}, valid until {role.Expires:yyyy-MM-dd} ({role.DaysLeft} days)");
            foreach (var signer in role.Signers)
                output.WriteLine($"  {(signer.Signed ? "signed by  " : "may sign   ")} {signer.Holder}, key {signer.KeyId}"
                    + (signer.SignedName == signer.Holder ? ""
                        : signer.SignedName is { } name ? $"; sticks name them '{name}'"
                        : "; sticks name them by the key alone"));
        }

        foreach (var status in state.DraftStatuses)
            output.WriteLine($"draft {status.Describe(state.Holders)}");
        foreach (var warning in answer.Warnings)
            output.WriteLine($"WARNING: {warning}");
    }

    // A published file counts by the published root and targets, whatever drafts are in the making.
    private static SigningStatus PublishedStatus(ReleaseState state, RoleFile file) => new(file, false, Quorum.Of(
        file,
        state.Published[Shared.Trust.Role.Root],
        state.Roots.LastOrDefault(root => root.Version < file.Version && file.Role == Shared.Trust.Role.Root),
        state.Published[Shared.Trust.Role.Targets]));

    private static ShownRole Shown(ReleaseState state, SigningStatus status, DateTimeOffset now) => new(
        status.File.Role,
        status.File.Version,
        status.File.Expires,
        (int)Math.Floor((status.File.Expires - now).TotalDays),
        [.. status.Quorums.Select(quorum => new ShownQuorum(quorum.By, quorum.Threshold, quorum.Signed.Length))],
        [.. status.KeyIds.Select(id => new ShownSigner(
            id,
            state.Holders.ById.GetValueOrDefault(id)?.Holder ?? "unknown holder",
            SignedName(state, status.File.Role, id),
            status.Quorums.Any(quorum => quorum.Signed.Contains(id))))]);

    // What an instrument shows: the name that is signed where the role's keys stand.
    private static string? SignedName(ReleaseState state, string role, string keyId) => state.Published
        .GetValueOrDefault(ReleaseRoles.IsDelegated(role) ? Shared.Trust.Role.Targets : Shared.Trust.Role.Root)
        ?.File.Metadata.Names.GetValueOrDefault(keyId);

    private static string? Warning(ShownRole role) => role.DaysLeft switch
    {
        < 0 => $"{role.Role} {role.Version} expired on {role.Expires:yyyy-MM-dd}: {Way(role.Role)}",
        <= WarnDays =>
            $"{role.Role} {role.Version} expires on {role.Expires:yyyy-MM-dd}, in {role.DaysLeft} days: {Way(role.Role)}",
        _ => null,
    };

    private static string Way(string role) => role is Shared.Trust.Role.Snapshot or Shared.Trust.Role.Timestamp
        ? "run 'packager keys refresh'"
        : $"run 'packager keys renew --role {role}' and have it signed";
}

/// <summary>What <c>keys show --json</c> prints.</summary>
internal sealed record KeysShowAnswer(
    bool Rehearsal, IReadOnlyList<ShownRoot> Roots, IReadOnlyList<ShownRole> Published, IReadOnlyList<ShownRole> Drafts,
        IReadOnlyList<string> Warnings);

/// <summary>A root and its fingerprint.</summary>
internal sealed record ShownRoot(long Version, string Fingerprint);

/// <summary>A role's file.</summary>
internal sealed record ShownRole(
    string Role, long Version, DateTimeOffset Expires, int DaysLeft, IReadOnlyList<ShownQuorum> Quorums,
        IReadOnlyList<ShownSigner> Signers);

/// <summary>How many must sign, and did, by whose word.</summary>
internal sealed record ShownQuorum(string By, int Threshold, int Signed);

/// <summary>A key that may sign, and whether it did.</summary>
/// <param name="KeyId">The key.</param>
/// <param name="Holder">Whose it is by the release's key files.</param>
/// <param name="SignedName">Whose it is by the published metadata, as an instrument shows it; null where no name is
/// signed.</param>
/// <param name="Signed">Whether it signed.</param>
internal sealed record ShownSigner(string KeyId, string Holder, string? SignedName, bool Signed);
