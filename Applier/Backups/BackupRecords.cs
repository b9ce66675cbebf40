using System.Text.Json;

namespace PatchKit.Applier.Backups;

/// <summary>
/// The records of a manifest beside its files, and those that wait while a backup is taken: each member stands once.
/// </summary>
internal static class BackupRecords
{
    /// <summary>Reads a text that is an element of a list.</summary>
    public static string ReadText(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException("a text is wanted here");

    /// <summary>Reads <c>totals</c>.</summary>
    public static BackupTotals ReadTotals(ref Utf8JsonReader reader)
    {
        long? files = null, bytes = null;
        JsonField.Begin(ref reader);
        while (JsonField.Member(ref reader))
        {
            if (files is null && JsonField.Is(ref reader, "files"u8))
                files = JsonField.Number(ref reader);
            else if (bytes is null && JsonField.Is(ref reader, "bytes"u8))
                bytes = JsonField.Number(ref reader);
            else
                throw JsonField.Unknown(ref reader);
        }

        return new(files ?? throw JsonField.Missing("files"), bytes ?? throw JsonField.Missing("bytes"));
    }

    /// <summary>Writes <c>totals</c>.</summary>
    public static void Write(Utf8JsonWriter json, BackupTotals totals)
    {
        json.WriteStartObject();
        json.WriteNumber("files"u8, totals.Files);
        json.WriteNumber("bytes"u8, totals.Bytes);
        json.WriteEndObject();
    }

    /// <summary>Reads a volume.</summary>
    public static BackupVolume ReadVolume(ref Utf8JsonReader reader)
    {
        string? name = null;
        long? size = null, directory = null;
        ContentHash? hash = null;
        JsonField.Begin(ref reader);
        while (JsonField.Member(ref reader))
        {
            if (name is null && JsonField.Is(ref reader, "name"u8))
                name = JsonField.Text(ref reader);
            else if (size is null && JsonField.Is(ref reader, "size"u8))
                size = JsonField.Number(ref reader);
            else if (directory is null && JsonField.Is(ref reader, "directory"u8))
                directory = JsonField.Number(ref reader);
            else if (hash is null && JsonField.Is(ref reader, "directorySha256"u8))
                hash = ContentHash.Read(ref reader);
            else
                throw JsonField.Unknown(ref reader);
        }

        return new(
            name ?? throw JsonField.Missing("name"),
            size ?? throw JsonField.Missing("size"),
            directory ?? throw JsonField.Missing("directory"),
            hash ?? throw JsonField.Missing("directorySha256"));
    }

    /// <summary>Writes a volume.</summary>
    public static void Write(Utf8JsonWriter json, BackupVolume volume)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, volume.Name);
        json.WriteNumber("size"u8, volume.Size);
        json.WriteNumber("directory"u8, volume.Directory);
        json.WritePropertyName("directorySha256"u8);
        volume.DirectorySha256.Write(json);
        json.WriteEndObject();
    }

    /// <summary>Reads a folder.</summary>
    public static BackupFolder ReadFolder(ref Utf8JsonReader reader)
    {
        string? path = null;
        DateTimeOffset? created = null, modified = null;
        bool? readOnly = null, hidden = null;
        JsonField.Begin(ref reader);
        while (JsonField.Member(ref reader))
        {
            if (path is null && JsonField.Is(ref reader, "path"u8))
                path = JsonField.Text(ref reader);
            else if (created is null && JsonField.Is(ref reader, "created"u8))
                created = JsonField.Time(ref reader);
            else if (modified is null && JsonField.Is(ref reader, "modified"u8))
                modified = JsonField.Time(ref reader);
            else if (readOnly is null && JsonField.Is(ref reader, "readOnly"u8))
                readOnly = JsonField.Flag(ref reader);
            else if (hidden is null && JsonField.Is(ref reader, "hidden"u8))
                hidden = JsonField.Flag(ref reader);
            else
                throw JsonField.Unknown(ref reader);
        }

        return new(
            path ?? throw JsonField.Missing("path"),
            created ?? throw JsonField.Missing("created"),
            modified ?? throw JsonField.Missing("modified"),
            readOnly ?? throw JsonField.Missing("readOnly"),
            hidden ?? throw JsonField.Missing("hidden"));
    }

    /// <summary>Writes a folder.</summary>
    public static void Write(Utf8JsonWriter json, BackupFolder folder)
    {
        json.WriteStartObject();
        json.WriteString("path"u8, folder.Path);
        json.WriteString("created"u8, folder.Created);
        json.WriteString("modified"u8, folder.Modified);
        json.WriteBoolean("readOnly"u8, folder.ReadOnly);
        json.WriteBoolean("hidden"u8, folder.Hidden);
        json.WriteEndObject();
    }

    /// <summary>Reads a link.</summary>
    public static BackupLink ReadLink(ref Utf8JsonReader reader)
    {
        var (path, target) = ReadPair(ref reader, "target");
        return new(path, target);
    }

    /// <summary>Writes a link.</summary>
    public static void Write(Utf8JsonWriter json, BackupLink link) => WritePair(json, link.Path, "target", link.Target);

    /// <summary>Reads what could not be read.</summary>
    public static BackupProblem ReadProblem(ref Utf8JsonReader reader)
    {
        var (path, reason) = ReadPair(ref reader, "reason");
        return new(path, reason);
    }

    /// <summary>Writes what could not be read.</summary>
    public static void Write(Utf8JsonWriter json, BackupProblem problem) =>
        WritePair(json, problem.Path, "reason", problem.Reason);

    /// <summary>Reads what waits for a worker; written by this process itself, in this order.</summary>
    public static BackupWork ReadWork(ref Utf8JsonReader reader)
    {
        JsonField.Begin(ref reader);
        var item = new BackupItem(
            JsonField.Next(ref reader).GetString()!,
            JsonField.Next(ref reader).GetString()!,
            JsonField.Next(ref reader).GetString()!,
            (BackupSet)JsonField.Next(ref reader).GetInt32(),
            ReadLook(ref reader))
        {
            Bytes = JsonField.Next(ref reader).GetBytesFromBase64(),
        };
        var known = JsonField.Member(ref reader) && reader.Read() ? BackupFileRecord.Read(ref reader) : null;
        if (known is not null)
            reader.Read();
        return new BackupWork(item, known);
    }

    /// <summary>Writes what waits for a worker.</summary>
    public static void Write(Utf8JsonWriter json, BackupWork work)
    {
        var item = work.Item;
        json.WriteStartObject();
        json.WriteString("path"u8, item.Path);
        json.WriteString("host"u8, item.HostPath);
        json.WriteString("entry"u8, item.Entry);
        json.WriteNumber("set"u8, (int)item.Set);
        Write(json, item.Look);
        json.WriteBase64String("bytes"u8, item.Bytes.Span);
        if (work.Known is not null)
        {
            json.WritePropertyName("known"u8);
            BackupFileRecord.Write(json, work.Known);
        }

        json.WriteEndObject();
    }

    /// <summary>Reads what waits to be walked on; written by this process itself, in this order.</summary>
    public static FolderChild ReadChild(ref Utf8JsonReader reader)
    {
        JsonField.Begin(ref reader);
        var child = new FolderChild(
            JsonField.Next(ref reader).GetString()!,
            JsonField.Next(ref reader).GetString()!,
            JsonField.Next(ref reader).GetBoolean(),
            ReadLook(ref reader));
        reader.Read();
        return child;
    }

    /// <summary>Writes what waits to be walked on.</summary>
    public static void Write(Utf8JsonWriter json, FolderChild child)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, child.Name);
        json.WriteString("key"u8, child.Key);
        json.WriteBoolean("folder"u8, child.IsFolder);
        Write(json, child.Look);
        json.WriteEndObject();
    }

    private static FileLook ReadLook(ref Utf8JsonReader reader) => new(
        JsonField.Next(ref reader).GetInt64(),
        JsonField.Next(ref reader).GetDateTimeOffset(),
        JsonField.Next(ref reader).GetDateTimeOffset(),
        JsonField.Next(ref reader).GetBoolean(),
        JsonField.Next(ref reader).GetBoolean());

    private static void Write(Utf8JsonWriter json, FileLook look)
    {
        json.WriteNumber("size"u8, look.Size);
        json.WriteString("created"u8, look.Created);
        json.WriteString("modified"u8, look.Modified);
        json.WriteBoolean("readOnly"u8, look.ReadOnly);
        json.WriteBoolean("hidden"u8, look.Hidden);
    }

    private static (string Path, string Other) ReadPair(ref Utf8JsonReader reader, string name)
    {
        string? path = null, other = null;
        JsonField.Begin(ref reader);
        while (JsonField.Member(ref reader))
        {
            if (path is null && JsonField.Is(ref reader, "path"u8))
                path = JsonField.Text(ref reader);
            else if (other is null && reader.ValueTextEquals(name))
                other = JsonField.Text(ref reader);
            else
                throw JsonField.Unknown(ref reader);
        }

        return (path ?? throw JsonField.Missing("path"), other ?? throw JsonField.Missing(name));
    }

    private static void WritePair(Utf8JsonWriter json, string path, string name, string other)
    {
        json.WriteStartObject();
        json.WriteString("path"u8, path);
        json.WriteString(name, other);
        json.WriteEndObject();
    }
}
