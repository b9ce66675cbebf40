using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace PatchKit.Applier.Backups.Manifest;

/// <summary>
/// A record as a table of its members, in the order in which they are written: read strictly, each once and in any order. By
/// hand, because a backup has hundreds of thousands of records and the serializer takes more than twice the time.
/// </summary>
/// <param name="make">Makes a record of its values, which stand in the table's order.</param>
/// <param name="fields">The members, at most as many as <see cref="FieldValues"/> holds.</param>
internal sealed class RecordFields<T>(RecordFields<T>.Maker make, params Field<T>[] fields)
    where T : class
{
    private readonly uint _required = fields.Index().Aggregate(0u, (all, one) => all | (one.Item.Required ? 1u << one.Index : 0));

    /// <summary>Makes a record of its values.</summary>
    public delegate T Maker(ref FieldValues values);

    /// <summary>Reads the object that the reader stands at.</summary>
    /// <exception cref="JsonException">It is no such record.</exception>
    public T Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("a record is an object");
        var values = default(FieldValues);
        var (seen, next) = (0u, 0);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var at = Find(ref reader, next);
            if (at < 0 || (seen & (1u << at)) != 0)
                throw new JsonException($"{reader.GetString()}: a member that is unknown, or stands twice");
            seen |= 1u << at;
            next = at + 1;
            if (!reader.Read())
                throw new JsonException("it ends too early");
            fields[at].Read(ref reader, ref values[at]);
        }

        var missing = _required & ~seen;
        return missing == 0
            ? make(ref values)
            : throw new JsonException($"{fields[BitOperations.TrailingZeroCount(missing)].Name} is missing");
    }

    /// <summary>Writes one record.</summary>
    public void Write(Utf8JsonWriter json, T record)
    {
        json.WriteStartObject();
        foreach (var field in fields)
            field.Write(json, record);
        json.WriteEndObject();
    }

    // What this program wrote stands in the table's order.
    private int Find(ref Utf8JsonReader reader, int next)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            var at = (next + i) % fields.Length;
            if (reader.ValueTextEquals(fields[at].Name.EncodedUtf8Bytes))
                return at;
        }

        return -1;
    }
}

/// <summary>The value of one member; which part of it holds something is known to the member alone.</summary>
internal struct FieldValue
{
    /// <summary>A text.</summary>
    public string? Text;

    /// <summary>A whole number, a set, or true as 1.</summary>
    public long Number;

    /// <summary>A time.</summary>
    public DateTimeOffset Time;

    /// <summary>A digest.</summary>
    public ContentHash Hash;

    /// <summary>Anything else.</summary>
    public object? Other;

    /// <summary>True or false.</summary>
    public readonly bool Flag => Number != 0;

    /// <summary>Attributes.</summary>
    public readonly FileAttributes Attributes => (FileAttributes)Number;

    /// <summary>A mode.</summary>
    public readonly int Mode => (int)Number;

    /// <summary>A set.</summary>
    public readonly BackupSet Set => (BackupSet)Number;
}

/// <summary>The values of a record's members.</summary>
[InlineArray(Most)]
internal struct FieldValues
{
    /// <summary>The most members that a record has.</summary>
    public const int Most = 12;

    private FieldValue _first;
}

/// <summary>One member of a record.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Required">Whether it has to be there.</param>
/// <param name="Read">Reads the value that the reader stands at.</param>
/// <param name="Write">Writes name and value.</param>
internal sealed record Field<T>(JsonEncodedText Name, bool Required, Field.ReadInto Read, Action<Utf8JsonWriter, T> Write);

/// <summary>The kinds of members.</summary>
internal static class Field
{
    private static readonly JsonEncodedText[] Sets =
        [JsonEncodedText.Encode("optional"), JsonEncodedText.Encode("mandatory"), JsonEncodedText.Encode("document")];

    private static readonly (FileAttributes Attribute, byte Letter)[] Lettered =
        [(FileAttributes.ReadOnly, (byte)'R'), (FileAttributes.Hidden, (byte)'H'), (FileAttributes.System, (byte)'S'),
         (FileAttributes.Archive, (byte)'A'), (FileAttributes.Encrypted, (byte)'E'), (FileAttributes.Compressed, (byte)'C')];

