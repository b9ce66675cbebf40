using System.CommandLine;
using PatchKit.Packager.Host;
using PatchKit.Packager.Sticks;

namespace PatchKit.Packager.Commands;

/// <summary>
/// <c>verify STICK</c>: checks a stick as an Applier would: every signature, every expiry, every byte that the metadata name.
/// </summary>
internal static class VerifyCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var stick = new Argument<string>("STICK") { Description = "The stick's folder" };
        var root = new Option<string?>("--root")
        {
            Description =
                "The root to trust. Without it the stick's own first root is taken, which proves that the stick is whole, not " +
                "whose it is",
            HelpName = "FILE",
        };
        var (code, json) = (CommonOptions.UnlockCode(), CommonOptions.Json());
        var command = new Command("verify", "Check a stick as an instrument would") { stick, root, code, json };
        command.SetAction(line => Run(services, line.GetRequiredValue(stick), line.GetValue(root), line.GetValue(code),
            line.GetValue(json)));
        return command;
    }

    private static int Run(PackagerServices services, string stick, string? rootFile, string? code, bool json)
    {
        return StickInspection.Read(services, stick, rootFile, code).TryGet(out var seen, out var refusal)
            ? Outcome.Done(services, seen, AnswerJson.Default.StickInspection, json, output =>
            {
                output.WriteLine(rootFile is null
                    ? $"The stick is whole: {seen.Stick} for {seen.Customer}. Whose it is was not checked; give the root with " +
                        $"--root."
                    : $"The stick is genuine and whole: {seen.Stick} for {seen.Customer}.");
                output.WriteLine($"  trusted       {seen.RootFingerprint}");
                output.WriteLine($"  usable until  {seen.UsableUntil:yyyy-MM-dd}");
                foreach (var foreign in seen.NotListed)
                    output.WriteLine($"  not ours      {foreign}");
            })
            : Outcome.Refuse(services, refusal, json, differences: StickInspection.Differences(services, stick, rootFile));
    }
}
