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
        command.SetAction(line => Run(services, line.GetRequiredValue(release), line.GetRequiredValue(files)));
        return command;
    }

    private static int Run(PackagerServices services, string folder, IEnumerable<string> paths)
    {
        if (!ReleaseRepository.Open(services.Files, services.Clock, folder).TryGet(out var release, out var refusal))
            return Outcome.Refuse(services, refusal, json: false);
        foreach (var path in paths)
        {
            if (!BoundedFiles.Read(services, path, SignatureFile.MaxLength).Then(bytes => SignatureFile.Read(bytes, path))
                .TryGet(out var file, out refusal))
                return Outcome.Refuse(services, refusal, json: false);
            var fault = file.AddTo(release).Refusal;
            // A disk says no while the draft is written, and its new name may stand already.
            services.Changes.Begin($"the signatures of {path} in {folder}",
                when: fault is null or { Code: RefusalCode.DiskFull or RefusalCode.AccessDenied });
            if (fault is not null)
                return Outcome.Refuse(services, fault, json: false);
            services.Out.WriteLine($"Taken   {path}");
        }

        KeysCommand.PrintDrafts(services, release, folder);
        return ExitCodes.Done;
    }
}
