using System.CommandLine;
using PatchKit.Packager.Ceremonies;
using PatchKit.Packager.Host;
using PatchKit.Packager.Releases;
using PatchKit.Shared;

namespace PatchKit.Packager.Commands;

/// <summary><c>keys combine</c>, the coordinator's: puts the signatures that came back into the release.</summary>
internal static class KeysCombineCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var release = KeysOptions.Release();
        var files = new Argument<string[]>("SIGNATURES")
        { Description = "The signature files that came back", Arity = ArgumentArity.OneOrMore };
        var command = new Command("combine", "Put signatures that came back into the release") { release, files };
        command.SetAction(line => ReleaseWork.Alone(services, line.GetRequiredValue(release), json: false, () =>
            Run(services, line.GetRequiredValue(release), line.GetRequiredValue(files))));
        return command;
    }

    private static int Run(PackagerServices services, string folder, IEnumerable<string> paths)
    {
        if (!ReleaseRepository.Open(services.Files, services.Clock, folder).TryGet(out var release, out var refusal))
            return Outcome.Refuse(services, refusal, json: false);
        var left = new List<Refusal>();
        foreach (var path in paths)
        {
            if (!BoundedFiles.Read(services, path, SignatureFile.MaxLength).Then(bytes => SignatureFile.Read(bytes, path))
                .TryGet(out var file, out refusal))
            {
                left.Add(refusal);
                continue;
            }

            // A disk says no while the draft is written, and its new name may stand already.
            var added = file.AddTo(release);
            var disk = added.Refusal is { Code: RefusalCode.DiskFull or RefusalCode.AccessDenied };
            services.Changes.Begin($"the signatures of {path} in {folder}",
                when: disk || (added.TryGet(out var some, out _) && !some.Taken.IsEmpty));
            if (disk)
                return Outcome.Refuse(services, added.Refusal!, json: false);
            if (!added.TryGet(out var combined, out refusal))
            {
                left.Add(refusal);
                continue;
            }

            left.AddRange(combined.Left);
            if (!combined.Taken.IsEmpty)
                services.Out.WriteLine(
                    $"Taken   {path}: {string.Join(", ", combined.Taken.Select(one => $"{one.Role} {one.Version}"))}");
        }

        KeysCommand.PrintDrafts(services, release, folder);
        if (left.Count == 0)
            return ExitCodes.Done;
        return Outcome.Refuse(services,
            left[0] with { Reason = string.Join(Environment.NewLine, left.Select(one => one.Reason)) }, json: false);
    }
}
