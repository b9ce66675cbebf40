using System.Globalization;
using System.Text;
using System.Text.Json;

namespace PatchKit.Shared.Json;

/// <summary>A reader of JSON tokens that knows the path of each: no text is made until somebody asks for it.</summary>
internal ref struct JsonWalk(ReadOnlySpan<byte> bytes, int depth)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly Level[] _levels = new Level[depth + 1];
    private Utf8JsonReader _reader = new(bytes, new JsonReaderOptions { MaxDepth = depth });
    private int _depth;

    /// <summary>What stands here.</summary>
    public readonly JsonTokenType Token => _reader.TokenType;

    /// <summary>Where it begins, in bytes.</summary>
    public readonly int Offset => (int)_reader.TokenStartIndex;

    /// <summary>The token's bytes, escapes as they are.</summary>
    public readonly ReadOnlySpan<byte> Raw => _reader.ValueSpan;

    /// <summary>The value that was read last is the so-manieth of its list or object; from 1.</summary>
    public int Element { get; private set; }

    /// <summary>Whether a text has escapes.</summary>
    public readonly bool IsEscaped => _reader.ValueIsEscaped;

    /// <summary>Whether an escaped text is one: escapes may spell half a surrogate pair.</summary>
    public readonly bool IsText
    {
        get
        {
            try
            {
                return _reader.GetString() is not null;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        }
    }

    /// <summary>The path of the value that was read last, <c>$.products[0].name</c>.</summary>
    public readonly string Path
    {
        get
        {
            var path = new StringBuilder("$");
            foreach (var level in _levels.AsSpan(0, _depth))
            {
                if (level.IsList && level.Item >= 0)
                    path.Append(CultureInfo.InvariantCulture, $"[{level.Item}]");
                else if (!level.IsList && level.NameLength >= 0)
                    path.Append('.').Append(JsonLeaf.Short(Encoding.UTF8.GetString(_bytes.Slice(level.Name, level.NameLength))));
            }

            return path.ToString();
        }
    }

    /// <summary>Goes to the next token; false at the end.</summary>
    /// <exception cref="JsonException">It is not JSON, or nests too deeply.</exception>
    public bool Read()
    {
        if (!_reader.Read())
            return false;
        switch (_reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                ref var members = ref _levels[_depth - 1];
                (members.Name, members.NameLength) = ((int)_reader.TokenStartIndex + 1, _reader.ValueSpan.Length);
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                _depth--;
                break;
            default:
                Value();
                break;
        }

        return true;
    }

    private void Value()
    {
        if (_depth > 0)
            Element = ++_levels[_depth - 1].Item + 1;
        if (_reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
            _levels[_depth++] = new() { IsList = _reader.TokenType == JsonTokenType.StartArray, Item = -1, NameLength = -1 };
    }

    private struct Level
    {
        public bool IsList;
        public int Item;
        public int Name;
        public int NameLength;
    }
}
