using System.Buffers;
using System.Text.Json;

namespace PatchKit.Applier.Backups.Manifest;

/// <summary>
/// Writes one JSON object of any length: its members, and lists with an element a line, of which only some are in memory at a
/// time.
/// </summary>
internal sealed class JsonRecordWriter : IDisposable
{
    private const int FullAt = 1 << 16;

    private readonly Stream _stream;
    private readonly ArrayBufferWriter<byte> _buffer = new(FullAt + (FullAt / 4));
    private readonly Utf8JsonWriter _json;

    /// <summary>Writes to <paramref name="stream"/>, and begins the object.</summary>
    public JsonRecordWriter(Stream stream)
    {
        _stream = stream;
        // What is written is decided by this program alone: its tests read it back.
        _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { SkipValidation = true });
        _json.WriteStartObject();
    }

    /// <summary>A member that is a text.</summary>
    public void Text(string name, string value) => _json.WriteString(name, value);

    /// <summary>A member that is a time.</summary>
    public void Time(string name, DateTimeOffset value) => _json.WriteString(name, value);

    /// <summary>One member.</summary>
    public void Member<T>(string name, T value, Action<Utf8JsonWriter, T> write)
        where T : class
    {
        _json.WritePropertyName(name);
        write(_json, value);
    }

    /// <summary>A member that is a list, an element a line.</summary>
    public void List<T>(string name, IEnumerable<T> elements, Action<Utf8JsonWriter, T> write)
        where T : class
    {
        _json.WriteStartArray(name);
        foreach (var element in elements)
        {
            write(_json, element);
            EndLine();
        }

        _json.WriteEndArray();
        EndLine();
    }

    /// <summary>Ends the object and hands everything to the stream.</summary>
    public void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        Empty();
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private void EndLine()
    {
        _json.Flush();
        _buffer.Write("\n"u8);
        if (_buffer.WrittenCount >= FullAt)
            Empty();
    }

    private void Empty()
    {
        _stream.Write(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
    }
}
