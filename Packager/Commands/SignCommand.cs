using System.CommandLine;
using PatchKit.Packager.Host;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Releases;
using PatchKit.Packager.Sticks;
using PatchKit.Shared;
using PatchKit.Shared.Media;

namespace PatchKit.Packager.Commands;

/// <summary>
/// <c>sign BUNDLE</c>: lists a bundle in a release and adds one holder's signature. Two holders are needed, each on their own
/// machine.
/// </summary>
internal static class SignCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var bundle = new Argument<string>("BUNDLE") { Description = "The bundle (a .zip made by 'build')" };
        var release = CommonOptions.Release(services);
        var signer = new SignerOptions();
        var command = new Command("sign",
            "List a bundle in a release and sign it; a second holder signs too before it counts") { bundle, release };
        signer.AddTo(command);
        command.SetAction(line => ReleaseWork.Alone(services, line.GetRequiredValue(release), json: false, () =>
            Run(services, line.GetRequiredValue(bundle), line.GetRequiredValue(release), use =>
                signer.Open(services, new TerminalKeyboard(), line, use))));
        return command;
    }

    private static int Run(PackagerServices services, string bundle, string folder, Func<KeyUse, Result<OpenedSigner>> open)
    {
        if (!ReleaseRepository.Open(services.Files, services.Clock, folder).TryGet(out var release, out var refusal)
            || !open(release.State.Use).TryGet(out var signer, out refusal))
        {
            return Outcome.Refuse(services, refusal, json: false);
        }

        using (signer)
        {
            if (!Sheet(services, release, bundle).TryGet(out var sheet, out refusal))
                return Outcome.Refuse(services, refusal, json: false);
            PlanText.Print(sheet.Now, sheet.Before, services.Out);
            if (!BundleListing.Add(services.Files, release, bundle).TryGet(out _, out refusal)
                || !release.Sign(ReleaseRoles.Bundles, signer.Signer).TryGet(out var status, out refusal))
            {
                services.Changes.Begin(folder, release.HasWritten);
                return Outcome.Refuse(services, refusal, json: false);
            }

            services.Out.WriteLine(status.Describe(release.State.Holders));
            return ExitCodes.Done;
        }
    }

    // What is signed is shown, and what has changed since the newest bundle of the campaign that the release lists.
    private static Result<(BundleSheet Now, BundleSheet? Before)> Sheet(PackagerServices services, ReleaseRepository release,
        string bundle)
    {
        if (!BundleSheet.Read(services.Files, bundle).TryGet(out var now, out var refusal))
            return refusal;
        var last = BundleListing.All(services.Files, release).Where(read => read.Refusal is null).Select(read => read.Value)
            .Where(listed => listed.Manifest.Campaign == now.Manifest.Campaign && listed.Digest != now.Digest)
            .MaxBy(listed => listed.Manifest.Counter);
        if (last is null)
            return (now, null);
        var path = release.PathOf(ReleaseRoles.Bundles, StickLayout.Bundle(last.Manifest.Bundle))!;
        return BundleSheet.Read(services.Files, path).TryGet(out var before, out refusal) ? (now, before) : refusal;
    }
}
