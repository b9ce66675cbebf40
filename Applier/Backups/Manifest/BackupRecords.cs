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

    private static readonly RecordFields<RareFacts> Rare = new(
        (ref it) => new()
        {
            Written = it[0].Number == 0 ? null : it[0].Number,
            Sparse = it[1].Flag,
            Names = it[2].Number,
            LinkOf = it[3].Text,
            Streams = it[4].Number,
            StreamOf = it[5].Text,
        },
        Field.SomeNumber<RareFacts>("written", rare => rare.Written ?? 0),
        Field.Mark<RareFacts>("sparse", rare => rare.Sparse),
        Field.SomeNumber<RareFacts>("names", rare => rare.Names),
        Field.SomeText<RareFacts>("linkOf", rare => rare.LinkOf),
        Field.SomeNumber<RareFacts>("streams", rare => rare.Streams),
        Field.SomeText<RareFacts>("streamOf", rare => rare.StreamOf));

    /// <summary>A file.</summary>
    public static RecordFields<BackupFile> File { get; } = new(
        (ref it) => new()
        {
            Path = it[0].Text!,
            Set = it[1].Set,
            Size = it[2].Number,
            Created = it[3].Time,
            Modified = it[4].Time,
            Attributes = it[5].Attributes,
            Mode = it[6].Mode,
            Security = it[7].Text,
            Changed = it[8].Flag,
            Sha256 = it[9].Hash,
            Parts = (BackupPart[])it[10].Other!,
            Rare = it[11].Other as RareFacts,
        },
        Field.Text<BackupFile>("path", file => file.Path),
        Field.Set<BackupFile>("set", file => file.Set),
        Field.Number<BackupFile>("size", file => file.Size),
        Field.Time<BackupFile>("created", file => file.Created),
        Field.Time<BackupFile>("modified", file => file.Modified),
        Field.Attributes<BackupFile>("attributes", file => file.Attributes),
        Field.Mode<BackupFile>("mode", file => file.Mode),
        Field.SomeRepeated<BackupFile>("security", file => file.Security),
        Field.Mark<BackupFile>("changed", file => file.Changed),
        Field.Hash<BackupFile>("sha256", file => file.Sha256),
        Field.Other<BackupFile, IReadOnlyList<BackupPart>>("parts", file => file.Parts, ReadParts, WriteParts),
        Field.Other<BackupFile, RareFacts>("rare", file => file.Rare, Rare.Read, Rare.Write) with { Required = false });

    /// <summary>A folder.</summary>
    public static RecordFields<BackupFolder> Folder { get; } = new(
        (ref it) => new(it[0].Text!, it[1].Time, it[2].Time, it[3].Attributes, it[4].Mode)
        {
            Security = it[5].Text,
            Rare = it[6].Other as RareFacts,
        },
        Field.Text<BackupFolder>("path", folder => folder.Path),
        Field.Time<BackupFolder>("created", folder => folder.Created),
        Field.Time<BackupFolder>("modified", folder => folder.Modified),
        Field.Attributes<BackupFolder>("attributes", folder => folder.Attributes),
        Field.Mode<BackupFolder>("mode", folder => folder.Mode),
        Field.SomeRepeated<BackupFolder>("security", folder => folder.Security),
        Field.Other<BackupFolder, RareFacts>("rare", folder => folder.Rare, Rare.Read, Rare.Write) with { Required = false });

    /// <summary>A link.</summary>
    public static RecordFields<BackupLink> Link { get; } = new(
        (ref it) => new(it[0].Text!, it[1].Text!, it[2].Flag) { Junction = it[3].Flag },
        Field.Text<BackupLink>("path", link => link.Path),
        Field.Text<BackupLink>("target", link => link.Target),
        Field.Mark<BackupLink>("folder", link => link.Folder),
        Field.Mark<BackupLink>("junction", link => link.Junction));

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