    private static readonly byte[][] Combinations = [.. Enumerable.Range(0, 1 << Lettered.Length).Select(bits =>
        Lettered.Where((_, i) => (bits & (1 << i)) != 0).Select(one => one.Letter).ToArray())];

    /// <summary>Reads a value.</summary>
    public delegate void ReadInto(ref Utf8JsonReader reader, ref FieldValue value);

    /// <summary>A text.</summary>
    public static Field<T> Text<T>(string name, Func<T, string> of) =>
        Make<T>(name, static (ref reader, ref value) => value.Text = TextOf(ref reader), (json, key, record) =>
            json.WriteString(key, of(record)));

    /// <summary>A text that neighbours mostly have in common.</summary>
    public static Field<T> Repeated<T>(string name, Func<T, string> of) =>
        Make<T>(name, static (ref reader, ref value) => value.Text = RecentTexts.Of(ref reader), (json, key, record) =>
            json.WriteString(key, of(record)));

    /// <summary>A text that neighbours mostly have in common, or not there.</summary>
    public static Field<T> SomeRepeated<T>(string name, Func<T, string?> of) =>
        SomeText(name, of) with { Read = static (ref reader, ref value) => value.Text = RecentTexts.Of(ref reader) };

    /// <summary>A text, or not there.</summary>
    public static Field<T> SomeText<T>(string name, Func<T, string?> of) =>
        Make<T>(name, static (ref reader, ref value) => value.Text = TextOf(ref reader), (json, key, record) =>
        {
            if (of(record) is { } text)
                json.WriteString(key, text);
        }) with
        { Required = false };

    /// <summary>A whole number.</summary>
    public static Field<T> Number<T>(string name, Func<T, long> of) =>
        Make<T>(name, ReadNumber, (json, key, record) => json.WriteNumber(key, of(record)));

    /// <summary>A whole number that is not 0, or not there.</summary>
    public static Field<T> SomeNumber<T>(string name, Func<T, long> of) => Make<T>(name, ReadNumber, (json, key, record) =>
    {
        if (of(record) is not 0 and var number)
            json.WriteNumber(key, number);
    }) with
    { Required = false };

    /// <summary>Attributes by their letters, as <c>attrib</c> shows them, or not there.</summary>
    public static Field<T> Attributes<T>(string name, Func<T, FileAttributes> of) =>
        Make<T>(name, static (ref reader, ref value) =>
        {
            if (reader.TokenType != JsonTokenType.String || reader.HasValueSequence)
                throw new JsonException(AttributesWanted);
            foreach (var letter in reader.ValueSpan)
            {
                var at = Array.FindIndex(Lettered, one => one.Letter == letter);
                value.Number |= at >= 0 ? (long)Lettered[at].Attribute : throw new JsonException(AttributesWanted);
            }
        }, (json, key, record) =>
        {
            if (of(record) is not 0 and var attributes)
                json.WriteString(key, Letters(attributes));
        }) with
        { Required = false };

    /// <summary>The mode of a Unix in octal, or not there.</summary>
    public static Field<T> Mode<T>(string name, Func<T, int> of) => Make<T>(name, static (ref reader, ref value) =>
    {
        if (reader.TokenType != JsonTokenType.String || reader.HasValueSequence || reader.ValueSpan.Length is 0 or > 4)
            throw new JsonException(ModeWanted);
        foreach (var digit in reader.ValueSpan)
            value.Number = digit is >= (byte)'0' and <= (byte)'7' ? (value.Number * 8) + digit - '0'
                : throw new JsonException(ModeWanted);
    }, (json, key, record) =>
    {
        if (of(record) is not 0 and var mode)
        {
            json.WriteString(key, [(byte)('0' + ((mode >> 9) & 7)), (byte)('0' + ((mode >> 6) & 7)),
                (byte)('0' + ((mode >> 3) & 7)), (byte)('0' + (mode & 7))]);
        }
    }) with
    { Required = false };

