using System.IO.Abstractions;
using System.Text.Json;
using System.Text.Json.Nodes;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Rehearsal;

/// <summary>The files behind a make-believe instrument or one of its boot modes, to be edited.</summary>
/// <param name="files">The disk.</param>
/// <param name="folder">The folder.</param>
internal sealed class InstrumentSheets(IFileSystem files, string folder)
{
    private const int Longest = 1 << 20;
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    /// <summary>Changes a file; one that is not there is made of <paramref name="empty"/>.</summary>
    public void Edit(string name, Action<JsonNode> change, string empty = "{}")
    {
        var path = Path.Combine(folder, name);
        var bytes = files.File.Exists(path) ? files.File.ReadAllBytes(path) : System.Text.Encoding.UTF8.GetBytes(empty);
        if (!JsonTree.Read(Utf8Text.WithoutMark(bytes), path, Longest).TryGet(out var json, out _)
            || JsonTree.Node(json) is not { } sheet)
            return;
        change(sheet);
        files.File.WriteAllText(path, sheet.ToJsonString(Readable) + "\n");
    }

    /// <summary>Sets a registry value's text, or removes it.</summary>
    public void Value(string key, string name, string? text, string kind = "text") => Edit("registry.json", values =>
    {
        var all = values.AsArray();
        var found = all.Where(value => Is(value!, "key", key) && Is(value!, "name", name)).ToList();
        if (text is null)
            found.ForEach(value => all.Remove(value));
        else if (found.Count == 0)
            all.Add(new JsonObject { ["key"] = key, ["name"] = name, ["kind"] = kind, ["text"] = text, ["view"] = "64" });
        else
            found.ForEach(value => value!["text"] = text);
    });

    /// <summary>The item of a list with this text in a member; null when there is none.</summary>
    public static JsonNode? Find(JsonNode list, string member, string text) =>
        list.AsArray().FirstOrDefault(one => Is(one!, member, text));

    /// <summary>What a file of the instrument holds; null when it is not there.</summary>
    public string? Text(InstrumentPath path) => files.File.Exists(On(path)) ? files.File.ReadAllText(On(path)) : null;

    /// <summary>Writes a file of the instrument, as young as now.</summary>
    public void Write(InstrumentPath path, string text)
    {
        files.Directory.CreateDirectory(Path.GetDirectoryName(On(path))!);
        files.File.WriteAllText(On(path), text);
    }

    /// <summary>Removes a file or folder of the instrument.</summary>
    public void Remove(InstrumentPath path)
    {
        if (files.File.Exists(On(path)))
            files.File.Delete(On(path));
        else if (files.Directory.Exists(On(path)))
            files.Directory.Delete(On(path), recursive: true);
    }

    private string On(InstrumentPath path) =>
        Path.Combine([folder, .. path.Text.Split(['\\', ':'], StringSplitOptions.RemoveEmptyEntries)]);

    private static bool Is(JsonNode item, string member, string text) =>
        string.Equals((string?)item[member], text, StringComparison.OrdinalIgnoreCase);
}
