using System.CommandLine;
using System.IO.Abstractions;
using System.Text.Json;
using System.Text.Json.Serialization;
using PatchKit.Applier.Discovery;
using PatchKit.Applier.Operators;
using PatchKit.Applier.Operators.Printing;
using PatchKit.Applier.Sessions;
using PatchKit.Applier.Staging;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;

namespace PatchKit.Applier.Commands;

/// <summary><c>applier verify</c>: checks the stick as <c>apply</c> would, and stops there.</summary>
internal static class VerifyCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(IFileSystem files, TimeProvider clock, LanguageOption language)
    {
        var instrument = new InstrumentOptions();
        var stick = new Option<string?>("--stick")
        { Description = "The stick's folder. Without it the removable drives are searched.", HelpName = "FOLDER" };
        var code = NobodyOperator.UnlockCode();
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("verify",
            "Verify the stick: signatures, expiry, every byte. Nothing of the instrument is changed.") { stick, code, json };
        instrument.AddTo(command);
        command.SetAction(line =>
        {
            if (!instrument.Open(line, files, clock).TryGet(out var host, out var refusal))
                return Refusing.Say(language.Texts(line), refusal);
            var texts = language.Texts(line, host);
            if (!Verified(host, line.GetValue(stick), line.GetValue(code)).TryGet(out var seen, out refusal))
                return Refusing.Say(texts, refusal, seen: Differences(texts, host, line.GetValue(stick)));
            StandardText.Out.WriteLine(line.GetValue(json)
                ? JsonSerializer.Serialize(seen, VerifiedJson.Default.VerifiedStick)
                : InWords(seen, texts));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Result<VerifiedStick> Verified(SessionHost host, string? chosenStick, string? code) =>
        Fault.Guard<VerifiedStick>(host.State, () => Looked(host, chosenStick, code));

    // All that differs on a stick that was refused, where its signed list can be trusted.
    private static IEnumerable<string> Differences(CommandTexts texts, SessionHost host, string? chosenStick) =>
        Fault.Guard<ListDifferences>(host.State, () => OnCopies(host, chosenStick,
            (stager, stick) => stager.Begin(stick).Then(check => check.Differences())))
            .TryGet(out var differences, out _)
            ?
            [
                .. differences.Added.Select(name => texts[CommandKey.VerifyAdded, name]),
                .. differences.Changed.Select(name => texts[CommandKey.VerifyChanged, name]),
                .. differences.Missing.Select(name => texts[CommandKey.VerifyMissing, name]),
            ]
            : [];

    private static Result<VerifiedStick> Looked(SessionHost host, string? chosenStick, string? code) =>
        OnCopies(host, chosenStick, (stager, stick) =>
            stager.Stage(stick, null, before => before is null ? code : null).Then<VerifiedStick>(release =>
            new VerifiedStick(
                host.Instrument.IsRehearsal,
                host.RootFingerprint,
                release.Delivery.Stick.Text,
                release.Delivery.Customer.Name,
                release.Bundle.Bundle.Text,
                release.Bundle.Sha256.Hex,
                release.Signers,
                [.. release.Delivery.Instruments.Select(expected =>
                    $"{expected.Product} {expected.Serial}: {string.Join(", ", expected.Modes.Select(mode => mode.Text))}")],
                release.ForeignFiles)));

    // A look is as strict as an application, and leaves what trust remembers as it was.
    private static Result<T> OnCopies<T>(SessionHost host, string? chosenStick, Func<Stager, FoundStick, Result<T>> look)
        where T : notnull
    {
        if (!ScratchState.Make(host.Files, host.State).TryGet(out var scratch, out var refusal))
            return refusal;
        using (scratch)
        {
            var stager = new Stager(host.Files, host.Clock, scratch.Path, host.Root);
            return new StickFinder(host.Files, host.Instrument.Drives).Find(chosenStick).Then(stick => look(stager, stick));
        }
    }

    private static string InWords(VerifiedStick seen, CommandTexts texts) => string.Join(Environment.NewLine,
        (IEnumerable<string>)
        [
            .. seen.Rehearsal ? [texts.Screens[TextKey.Rehearsal]] : Array.Empty<string>(),
            texts[CommandKey.VerifyGenuine, seen.Stick, seen.Customer],
            texts[CommandKey.VerifyTrusted, seen.RootFingerprint],
            texts[CommandKey.VerifyBundle, seen.Bundle],
            texts[CommandKey.VerifySha256, seen.Sha256],
            texts[CommandKey.VerifySigners, string.Join("; ", seen.Signers.Select(signer => texts.Screens.Of(signer)))],
            .. seen.Instruments.Select(expected => texts[CommandKey.VerifyInstrument, expected]),
            .. seen.ForeignFiles.Select(name => texts[CommandKey.VerifyIgnored, name]),
        ]);
}

/// <summary>What <c>verify</c> saw.</summary>
internal sealed record VerifiedStick(
    bool Rehearsal,
    string RootFingerprint,
    string Stick,
    string Customer,
    string Bundle,
    string Sha256,
    IReadOnlyList<KeyHolder> Signers,
    IReadOnlyList<string> Instruments,
    IReadOnlyList<string> ForeignFiles);

/// <summary>JSON of <see cref="VerifiedStick"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(VerifiedStick))]
internal sealed partial class VerifiedJson : JsonSerializerContext;
