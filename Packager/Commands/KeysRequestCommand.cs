using System.CommandLine;
using PatchKit.Packager.Ceremonies;
using PatchKit.Packager.Host;
using PatchKit.Packager.Releases;
using PatchKit.Shared;

namespace PatchKit.Packager.Commands;

/// <summary><c>keys request</c>, the coordinator's: writes the file that the holders sign from.</summary>
internal static class KeysRequestCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var release = KeysOptions.Release();
        var purpose = new Option<string>("--purpose")
        { Description = "What is to be signed and why, in one line", HelpName = "TEXT", Required = true };
        var output = KeysOptions.File("--out", "The request to write and send to the holders");
        var command = new Command("request", "Write the file that the holders sign from") { release, purpose, output };
        command.SetAction(line =>
            Run(services, line.GetRequiredValue(release), line.GetRequiredValue(purpose), line.GetRequiredValue(output)));
        return command;
    }

    private static int Run(PackagerServices services, string folder, string purpose, string output)
    {
        if (!ReleaseRepository.Open(services.Files, services.Clock, folder).TryGet(out var release, out var refusal)
            || !SigningRequest.Of(release, purpose, services.Clock.GetUtcNow()).TryGet(out var request, out refusal))
        {
            return Outcome.Refuse(services, refusal, json: false);
        }

        if (OutputFile.WriteNew(services, output, request.ToBytes()) is { } unwritten)
            return Outcome.Refuse(services, unwritten, json: false);
        var missing = request.State.DraftStatuses.SelectMany(status => status.Wanted).Distinct()
            .Select(request.State.Holders.NameOf);
        services.Out.WriteLine($"Request  {output}");
        services.Out.WriteLine($"Send to  {string.Join("; ", missing.DefaultIfEmpty("nobody: all have signed"))}");
        services.Out.WriteLine($"Then     packager keys combine {folder} SIGNATURES…");
        return ExitCodes.Done;
    }
}
