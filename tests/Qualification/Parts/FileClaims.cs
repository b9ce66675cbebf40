using System.Runtime.Versioning;
using PatchKit.Shared.Disks;

namespace PatchKit.Qualification.Parts;

/// <summary>Files, as the Applier writes and replaces them.</summary>
[SupportedOSPlatform("windows")]
internal static class FileClaims
{
    private const string Text = "new";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Claim> All { get; } =
    [
        Claim.Now("files.replace", "A file is replaced as a whole, and read back from the disk", site =>
        {
            var target = site.File("pkq-replaced.txt", "old");
            DurableFile.Write(site.Files, target, "new"u8);
            return Evidence.Of(File.ReadAllText(target) == Text, $"it holds '{File.ReadAllText(target)}'");
        }),
        Claim.Now("files.scanner", "A file that a scanner holds open from before it is in place is put in place", site =>
        {
            var (target, successor) = (site.File("pkq-scanned.txt", "old"), site.File("pkq-scanned.new", Text));
            using (new FileStream(successor, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
                DurableFile.Rename(site.Files, successor, target);
            return Evidence.Of(File.ReadAllText(target) == Text, $"it holds '{File.ReadAllText(target)}'");
        }),
        Claim.Now("files.locked", "A file that is held open without sharing is not replaced, and stays whole", site =>
        {
            var target = site.File("pkq-locked.txt", "old");
            using (new FileStream(target, FileMode.Open, FileAccess.Read, FileShare.Read))
            {
                try
                {
                    DurableFile.Write(site.Files, target, "new"u8);
                    return Evidence.Of(false, "it was replaced");
                }
                catch (Exception held) when (held is IOException or UnauthorizedAccessException)
                {
                    var whole = File.ReadAllText(target) == "old";
                    var clean = !File.Exists(DurableFile.Neighbour(target));
                    return Evidence.Of(whole && clean, $"whole: {whole}, nothing beside it: {clean}; {held.Message}");
                }
            }
        }),
        Claim.Now("files.holder", "Who holds a file open is named", site =>
        {
            var target = site.File("pkq-held.txt", "old");
            using (new FileStream(target, FileMode.Open, FileAccess.Read, FileShare.Read))
            {
                var holders = site.Instrument.Processes.HoldersOf(target);
                return Evidence.Of(holders.Any(holder => holder.Contains($"(process {Environment.ProcessId})",
                    StringComparison.Ordinal)), holders.Count == 0 ? "nobody is named" : string.Join(", ", holders));
            }
        }),
        Claim.Now("files.long-path", "A file is written and read below a path of more than 260 characters", site =>
        {
            var folder = site.In(Path.Combine("pkq-long", new string('a', 120), new string('b', 120)));
            site.Journal.Make(ThingKind.Folder, site.In("pkq-long"), () => Directory.CreateDirectory(folder));
            var target = Path.Combine(folder, "pkq-file.txt");
            DurableFile.Write(site.Files, target, "new"u8);
            return Evidence.Of(File.ReadAllText(target) == Text, $"a path of {target.Length} characters");
        }),
        Claim.Now("files.security", "A file's owner and rights of its own are told, and another file takes them", site =>
        {
            var (one, other) = (site.File("pkq-owned.txt", "old"), site.File("pkq-owned-too.txt", "new"));
            const string own = "O:BAG:BAD:P(A;;FR;;;BU)(A;;FA;;;BA)";
            var extras = site.Instrument.Extras;
            extras.SetSecurity(one, own);
            var told = extras.SecurityOf(one);
            extras.SetSecurity(other, told ?? own);
            return Evidence.Of((told, extras.SecurityOf(other)) == (own, own),
                $"{told ?? "nothing is told"}; the other has {extras.SecurityOf(other) ?? "nothing"}");
        }),
        Claim.Now("files.streams", "A file's further streams are told and read", site =>
        {
            var (target, extras) = (site.File("pkq-streams.txt", "old"), site.Instrument.Extras);
            if (extras.StreamPath(target, "pkq-stream") is not { } path)
                return Evidence.Of(false, "the disk has no streams");
            File.WriteAllText(path, "beside");
            var told = extras.StreamsOf(target);
            return Evidence.Of(told is [{ Name: "pkq-stream", Size: 6 }] && File.ReadAllText(path) == "beside",
                told.Count == 0 ? "none is told" : string.Join(", ", told));
        }),
        Claim.Now("files.link", "A further name of a file is made and told", site =>
        {
            var (target, added) = (site.File("pkq-linked.txt", "old"), site.In("pkq-second-name.txt"));
            var made = false;
            site.Journal.Make(ThingKind.File, added, () => made = FileFacts.Link(site.Files, target, added));
            var names = Facts(site, target)?.Names;
            return Evidence.Of(made && names == 2, $"made: {made}, names: {names}");
        }),
        Claim.Now("files.planted", "What somebody put where a file's successor is written keeps its bytes", site =>
        {
            var (target, theirs) = (site.File("pkq-changed.txt", "old"), site.File("pkq-theirs.txt", "theirs"));
            var planted = false;
            site.Journal.Make(ThingKind.File, DurableFile.Neighbour(target),
                () => planted = FileFacts.Link(site.Files, theirs, DurableFile.Neighbour(target)));
            DurableFile.Write(site.Files, target, "new"u8);
            return Evidence.Of(planted && File.ReadAllText(theirs) == "theirs" && File.ReadAllText(target) == Text,
                $"planted: {planted}, it holds '{File.ReadAllText(theirs)}'");
        }),
        Claim.Now("files.encrypted", "A file that Windows encrypts is told", site =>
        {
            var target = site.File("pkq-encrypted.txt", "old");
            File.Encrypt(target);
            return Has(target, FileAttributes.Encrypted);
        }),
        Claim.Now("files.compressed", "A file that Windows compresses is told", site =>
        {
            var target = site.File("pkq-compressed.txt", new string('a', 100_000));
            var (code, text) = Tool.Run("compact.exe", $"/c \"{target}\"");
            return code == 0 ? Has(target, FileAttributes.Compressed) : Evidence.NotRun($"compact ended with {code}: {text}");
        }),
        Claim.Now("files.junction", "A junction is told from a symbolic link", site =>
        {
            var (folder, junction) = (site.In("pkq-folder"), site.In("pkq-junction"));
            site.Journal.Make(ThingKind.Folder, folder, () => Directory.CreateDirectory(folder));
            var (code, text) = (0, "");
            site.Journal.Make(ThingKind.Folder, junction,
                () => (code, text) = Tool.Run("cmd.exe", $"/c mklink /J \"{junction}\" \"{folder}\""));
            if (code != 0 || !Directory.Exists(junction))
                return Evidence.NotRun($"mklink ended with {code}: {text}");
            var (one, other) = (site.Instrument.Extras.IsJunction(junction), site.Instrument.Extras.IsJunction(folder));
            return Evidence.Of(one && !other, $"the junction: {one}, the folder: {other}");
        }),
        Claim.Now("files.holes", "A file with holes is made and told", site =>
        {
            var target = site.In("pkq-holes.bin");
            var sparse = false;
            site.Journal.Make(ThingKind.File, target, () =>
            {
                using var stream = site.Files.FileStream.New(target, FileMode.Create, FileAccess.ReadWrite);
                Holes.Allow(stream);
                stream.SetLength(64 * 1024 * 1024);
                sparse = FileFacts.Of(stream)?.Sparse == true;
            });
            return Evidence.Of(sparse, $"sparse: {sparse}");
        }),
        Claim.Now("files.far-date", "A date of the year 1700 is kept", site =>
        {
            var target = site.File("pkq-old.txt", "old");
            var then = new DateTime(1700, 3, 1, 0, 0, 0, DateTimeKind.Utc);
            FileFacts.SetWritten(site.Files, target, (then - DateTime.UnixEpoch).Ticks);
            var seen = FileFacts.WrittenAt(site.Files, target);
            return Evidence.Of(seen == (then - DateTime.UnixEpoch).Ticks, $"{DateTime.UnixEpoch.AddTicks(seen ?? 0):u}");
        }),
    ];

    private static Evidence Has(string target, FileAttributes wanted) =>
        Evidence.Of((File.GetAttributes(target) & wanted) != 0, $"its attributes: {File.GetAttributes(target)}");

    private static FileFacts? Facts(Site site, string path)
    {
        using var stream = site.Files.FileStream.New(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return FileFacts.Of(stream);
    }
}
