using System.Globalization;
using PatchKit.Shared.Values;

namespace PatchKit.Shared;

/// <summary>
/// A value that a sentence quotes. Its type says how a language writes it and whether it may leave the instrument; nothing has
/// to be guessed from its text. A closed set: <see cref="Text"/>, <see cref="Count"/>, <see cref="Beyond"/>,
/// <see cref="Bytes"/>, <see cref="Moment"/>, <see cref="Title"/>, <see cref="Step"/>,
/// <see cref="Version"/>.
/// </summary>
public abstract record Fact
{
    private protected Fact()
    {
    }

    /// <summary>The fact as a person reads it.</summary>
    public abstract string In(LocalFormat format);

    /// <summary>The fact as a log, a receipt and JSON spell it, the same in every language.</summary>
    public abstract string Plain { get; }

    /// <summary>The fact as a log spells it.</summary>
    public sealed override string ToString() => Plain;

    /// <summary>A text is a fact as it is.</summary>
    public static implicit operator Fact(string text) => new Text(text);

    /// <summary>A whole number is a count.</summary>
    public static implicit operator Fact(long count) => new Count(count);

    /// <summary>A time is a moment.</summary>
    public static implicit operator Fact(DateTimeOffset time) => new Moment(time);

    /// <summary>A name, a path, a few words: whatever was seen, cleaned by <see cref="Printable"/>.</summary>
    public sealed record Text(string Value) : Fact
    {
        /// <summary>The cleaned text, one line.</summary>
        public string Value { get; } = Printable.Line(Value);

        /// <inheritdoc/>
        public override string Plain => Value;

        /// <inheritdoc/>
        public override string In(LocalFormat format) => Value;
    }

    /// <summary>A number that counts something: versions, signatures, bytes that are compared.</summary>
    public sealed record Count(long Value) : Fact
    {
        /// <inheritdoc/>
        public override string Plain => Value.ToString(CultureInfo.InvariantCulture);

        /// <inheritdoc/>
        public override string In(LocalFormat format) => Plain;
    }

    /// <summary>More than a number: where counting or reading stopped.</summary>
    public sealed record Beyond(long Limit) : Fact
    {
        /// <inheritdoc/>
        public override string Plain => string.Create(CultureInfo.InvariantCulture, $"more than {Limit}");

        /// <inheritdoc/>
        public override string In(LocalFormat format) => string.Create(CultureInfo.InvariantCulture, $"> {Limit}");
    }

    /// <summary>A size on a disk.</summary>
    public sealed record Bytes(long Value) : Fact
    {
        /// <inheritdoc/>
        public override string Plain => Value.ToString(CultureInfo.InvariantCulture);

        /// <inheritdoc/>
        public override string In(LocalFormat format) => format.Bytes(Value);
    }

    /// <summary>A point in time; shown in UTC.</summary>
    public sealed record Moment(DateTimeOffset Time) : Fact
    {
        /// <inheritdoc/>
        public override string Plain => Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

        /// <inheritdoc/>
        public override string In(LocalFormat format) => $"{format.Time(Time.ToUniversalTime())} UTC";
    }

    /// <summary>The title of a step, a phase or a document, in the languages of the campaign.</summary>
    public sealed record Title(LocalizedText Words) : Fact
    {
        /// <inheritdoc/>
        public override string Plain => Printable.Line(Words.In("en"));

        /// <inheritdoc/>
        public override string In(LocalFormat format) => Printable.Line(Words.In(format.Language));
    }

    /// <summary>A step of a plan: its number, from 1, and its title in the languages of the campaign.</summary>
    public sealed record Step(int Number, LocalizedText Words) : Fact
    {
        /// <inheritdoc/>
        public override string Plain => Printable.Line(Words.In("en"));

        /// <inheritdoc/>
        public override string In(LocalFormat format) =>
            string.Create(CultureInfo.InvariantCulture, $"{Number} \"{Printable.Line(Words.In(format.Language))}\"");
    }

    /// <summary>A version of software.</summary>
    public sealed record Version(SoftwareVersion Value) : Fact
    {
        /// <inheritdoc/>
        public override string Plain => Value.Text;

        /// <inheritdoc/>
        public override string In(LocalFormat format) => Value.Text;
    }
}
