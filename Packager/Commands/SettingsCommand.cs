using System.Collections.Immutable;
using System.CommandLine;
using PatchKit.Packager.Host;
using PatchKit.Packager.Releases;
using PatchKit.Packager.Returns.Stores;
using PatchKit.Shared;
using PatchKit.Shared.Media;

namespace PatchKit.Packager.Commands;

/// <summary><c>settings</c>: what a desk says once, so that no command makes a second ledger in another folder.</summary>
internal static class SettingsCommand
{
    /// <summary>The command; without more it shows what is set.</summary>
    public static Command Create(PackagerServices services)
    {
        var json = CommonOptions.Json();
        var command = new Command("settings", "Show what this desk has set: release, ledger, what an order may leave out")
        { json, Set(services) };
        command.SetAction(line => Show(services, services.Settings, line.GetValue(json)));
        return command;
    }

    private static Command Set(PackagerServices services)
    {
        var release = new Option<string?>("--release") { Description = "The release folder", HelpName = "FOLDER" };
        var ledger = new Option<string?>("--ledger")
        { Description = "The ledger: a file, or 'Host=...;Database=...'", HelpName = "FILE" };
        var language = new Option<string[]?>("--language")
        { Description = "A language of orders that name none, the preferred one first; repeat it", HelpName = "CODE" };
        var lines = new Option<string[]?>("--return-line")
        { Description = "A line of the address that sticks go back to; repeat it", HelpName = "TEXT" };
        var telephone = new Option<string?>("--telephone") { Description = "Support's telephone", HelpName = "NUMBER" };
        var json = CommonOptions.Json();
        var command = new Command("set", "Set what is given, and leave the rest as it is")
        { release, ledger, language, lines, telephone, json };
        command.SetAction(line =>
        {
            var (before, address) = (services.Settings, services.Settings.ReturnTo);
            var given = (Lines: Given(line, lines), Telephone: line.GetValue(telephone));
            if ((given.Lines, given.Telephone) is not (null, null))
                address = new(given.Lines ?? address?.Lines ?? [], given.Telephone ?? address?.Telephone ?? "");
            return Write(services, before with
            {
                Release = line.GetValue(release) is { } folder ? services.Files.Path.GetFullPath(folder) : before.Release,
                Ledger = line.GetValue(ledger) is { } place ? Place(services, place) : before.Ledger,
                Languages = Given(line, language) ?? before.Languages,
                ReturnTo = address,
            }, line.GetValue(json));
        });
        return command;
    }

    /// <summary>Writes the settings, and shows them as they read back.</summary>
    internal static int Write(PackagerServices services, DeskSettings settings, bool json)
    {
        if (services.SettingsFile.Length == 0)
            return Outcome.Refuse(services,
                new(RefusalCode.Usage, "settings", "this program was started without a file of settings"), json);
        // What is held against the rules here is what the next command reads.
        var bytes = DeskSettings.Format.Write(settings);
        if (!DeskSettings.Format.Read(bytes, "settings").TryGet(out _, out var refusal)
            || !Usable(services, settings).TryGet(out _, out refusal))
            return Outcome.Refuse(services, refusal, json);
        var written = Fault.Guard<bool>(services.SettingsFile, () =>
        {
            services.Files.Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(services.SettingsFile))!);
            return OutputFile.Replace(services, services.SettingsFile, bytes) is { } fault ? fault : true;
        }, RefusalCode.AccessDenied, "the settings cannot be written");
        return !written.TryGet(out _, out refusal)
            || !DeskSettings.Read(services, services.SettingsFile).TryGet(out var now, out refusal)
            ? Outcome.Refuse(services, refusal, json)
            : Show(services, now, json);
    }

    private static int Show(PackagerServices services, DeskSettings settings, bool json)
    {
        int? days = settings.Release is { } folder
            && ReleaseRepository.Open(services.Files, services.Clock, folder).TryGet(out var release, out _)
                ? release.StickDays
                : null;
        var answer = new SettingsAnswer(services.SettingsFile, services.Files.File.Exists(services.SettingsFile),
            settings.Release, days, settings.Ledger, settings.Languages ?? [], settings.ReturnTo);
        return Outcome.Done(services, answer, AnswerJson.Default.SettingsAnswer, json, output =>
        {
            string[] lines =
            [
                $"file       {services.SettingsFile}{(answer.IsThere ? "" : ", which is not there yet")}",
                "release    " + (settings.Release is not { } named ? "not set: --release names it"
                    : days is null ? $"{named}, which cannot be read"
                    : $"{named}, whose sticks live {days} days"),
                $"ledger     {settings.Ledger ?? "not set: ledger.db of the folder that a command runs in"}",
                "languages  " + (settings.Languages is { } some ? string.Join(", ", some) : "not set: each order says them"),
                "return to  " + (settings.ReturnTo is { } address
                    ? $"{string.Join(", ", address.Lines)}; {address.Telephone}"
                    : "not set: each order says it"),
            ];
            foreach (var one in lines)
                output.WriteLine(Printable.Line(one));
            if (!answer.IsThere)
                output.WriteLine("'packager settings set' makes it.");
        });
    }

    // A release that cannot be read is found now, and not when the first stick is wanted. A ledger may still have to be made.
    private static Result<bool> Usable(PackagerServices services, DeskSettings settings) => settings.Release is not { } folder
        ? true
        : ReleaseRepository.Open(services.Files, services.Clock, folder).Then<bool>(_ => true);

    private static string Place(PackagerServices services, string place) =>
        PostgresStore.Is(place) ? place : services.Files.Path.GetFullPath(place);

    private static ImmutableArray<string>? Given(ParseResult line, Option<string[]?> option) =>
        line.GetValue(option) is { Length: > 0 } given ? [.. given] : null;
}

/// <summary>What <c>settings --json</c> prints.</summary>
/// <param name="File">The file of the settings.</param>
/// <param name="IsThere">Whether there is one.</param>
/// <param name="Release">The release folder, or null.</param>
/// <param name="StickDays">
/// How long a stick of that release lives, by the release's own setting; null where it cannot be read.
/// </param>
/// <param name="Ledger">The ledger, or null.</param>
/// <param name="Languages">Languages of orders that name none.</param>
/// <param name="ReturnTo">Where sticks go back to, or null.</param>
internal sealed record SettingsAnswer(string File, bool IsThere, string? Release, int? StickDays, string? Ledger,
    ImmutableArray<string> Languages, ReturnAddress? ReturnTo);
