using System.CommandLine;
using System.Text;
using PatchKit.Packager.Host;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Publishing;
using PatchKit.Packager.Sticks;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Commands;

/// <summary>
/// <c>letter STICK --root FILE</c>: the letter with the fingerprint, in the languages of the delivery. The root is the desk's
/// own, never the stick's: the letter is what a stick is measured by.
/// </summary>
internal static class LetterCommand
{
    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var stick = new Argument<string>("STICK") { Description = "The stick's folder" };
        var root = Root();
        var language = new Option<string?>("--language")
        { Description = "One language (en, it) instead of all of the delivery's", HelpName = "LANGUAGE" };
        var output = new Option<string?>("--output", "-o")
        { Description = "The text file to write; printed unless said", HelpName = "FILE" };
        var signer = new SignerOptions();
        var command = new Command("letter", "Print the letter with the fingerprint that goes ahead of a stick")
        { stick, root, language, output };
        // For a stick with an unlock code, which the desk's key makes anew.
        signer.AddTo(command);
        command.SetAction(line => Run(services, (line.GetRequiredValue(stick), line.GetRequiredValue(root)),
            line.GetValue(language), line.GetValue(output), use => signer.Open(services, new TerminalKeyboard(), line, use)));
        return command;
    }

    /// <summary>The desk's own root.</summary>
    public static Option<string> Root() => new("--root")
    {
        Description = "The root that the Applier was published with, from your own release",
        HelpName = "FILE",
        Required = true,
    };

    private static int Run(PackagerServices services, (string Folder, string Root) stick, string? language, string? output,
        Func<KeyUse, Result<OpenedSigner>> open)
    {
        if (language is not null && !LocalizedText.Languages.Contains(language))
            return Outcome.Refuse(services, new(RefusalCode.Usage, "--language",
                $"the letter speaks {string.Join(", ", LocalizedText.Languages)}, and not '{language}'"), json: false);
        if (OutputFile.Unfit(services, output, replace: false) is { } unfit)
            return Outcome.Refuse(services, unfit, json: false);
        if (!Opened(services, stick.Folder, stick.Root, open).TryGet(out var opened, out var refusal))
            return Outcome.Refuse(services, refusal, json: false);
        var letter = new StickLetter(opened.Contents, opened.Root) { Code = opened.Code };
        IEnumerable<string> languages = language is null ? letter.Languages : [language];
        var end = Environment.NewLine;
        var text = string.Join($"{end}{new string('-', 20)}{end}{end}", languages.Select(one =>
            string.Concat(letter.Lines(one).Select(line => $"{Printable.Line(line)}{end}"))));
        if (output is null)
        {
            services.Out.Write(text);
            return ExitCodes.Done;
        }

        if (OutputFile.WriteNew(services, output, Encoding.UTF8.GetBytes(text)) is { } unwritten)
            return Outcome.Refuse(services, unwritten, json: false);
        services.Out.WriteLine($"The letter is written: {output}");
        return ExitCodes.Done;
    }

    /// <summary>
    /// A stick that is about to leave, verified against the desk's own root: the one that the Applier on it shows, if one lies
    /// there. With the code of its letter, where it has one.
    /// </summary>
    public static Result<OpenedStick> Opened(
        PackagerServices services, string stick, string rootFile, Func<KeyUse, Result<OpenedSigner>> open)
    {
        UnlockCode? printed = null;
        if (!BoundedFiles.Read(services, rootFile, new TrustLimits().RootLength).TryGet(out var bytes, out var refusal)
            || !TrustAnchor.Read(bytes, rootFile).TryGet(out var root, out refusal)
            || !StickInspection.Whole(services, stick, rootFile, delivery => Code(delivery, root.Metadata.Rehearsal, open)
                .Then<UnlockCode>(code => (printed = code).Value)).TryGet(out var contents, out refusal))
            return refusal;
        var applier = StickLayout.Applier.Under(stick);
        if (services.Files.Directory.Exists(applier))
        {
            if (!ApplierProgram.Read(services.Files, applier).TryGet(out var program, out refusal))
                return refusal;
            if (!program.Root.Span.SequenceEqual(bytes))
                return new Refusal(RefusalCode.RootForeign, rootFile,
                    "the Applier on this stick was published with another root, and shows another fingerprint");
        }

        return new OpenedStick(contents, root, printed);
    }

    private static Result<UnlockCode> Code(Delivery delivery, bool rehearsal, Func<KeyUse, Result<OpenedSigner>> open)
    {
        if (!open(rehearsal ? KeyUse.Rehearsal : KeyUse.Ceremony).TryGet(out var signer, out var refusal))
            return refusal with
            {
                Reason = "this stick has an unlock code, which the support desk's key makes anew for its letter: " +
                    refusal.Reason,
            };
        using (signer)
            return UnlockCodes.Of(signer.Signer, delivery.Stick, delivery.Nonce);
    }
}

/// <summary>A stick that was verified against the desk's own root.</summary>
/// <param name="Contents">What it carries.</param>
/// <param name="Root">That root.</param>
/// <param name="Code">The unlock code of its letter; null where it needs none.</param>
internal sealed record OpenedStick(StickContents Contents, SignedMetadata<RootMetadata> Root, UnlockCode? Code);
