using System.Text.Json;

namespace PatchKit.Applier.Backups.Manifest;

/// <summary>The records of a manifest: docs/formats/backup.md.</summary>
internal static class BackupRecords
{
    private static readonly RecordFields<BackupPart> Part = new(
        (ref it) => new(it[0].Text!, it[1].Text!, it[2].Number, it[3].Number, it[4].Flag),
        Field.Repeated<BackupPart>("volume", part => part.Volume),
        Field.Text<BackupPart>("entry", part => part.Entry),
        Field.Number<BackupPart>("at", part => part.At),
        Field.Number<BackupPart>("size", part => part.Size),
        Field.Flag<BackupPart>("stored", part => part.Stored));

    /// <summary><c>totals</c>.</summary>
    public static RecordFields<BackupTotals> Totals { get; } = new(
        (ref it) => new(it[0].Number, it[1].Number),
        Field.Number<BackupTotals>("files", totals => totals.Files),
        Field.Number<BackupTotals>("bytes", totals => totals.Bytes));

    /// <summary>A volume.</summary>
    public static RecordFields<BackupVolume> Volume { get; } = new(
        (ref it) => new(it[0].Text!, it[1].Number, it[2].Number, it[3].Hash),
        Field.Text<BackupVolume>("name", volume => volume.Name),
        Field.Number<BackupVolume>("size", volume => volume.Size),
        Field.Number<BackupVolume>("directory", volume => volume.Directory),
        Field.Hash<BackupVolume>("directorySha256", volume => volume.DirectorySha256));

    /// <summary>A file.</summary>
    public static RecordFields<BackupFile> File { get; } = new(
        (ref it) => new()
        {
            Path = it[0].Text!,
            Set = it[1].Set,
            Size = it[2].Number,
            Created = it[3].Time,
            Modified = it[4].Time,
            ReadOnly = it[5].Flag,
            Hidden = it[6].Flag,
            Changed = it[7].Flag,
            Sha256 = it[8].Hash,
            Parts = (BackupPart[])it[9].Other!,
        },
        Field.Text<BackupFile>("path", file => file.Path),
        Field.Set<BackupFile>("set", file => file.Set),
        Field.Number<BackupFile>("size", file => file.Size),
        Field.Time<BackupFile>("created", file => file.Created),
        Field.Time<BackupFile>("modified", file => file.Modified),
        Field.Mark<BackupFile>("readOnly", file => file.ReadOnly),
        Field.Mark<BackupFile>("hidden", file => file.Hidden),
        Field.Mark<BackupFile>("changed", file => file.Changed),
        Field.Hash<BackupFile>("sha256", file => file.Sha256),
        Field.Other<BackupFile, IReadOnlyList<BackupPart>>("parts", file => file.Parts, ReadParts, WriteParts));

    /// <summary>A folder.</summary>
    public static RecordFields<BackupFolder> Folder { get; } = new(
        (ref it) => new(it[0].Text!, it[1].Time, it[2].Time, it[3].Flag, it[4].Flag),
        Field.Text<BackupFolder>("path", folder => folder.Path),
        Field.Time<BackupFolder>("created", folder => folder.Created),
        Field.Time<BackupFolder>("modified", folder => folder.Modified),
        Field.Flag<BackupFolder>("readOnly", folder => folder.ReadOnly),
        Field.Flag<BackupFolder>("hidden", folder => folder.Hidden));

    /// <summary>A link.</summary>
    public static RecordFields<BackupLink> Link { get; } = new(
        (ref it) => new(it[0].Text!, it[1].Text!),
        Field.Text<BackupLink>("path", link => link.Path),
        Field.Text<BackupLink>("target", link => link.Target));

    /// <summary>What could not be read.</summary>
    public static RecordFields<BackupProblem> Problem { get; } = new(
        (ref it) => new(it[0].Text!, it[1].Text!),
        Field.Text<BackupProblem>("path", problem => problem.Path),
        Field.Text<BackupProblem>("reason", problem => problem.Reason));

    /// <summary>Reads the name of a source that was not there.</summary>
    public static AbsentSource ReadAbsent(ref Utf8JsonReader reader) => new(Field.TextOf(ref reader));

    // Nearly always one part: then no list is made.
    private static BackupPart[] ReadParts(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("the parts are a list");
        List<BackupPart>? several = null;
        BackupPart? first = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var part = Part.Read(ref reader);
            if (first is null)
                first = part;
            else
                (several ??= [first]).Add(part);
        }

        return several is not null ? [.. several] : first is null ? [] : [first];
    }

    private static void WriteParts(Utf8JsonWriter json, IReadOnlyList<BackupPart> parts)
    {
        json.WriteStartArray();
        foreach (var part in parts)
            Part.Write(json, part);
        json.WriteEndArray();
    }
}
