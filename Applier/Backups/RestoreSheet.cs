using System.Globalization;
using System.IO.Abstractions;
using System.Text;
using PatchKit.Shared.Disks;

namespace PatchKit.Applier.Backups;

/// <summary>RESTORE.txt: how to get everything back by hand, in English and Italian, without any program of this kit.</summary>
/// <remarks>It notes what passes by while the manifest is written, and keeps no more of it than it quotes.</remarks>
internal sealed class RestoreSheet(BackupManifest manifest)
{
    private readonly Quotes _volumes = new("VOLUMES / VOLUMI");
    private readonly Quotes _parts = new("FILES IN PARTS: JOIN WITH / FILE IN PARTI: UNIRE CON");
    private readonly Quotes _changed = new("WRITTEN TO WHILE THEY WERE COPIED / MODIFICATI DURANTE LA COPIA");
    private readonly Quotes _readAgain = new("READ A SECOND TIME: RENAME / LETTI DUE VOLTE: RINOMINARE");
    private readonly Quotes _unreadable = new("NOT READABLE, NOT IN THIS BACKUP / NON LEGGIBILI, NON COPIATI");
    private readonly Quotes _links = new("LINKS, NOT FOLLOWED / COLLEGAMENTI, NON SEGUITI");
    private readonly Quotes _absent = new("WERE NOT THERE / NON ESISTEVANO");

    /// <summary>Notes a file, and gives it back.</summary>
    public BackupFile Note(BackupFile file)
    {
        if (file.Parts.Count > 1)
            _parts.Add(Join(file));
        if (file.Changed)
            _changed.Add(file.Path);
        foreach (var part in file.Parts)
            NoteReadAgain(file, part);
        return file;
    }

    /// <summary>Notes a link, and gives it back.</summary>
    public BackupLink Note(BackupLink link)
    {
        _links.Add($"{link.Path} -> {link.Target}");
        return link;
    }

    /// <summary>Notes what could not be read, and gives it back.</summary>
    public BackupProblem Note(BackupProblem problem)
    {
        _unreadable.Add($"{problem.Path}  ({problem.Reason})");
        return problem;
    }

    /// <summary>Notes a source that was not there, and gives it back.</summary>
    public string NoteAbsent(string source)
    {
        _absent.Add(source);
        return source;
    }

    /// <summary>Writes the sheet with Windows line ends and a byte order mark, so that every Notepad shows it.</summary>
    public void Write(IFileSystem files, string path)
    {
        var text = Text().ReplaceLineEndings("\r\n");
        using var stream = files.FileStream.New(path, FileMode.Create, FileAccess.Write, FileShare.None);
        stream.Write(Encoding.UTF8.GetPreamble());
        stream.Write(Encoding.UTF8.GetBytes(text));
        stream.FlushToDisk();
    }

    private string Text()
    {
        foreach (var volume in manifest.Volumes)
            _volumes.Add($"{volume.Name}  {volume.Size}");
        var size = manifest.Totals.Bytes.ToString("N0", CultureInfo.InvariantCulture);
        var taken = manifest.Taken.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            BACKUP {manifest.Id}
            {manifest.Instrument}, {manifest.Mode}
            {taken}, {manifest.Totals.Files} files, {size} bytes

            ENGLISH: HOW TO RESTORE BY HAND
            1. The volumes listed below are ordinary zip files. Open them with Windows Explorer or 7-Zip.
               Paths longer than 260 characters need 7-Zip.
            2. The first folder in a zip is the drive: C/ProgramData/X was C:\ProgramData\X. UNC/server/share was \\server\share.
               A character that Windows refuses in names became _ ;
               {BackupPlace.ManifestName} has the original path of every file.
            3. Stop the instrument's software. Copy the files back to where they were.
               Do not overwrite a newer file without a reason.
            4. {BackupPlace.ManifestName} has size, times, attributes and SHA-256 of every file.
               To check one: certutil -hashfile FILE SHA256
            5. Volumes may lie in the folder of an earlier backup next to this one: keep all folders together.
            6. The folder "{EntryName.Documents}" holds what was noted about services, accounts, firewall and registry.
               Call support to use it.

            ITALIANO: COME RIPRISTINARE A MANO
            1. I volumi elencati sotto sono normali file zip. Aprirli con Esplora file di Windows o con 7-Zip.
               Per percorsi oltre 260 caratteri serve 7-Zip.
            2. La prima cartella nello zip è l'unità: C/ProgramData/X era C:\ProgramData\X. UNC/server/share era \\server\share.
               Un carattere non ammesso da Windows nei nomi è diventato _ ;
               {BackupPlace.ManifestName} riporta il percorso originale di ogni file.
            3. Chiudere il software dello strumento. Ricopiare i file dove erano.
               Non sovrascrivere un file più recente senza motivo.
            4. {BackupPlace.ManifestName} riporta dimensione, date, attributi e SHA-256 di ogni file.
               Per verificarne uno: certutil -hashfile FILE SHA256
            5. Alcuni volumi possono trovarsi nella cartella di un backup precedente, accanto a questa:
               tenere insieme tutte le cartelle.
            6. La cartella "{EntryName.Documents}" contiene lo stato di servizi, account, firewall e registro.
               Per usarla, chiamare l'assistenza.


            """);
        foreach (var quotes in new[] { _volumes, _parts, _changed, _readAgain, _unreadable, _links, _absent })
            quotes.AppendTo(text);
        return text.ToString();
    }

    private void NoteReadAgain(BackupFile file, BackupPart part)
    {
        if (part.Entry.Contains(FileCopier.AgainSuffix, StringComparison.Ordinal))
            _readAgain.Add($"{part.Entry} -> {file.Path}");
    }

    private static string Join(BackupFile file)
    {
        var names = file.Parts.Select(part => $"\"{part.Entry[(part.Entry.LastIndexOf('/') + 1)..]}\"").ToList();
        var target = file.Path[(file.Path.LastIndexOfAny(['/', '\\']) + 1)..];
        var where = string.Join(", ", file.Parts.Select(part => part.Volume).Distinct());
        return $"{file.Path}  ({where})\n    copy /b {string.Join(" + ", names)} \"{target}\"";
    }

    /// <summary>One list of the sheet; the manifest has what is too much for it.</summary>
    private sealed class Quotes(string title)
    {
        private const int Most = 200;
        private readonly List<string> _lines = [];
        private long _count;

        public void Add(string line)
        {
            if (++_count <= Most)
                _lines.Add(line);
        }

        public void AppendTo(StringBuilder text)
        {
            if (_count == 0)
                return;
            text.Append(CultureInfo.InvariantCulture, $"{title} ({_count})\n");
            foreach (var line in _lines)
                text.Append("  ").Append(line).Append('\n');
            if (_count > Most)
                text.Append(CultureInfo.InvariantCulture, $"  … {BackupPlace.ManifestName}\n");
            text.Append('\n');
        }
    }
}
