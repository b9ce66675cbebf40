using System.Globalization;
using System.IO.Abstractions;
using System.Text;

namespace PatchKit.Applier.Backups;

/// <summary>RESTORE.txt: how to get everything back by hand, in English and Italian, without any program of this kit.</summary>
internal static class RestoreSheet
{
    /// <summary>Names quoted in one list; the manifest has them all.</summary>
    private const int Quoted = 200;

    /// <summary>Writes the sheet with Windows line ends and a byte order mark, so that every Notepad shows it.</summary>
    public static void Write(IFileSystem files, string path, BackupManifest manifest)
    {
        var text = Text(manifest).ReplaceLineEndings("\r\n");
        using var stream = files.FileStream.New(path, FileMode.Create, FileAccess.Write, FileShare.None);
        stream.Write(Encoding.UTF8.GetPreamble());
        stream.Write(Encoding.UTF8.GetBytes(text));
        stream.Flush(flushToDisk: true);
    }

    private static string Text(BackupManifest manifest)
    {
        var size = manifest.Files.Sum(file => file.Size).ToString("N0", CultureInfo.InvariantCulture);
        var taken = manifest.Taken.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            BACKUP {manifest.Id}
            {manifest.Instrument}, {manifest.Mode}
            {taken}, {manifest.Files.Count} files, {size} bytes

            ENGLISH: HOW TO RESTORE BY HAND
            1. The volumes listed below are ordinary zip files. Open them with Windows Explorer or 7-Zip.
               Paths longer than 260 characters need 7-Zip.
            2. The first folder in a zip is the drive: C/ProgramData/X was C:\ProgramData\X. UNC/server/share was \\server\share.
               A character that Windows refuses in names became _ ; {BackupPlace.ManifestName} has the original path of every file.
            3. Stop the instrument's software. Copy the files back to where they were. Do not overwrite a newer file without a reason.
            4. {BackupPlace.ManifestName} has size, times, attributes and SHA-256 of every file. To check one: certutil -hashfile FILE SHA256
            5. Volumes may lie in the folder of an earlier backup next to this one: keep all folders together.
            6. The folder "{EntryName.Documents}" holds what was noted about services, accounts, firewall and registry. Call support to use it.

            ITALIANO: COME RIPRISTINARE A MANO
            1. I volumi elencati sotto sono normali file zip. Aprirli con Esplora file di Windows o con 7-Zip.
               Per percorsi oltre 260 caratteri serve 7-Zip.
            2. La prima cartella nello zip è l'unità: C/ProgramData/X era C:\ProgramData\X. UNC/server/share era \\server\share.
               Un carattere non ammesso da Windows nei nomi è diventato _ ; {BackupPlace.ManifestName} riporta il percorso originale di ogni file.
            3. Chiudere il software dello strumento. Ricopiare i file dove erano. Non sovrascrivere un file più recente senza motivo.
            4. {BackupPlace.ManifestName} riporta dimensione, date, attributi e SHA-256 di ogni file. Per verificarne uno: certutil -hashfile FILE SHA256
            5. Alcuni volumi possono trovarsi nella cartella di un backup precedente, accanto a questa: tenere insieme tutte le cartelle.
            6. La cartella "{EntryName.Documents}" contiene lo stato di servizi, account, firewall e registro. Per usarla, chiamare l'assistenza.


            """);
        List(text, "VOLUMES / VOLUMI", manifest.Volumes.Select(volume => $"{volume.Name}  {volume.Size}"));
        List(text, "FILES IN PARTS: JOIN WITH / FILE IN PARTI: UNIRE CON", manifest.Files.Where(file => file.Parts.Count > 1).Select(Join));
        List(text, "WRITTEN TO WHILE THEY WERE COPIED / MODIFICATI DURANTE LA COPIA", manifest.Changed);
        List(text, "READ A SECOND TIME: RENAME / LETTI DUE VOLTE: RINOMINARE", manifest.Files.SelectMany(ReadAgain));
        List(text, "NOT READABLE, NOT IN THIS BACKUP / NON LEGGIBILI, NON COPIATI", manifest.Unreadable.Select(p => $"{p.Path}  ({p.Reason})"));
        List(text, "LINKS, NOT FOLLOWED / COLLEGAMENTI, NON SEGUITI", manifest.Links.Select(link => $"{link.Path} -> {link.Target}"));
        List(text, "WERE NOT THERE / NON ESISTEVANO", manifest.Absent);
        return text.ToString();
    }

    private static string Join(BackupFile file)
    {
        var names = file.Parts.Select(part => $"\"{part.Entry[(part.Entry.LastIndexOf('/') + 1)..]}\"").ToList();
        var target = file.Path[(file.Path.LastIndexOfAny(['/', '\\']) + 1)..];
        var where = string.Join(", ", file.Parts.Select(part => part.Volume).Distinct());
        return $"{file.Path}  ({where})\n    copy /b {string.Join(" + ", names)} \"{target}\"";
    }

    private static IEnumerable<string> ReadAgain(BackupFile file) => file.Parts
        .Where(part => part.Entry.Contains(FileCopier.AgainSuffix, StringComparison.Ordinal))
        .Select(part => $"{part.Entry} -> {file.Path}");

    private static void List(StringBuilder text, string title, IEnumerable<string> lines)
    {
        var all = lines.ToList();
        if (all.Count == 0)
            return;
        text.Append(CultureInfo.InvariantCulture, $"{title} ({all.Count})\n");
        foreach (var line in all.Take(Quoted))
            text.Append("  ").Append(line).Append('\n');
        if (all.Count > Quoted)
            text.Append(CultureInfo.InvariantCulture, $"  … {BackupPlace.ManifestName}\n");
        text.Append('\n');
    }
}