    /// <summary>A time.</summary>
    public static Field<T> Time<T>(string name, Func<T, DateTimeOffset> of) => Make<T>(name, static (ref reader, ref value) =>
    {
        if (reader.TokenType != JsonTokenType.String || !reader.TryGetDateTimeOffset(out value.Time))
            throw new JsonException("a time is wanted here");
    }, (json, key, record) => json.WriteString(key, of(record)));

    /// <summary>True or false.</summary>
    public static Field<T> Flag<T>(string name, Func<T, bool> of) =>
        Make<T>(name, ReadFlag, (json, key, record) => json.WriteBoolean(key, of(record)));

    /// <summary>True, or not there.</summary>
    public static Field<T> Mark<T>(string name, Func<T, bool> of) => Make<T>(name, ReadFlag, (json, key, record) =>
    {
        if (of(record))
            json.WriteBoolean(key, true);
    }) with
    { Required = false };

    /// <summary>A digest.</summary>
    public static Field<T> Hash<T>(string name, Func<T, ContentHash> of) =>
        Make<T>(name, static (ref reader, ref value) => value.Hash = ContentHash.Read(ref reader), (json, key, record) =>
        {
            json.WritePropertyName(key);
            of(record).Write(json);
        });

    /// <summary>A set.</summary>
    public static Field<T> Set<T>(string name, Func<T, BackupSet> of) => Make<T>(name, static (ref reader, ref value) =>
    {
        value.Number = reader.TokenType != JsonTokenType.String ? -1
            : reader.ValueTextEquals(Sets[0].EncodedUtf8Bytes) ? 0
            : reader.ValueTextEquals(Sets[1].EncodedUtf8Bytes) ? 1
            : reader.ValueTextEquals(Sets[2].EncodedUtf8Bytes) ? 2 : -1;
        if (value.Number < 0)
            throw new JsonException("a set is optional, mandatory or document");
    }, (json, key, record) => json.WriteString(key, Sets[(int)of(record)]));

    /// <summary>Anything else, or nothing where it may be absent.</summary>
    public static Field<T> Other<T, TValue>(string name, Func<T, TValue?> of, JsonRecords.ReadValue<TValue> read,
        Action<Utf8JsonWriter, TValue> write)
        where TValue : class => Make<T>(name, (ref reader, ref value) => value.Other = read(ref reader), (json, key, record) =>
        {
            if (of(record) is not { } value)
                return;
            json.WritePropertyName(key);
            write(json, value);
        });

    /// <summary>The text that the reader stands at.</summary>
    public static string TextOf(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException("a text is wanted here");

    private static Field<T> Make<T>(string name, ReadInto read, Action<Utf8JsonWriter, JsonEncodedText, T> write)
    {
        var key = JsonEncodedText.Encode(name);
        return new(key, Required: true, read, (json, record) => write(json, key, record));
    }

    private const string AttributesWanted = "attributes are some of the letters R, H, S, A, E and C";
    private const string ModeWanted = "a mode is up to four octal digits";

    private static ReadOnlySpan<byte> Letters(FileAttributes attributes)
    {
        var bits = 0;
        for (var i = 0; i < Lettered.Length; i++)
            bits |= (attributes & Lettered[i].Attribute) != 0 ? 1 << i : 0;
        return Combinations[bits];
    }

    private static void ReadNumber(ref Utf8JsonReader reader, ref FieldValue value)
    {
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out value.Number))
            throw new JsonException("a whole number is wanted here");
    }

    private static void ReadFlag(ref Utf8JsonReader reader, ref FieldValue value)
    {
        if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False))
            throw new JsonException("true or false is wanted here");
        value.Number = reader.GetBoolean() ? 1 : 0;
    }

    /// <summary>Texts that were read of late: one volume for each worker, and those of earlier backups.</summary>
    private static class RecentTexts
    {
        private const int Most = 8;

        [ThreadStatic]
        private static string?[]? _texts;

        [ThreadStatic]
        private static int _next;

        public static string Of(ref Utf8JsonReader reader)
        {
            _texts ??= new string?[Most];
            foreach (var text in _texts)
            {
                if (text is not null && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(text))
                    return text;
            }

            _next = (_next + 1) % Most;
            return _texts[_next] = TextOf(ref reader);
        }
    }
}
