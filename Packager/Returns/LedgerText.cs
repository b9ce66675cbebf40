using System.Data;
using System.Globalization;
using Dapper;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns;

/// <summary>
/// How values stand in the ledger's columns, in both directions: a query takes and gives the values themselves. Enumerations are
/// the exception in one direction: Dapper reads them by their names and would write their numbers, so that what is written goes
/// through <see cref="Of{T}(T)"/>.
/// </summary>
internal static class LedgerText
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Teaches Dapper these spellings, and that <c>bundle_sha256</c> is BundleSha256.</summary>
    public static void Teach()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        // Dapper knows this type already, and would leave its spelling to the driver.
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
        SqlMapper.AddTypeHandler(new TimeHandler());
        SqlMapper.AddTypeHandler(new DigestHandler());
        SqlMapper.AddTypeHandler(new TokenHandler<ModeId>("boot mode"));
        SqlMapper.AddTypeHandler(new TokenHandler<SerialNumber>("serial number"));
    }

    /// <summary>A time in UTC to the millisecond, always 24 characters, so that text sorts as time does.</summary>
    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    /// <summary>The name of an enumeration's member.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => value.ToString();

    private sealed class TimeHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override DateTimeOffset Parse(object value) => DateTimeOffset.ParseExact(
            (string)value, TimeFormat, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value) => parameter.Value = Of(value);
    }

    private sealed class TokenHandler<T>(string noun) : SqlMapper.TypeHandler<T>
        where T : struct, IToken<T>
    {
        public override T Parse(object value) => Token.TryParse<T>((string)value, out var token)
            ? token
            : throw new InvalidDataException($"'{value}' in the ledger is no {noun}");

        public override void SetValue(IDbDataParameter parameter, T value) => parameter.Value = value.Text;
    }

    private sealed class DigestHandler : SqlMapper.TypeHandler<Sha256Digest>
    {
        public override Sha256Digest Parse(object value) => Sha256Digest.TryParse((string)value, out var digest)
            ? digest
            : throw new InvalidDataException($"'{value}' in the ledger is no SHA-256 digest");

        public override void SetValue(IDbDataParameter parameter, Sha256Digest value) => parameter.Value = value.Hex;
    }
}
