using System.Security.Cryptography;
using System.Text.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Backups.Manifest;

/// <summary>
/// Reads one JSON object of any length, member by member in a fixed order and list element by list element, and hashes its bytes
/// on the way. Only one element is in memory at a time.
/// </summary>
internal sealed class JsonRecords(Stream stream) : IDisposable
{
    /// <summary>Longest element, in bytes: a file of 8 TiB in parts of 4 GiB is a tenth of it.</summary>
    private const int LongestElement = 4 << 20;

    private static readonly JsonReaderOptions Strict = new() { MaxDepth = 8 };

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _buffer = new byte[1 << 13];
    private int _start;
    private int _end;
    private bool _final;
    private JsonReaderState _state = new(Strict);

    /// <summary>Reads the value that a reader stands at.</summary>
    public delegate T ReadValue<out T>(ref Utf8JsonReader reader);

    /// <summary>Enters the object.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public void Begin() => Expect(JsonTokenType.StartObject, "an object is wanted here");

    /// <summary>The text of the next member, which has this name.</summary>
    /// <exception cref="JsonException">The next member is another one, or its value is no text.</exception>
    public string Text(string name) => Member(name, Field.TextOf);

    /// <summary>The time of the next member, which has this name.</summary>
    /// <exception cref="JsonException">The next member is another one, or its value is no time.</exception>
    public DateTimeOffset Time(string name)
    {
        DateTimeOffset time = default;
        Member(name,
            (ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out time)
            ? name
            : throw new JsonException($"{name}: a time is wanted here"));
        return time;
    }

    /// <summary>The value of the next member, which has this name.</summary>
    /// <exception cref="JsonException">The next member is another one, or its value is no such thing.</exception>
    public T Member<T>(string name, ReadValue<T> read)
        where T : class
    {
        Name(name);
        return TryElement(read, out var value) && value is not null
            ? value
            : throw new JsonException($"{name}: a value is wanted here");
    }

    /// <summary>The elements of the next member, which has this name and is a list.</summary>
    public IEnumerable<T> List<T>(string name, ReadValue<T> read)
        where T : class
    {
        Name(name);
        Expect(JsonTokenType.StartArray, $"{name}: a list is wanted here");
        while (TryElement(read, out var value))
            yield return value!;
    }

    /// <summary>Leaves the object; nothing may follow. Gives the SHA-256 of everything read.</summary>
    public Sha256Digest End()
    {
        Expect(JsonTokenType.EndObject, "a member that is unknown, or stands twice");
        while (Look().Read())
        {
            // Read says itself that nothing may follow.
        }

        return Digest();
    }

    /// <summary>Passes over what is left. Gives the SHA-256 of everything.</summary>
    public Sha256Digest Skip()
    {
        while (!_final)
        {
            _start = _end;
            Fill();
        }

        return Digest();
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private Sha256Digest Digest() => Sha256Digest.FromBytes(_hash.GetHashAndReset());

    private void Name(string name)
    {
        var reader = Look();
        if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName || !WholeText(ref reader, IsName))
            throw new JsonException($"{name} is wanted here");
        Pass(ref reader);
        bool IsName(ref Utf8JsonReader at) => at.ValueTextEquals(name);
    }

    // Escapes may spell half a character, and bytes may be no UTF-8: the framework's reader calls that its caller's mistake.
    private static T WholeText<T>(ref Utf8JsonReader reader, ReadValue<T> read)
    {
        try
        {
            return read(ref reader);
        }
        catch (InvalidOperationException)
        {
            throw new JsonException("a text is not UTF-8, or holds half a character");
        }
    }

    private void Expect(JsonTokenType token, string wanted)
    {
        var reader = Look();
        if (!reader.Read() || reader.TokenType != token)
            throw new JsonException(wanted);
        Pass(ref reader);
    }

    private bool TryElement<T>(ReadValue<T> read, out T? value)
        where T : class
    {
        while (true)
        {
            var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _final, _state);
            if (reader.Read())
            {
                var whole = reader;
                if (reader.TokenType == JsonTokenType.EndArray)
                {
                    Pass(ref reader);
                    value = default;
                    return false;
                }

                if (whole.TrySkip())
                {
                    value = WholeText(ref reader, read);
                    Pass(ref reader);
                    return true;
                }
            }

            if (_final)
                throw new JsonException("it ends too early");
            Fill();
        }
    }

    /// <summary>A reader that has at least one token before it, unless the end is reached.</summary>
    private Utf8JsonReader Look()
    {
        while (true)
        {
            var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _final, _state);
            var ahead = reader;
            if (_final || ahead.Read())
                return reader;
            Fill();
        }
    }

    private void Pass(ref Utf8JsonReader reader)
    {
        _start += (int)reader.BytesConsumed;
        _state = reader.CurrentState;
    }

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        if (_end == _buffer.Length)
        {
            if (_end >= LongestElement)
                throw new JsonException($"an element is longer than {LongestElement} bytes");
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var count = stream.Read(_buffer, _end, _buffer.Length - _end);
        _hash.AppendData(_buffer, _end, count);
        _end += count;
        _final = count == 0;
    }
}
