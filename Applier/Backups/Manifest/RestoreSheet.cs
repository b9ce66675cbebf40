using System.Globalization;
using System.IO.Abstractions;
using System.Text;
using PatchKit.Applier.Backups.Copying;
using PatchKit.Applier.Backups.Walking;
using PatchKit.Shared;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Backups.Manifest;

/// <summary>
/// RESTORE.txt: how to get everything back by hand, in every language of the kit, without any program of this kit.
/// </summary>
/// <remarks>It notes what passes by while the manifest is written, and keeps no more of it than it quotes.</remarks>
internal sealed class RestoreSheet(BackupManifest manifest)
{
    /// <summary>The sentences.</summary>
    public static LanguageTexts Texts { get; } =
        new("PatchKit.Applier.Backups.Manifest.RestoreTexts", typeof(RestoreSheet).Assembly);

    private readonly Quotes _volumes = new("Volumes");
    private readonly Quotes _parts = new("Parts");
    private readonly Quotes _changed = new("Changed");
    private readonly Quotes _readAgain = new("ReadAgain");
    private readonly Quotes _unreadable = new("Unreadable");
    private readonly Quotes _further = new("Further");
    private readonly Quotes _streams = new("Streams");
    private readonly Quotes _links = new("Links");
    private readonly Quotes _absent = new("Absent");

    /// <summary>Notes a file, and gives it back.</summary>
    public BackupFile Note(BackupFile file)
    {
        // Parts are joined under the file's own name, whichever try they are of; a further name is a copy of what that gives, a
        // stream is no file.
        if (file.Rare?.LinkOf is { } first)
            _further.Add($"{first} -> {file.Path}");
        else if (file.Rare?.StreamOf is not null)
            _streams.Add($"{file.Parts[0].Entry} -> {file.Path}");
        else if (file.Parts.Count > 1)
            _parts.Add(Join(file));
        else if (file.Parts[0].Entry.EndsWith(FileCopier.AgainSuffix, StringComparison.Ordinal))
            _readAgain.Add($"{file.Parts[0].Entry} -> {file.Path}");
        if (file.Changed)
            _changed.Add(file.Path);
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
        // Those of this backup last: unpacked in this order, what it holds itself stands in the end.
        foreach (var volume in manifest.Volumes.OrderBy(volume => BackupPlace.IsIn(volume.Name, manifest.Id)))
            _volumes.Add($"{volume.Name}  {volume.Size}");
        var size = manifest.Totals.Bytes.ToString("N0", CultureInfo.InvariantCulture);
        var taken = manifest.Taken.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            BACKUP {manifest.Id}
            {manifest.Instrument}, {manifest.Mode}
            {taken}, {manifest.Totals.Files} files, {size} bytes


            """);
        foreach (var language in LocalizedText.Languages)
            text.Append(Sentence.Fill(Texts.Get("How", language), BackupPlace.ManifestName, EntryName.Documents)).Append("\n\n");
        foreach (var quotes in new[] { _volumes, _parts, _changed, _readAgain, _further, _streams, _unreadable, _links, _absent })
            quotes.AppendTo(text);
        return text.ToString();
    }

    private static string Join(BackupFile file)
    {
        var names = file.Parts.Select(part => $"\"{part.Entry[(part.Entry.LastIndexOf('/') + 1)..]}\"").ToList();
        var target = file.Path[(file.Path.LastIndexOfAny(['/', '\\']) + 1)..];
        var where = string.Join(", ", file.Parts.Select(part => part.Volume).Distinct());
        return $"{file.Path}  ({where})\n    copy /b {string.Join(" + ", names)} \"{target}\"";
    }

    /// <summary>One list of the sheet, under the text of that name; the manifest has what is too much for it.</summary>
    private sealed class Quotes(string heading)
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
            var title = string.Join(" / ", LocalizedText.Languages.Select(language => Texts.Get(heading, language)));
            text.Append(CultureInfo.InvariantCulture, $"{title} ({_count})\n");
            foreach (var line in _lines)
                text.Append("  ").Append(line).Append('\n');
            if (_count > Most)
                text.Append(CultureInfo.InvariantCulture, $"  … {BackupPlace.ManifestName}\n");
            text.Append('\n');
        }
    }
}
