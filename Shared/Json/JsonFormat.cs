using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace PatchKit.Shared.Json;

/// <summary>
/// One JSON format of the kit: its records, its version, its limits, its rules and how messages call it. Everything that is read
/// or written as JSON goes through such a value, so that each of these stands once.
/// </summary>
/// <remarks>
/// Two manners over one reader. What is signed or written by a program is refused at its first fault, with a JSON path. What is
/// <see cref="WrittenByHand"/> may begin with a byte-order mark, and its author gets every fault at once, with line and column.
/// In both, null stands nowhere: what may be null is left out. The shape comes from the source-generated metadata of the records,
/// so that a record and its check cannot drift apart.
/// </remarks>
/// <typeparam name="T">The record that a whole file becomes.</typeparam>
/// <param name="noun">How messages call such a file, with its article: <c>an order</c>.</param>
/// <param name="context">The source-generated context of the records; <see cref="JsonStrictness"/> overrides what it
/// says.</param>
/// <param name="longest">Longest file, in bytes.</param>
public sealed class JsonFormat<T>(string noun, JsonSerializerContext context, int longest)
    where T : notnull
{
    /// <summary>
    /// Most faults that one refusal lists: whoever made more has misunderstood something, and reads the first ones.
    /// </summary>
    private const int MostFaults = 50;

    /// <summary>
    /// In longer files of programs the serializer's own words are enough; the comparison with the shape takes memory.
    /// </summary>
    private const int LongestExplained = 256 * 1024;

    /// <summary>How messages call such a file, with its article.</summary>
    public string Noun => noun;

    /// <summary>Longest file, in bytes.</summary>
    public int Longest => longest;

    /// <summary>
    /// The version that this program writes, MAJOR.MINOR; null where another standard says it in its own way. Its major part must
    /// agree, and it stands in the first member, <c>schema</c>.
    /// </summary>
    public string? Schema { get; init; }

    /// <summary>
    /// Where another standard says the version in its own way: the member of the whole object that says it, and what it says. A
    /// file that says something else is a newer one.
    /// </summary>
    public (string Member, string Known)? Kind { get; init; }

    /// <summary>Deepest nesting of objects and arrays.</summary>
    public int Depth { get; init; } = JsonStrictness.Depth;

    /// <summary>Longest text anywhere in a file of a program, a name too; in bytes as they stand there.</summary>
    public int LongestText { get; init; } = int.MaxValue;

    /// <summary>Most elements of a list, or members of an object, in a file of a program.</summary>
    public int MostElements { get; init; } = int.MaxValue;

    /// <summary>Whether a person writes such files; decides the manner of reading.</summary>
    public bool WrittenByHand { get; init; }

    /// <summary>What the types cannot say; given a value whose shape is right.</summary>
    public Func<T, IEnumerable<FormatFault>> Rules { get; init; } = _ => [];

    /// <summary>The shape of the record, with the kit's strictness.</summary>
    public JsonTypeInfo<T> Type => field ??= (JsonTypeInfo<T>)JsonStrictness.Over(context, Depth).GetTypeInfo(typeof(T));

    /// <summary>Reads untrusted bytes; <paramref name="place"/> names the file in a refusal.</summary>
    /// <returns>
    /// The record; or <see cref="RefusalCode.FileLength"/>, <see cref="RefusalCode.FormatInvalid"/>,
    /// <see cref="RefusalCode.FormatUnknownVersion"/>; for a file written by hand <see cref="RefusalCode.AuthoredInvalid"/>
    /// alone.
    /// </returns>
    public Result<T> Read(ReadOnlySpan<byte> bytes, string place) =>
        WrittenByHand ? ReadByHand(bytes, place) : ReadStrict(bytes, place);

    /// <summary>
    /// The file's bytes: indented and ended with a line feed where people look at it, compact where they do not.
    /// </summary>
    public byte[] Write(T value)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(value, Type);
        return Type.Options.WriteIndented ? [.. bytes, (byte)'\n'] : bytes;
    }

    /// <summary>
    /// As <see cref="Write"/>, or the refusal that a reader would give; <paramref name="place"/> names the file.
    /// </summary>
    public Result<byte[]> TryWrite(T value, string place)
    {
        if (Faults(value) is { Length: > 0 } faults)
            return FormatFault.Refuse(faults, place);
        var bytes = Write(value);
        return bytes.Length > longest ? JsonRefusals.TooLong(bytes.Length, longest, place) : bytes;
    }

    /// <summary>
    /// Compares a document that came another way (YAML) with shape and rules; gives the record, or every fault with its JSON
    /// path.
    /// </summary>
    public (T? Value, IReadOnlyList<FormatFault> Faults) Judge(JsonElement document)
    {
        FormatFault[] faults = [.. JsonShape.Faults(document, Type).Take(MostFaults)];
        if (faults.Length > 0)
            return (default, faults);
        if (!TryBind(() => document.Deserialize(Type), out var value, out var fault))
            return (default, [fault!]);
        faults = Faults(value!);
        return faults.Length > 0 ? (default, faults) : (value, []);
    }

    private Result<T> ReadStrict(ReadOnlySpan<byte> bytes, string place)
    {
        if (bytes.Length > longest)
            return JsonRefusals.TooLong(bytes.Length, longest, place);
        if (Schema is not null && JsonVersion.Fault(bytes, Schema, place) is { } unknown)
            return unknown;
        if (Kind is var (member, known) && JsonVersion.KindFault(bytes, member, known, place) is { } newer)
            return newer;
        if (JsonScan.Fault(bytes, new(Depth, Nulls: false, LongestText, MostElements)) is { } broken)
            return FormatFault.Refuse([broken.Fault], place);
        try
        {
            var value = JsonSerializer.Deserialize(bytes, Type)!;
            return Faults(value) is { Length: > 0 } faults ? FormatFault.Refuse(faults, place) : value;
        }
        catch (Exception wrong) when (IsMisfit(wrong))
        {
            return FormatFault.Refuse(bytes.Length > LongestExplained ? [JsonLeaf.Fault(wrong)] : Explain(bytes, wrong), place);
        }
    }

    private Result<T> ReadByHand(ReadOnlySpan<byte> bytes, string place)
    {
        if (bytes.Length > longest)
            return AuthoredMistake.Refuse([new(place, $"it has {bytes.Length} bytes; {noun} has at most {longest}")]);
        var text = Utf8Text.WithoutMark(bytes);
        if (JsonScan.Fault(text, new(Depth, Nulls: true)) is { } broken)
            return Refuse(text, place, [(broken.Offset, broken.Fault)]);
        var root = JsonElement.Parse(text, new JsonDocumentOptions { MaxDepth = Depth });
        if (Schema is not null && JsonVersion.FaultByHand(root, Schema, noun) is { } version)
            return Refuse(text, place, [(JsonPlace.Find(root, version.Path, version.AtName), version)]);
        var (value, faults) = Judge(root);
        return faults.Count == 0
            ? value!
            : Refuse(text, place, [.. faults.Select(fault => (JsonPlace.Find(root, fault.Path, fault.AtName), fault))]);
    }

    private static Refusal Refuse(ReadOnlySpan<byte> text, string place, (int Offset, FormatFault Fault)[] faults)
    {
        var mistakes = new List<AuthoredMistake>();
        foreach (var (offset, fault) in faults.OrderBy(fault => fault.Offset))
            mistakes.Add(new(FilePosition.Of(text, offset).In(place), fault.ToString()));
        return AuthoredMistake.Refuse(mistakes);
    }

    private FormatFault[] Explain(ReadOnlySpan<byte> bytes, Exception wrong)
    {
        var root = JsonElement.Parse(bytes, new JsonDocumentOptions { MaxDepth = Depth });
        FormatFault[] faults = [.. JsonShape.Faults(root, Type).Take(MostFaults)];
        return faults.Length > 0 ? faults : [JsonLeaf.Fault(wrong)];
    }

    private FormatFault[] Faults(T value) => [.. Rules(value).Take(MostFaults)];

    private static bool TryBind(Func<T?> bind, out T? value, out FormatFault? fault)
    {
        try
        {
            (value, fault) = (bind(), null);
            return true;
        }
        catch (Exception wrong) when (IsMisfit(wrong))
        {
            (value, fault) = (default, JsonLeaf.Fault(wrong));
            return false;
        }
    }

    // NotSupportedException: a record with kinds, and no word of which kind it is. InvalidOperationException: text that is none.
    private static bool IsMisfit(Exception wrong) => wrong is JsonException or NotSupportedException or InvalidOperationException;
}
