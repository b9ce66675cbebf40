using System.Collections.Immutable;
using System.IO.Abstractions;
using System.Text.Json;
using PatchKit.Shared;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Operators.Unattended;

/// <summary>Reads and writes an answers file.</summary>
internal static class AnswersFile
{
    /// <summary>Largest file, in bytes.</summary>
    public const int MaxLength = 64 * 1024;

    private const int LongestWait = 3600;

    /// <summary>Reads the file; a refusal says what is wrong in it.</summary>
    public static Result<Answers> Read(IFileSystem files, string path)
    {
        try
        {
            using var stream = files.File.OpenRead(path);
            if (stream.Length > MaxLength)
                return Invalid(path, $"{stream.Length} bytes, more than the {MaxLength} that an answers file may have");
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return Parse(bytes, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Refusal(RefusalCode.InputMissing, path, e.Message);
        }
    }

    /// <summary>Parses the bytes of an answers file.</summary>
    public static Result<Answers> Parse(ReadOnlySpan<byte> bytes, string place)
    {
        if (bytes.Length > MaxLength)
            return Invalid(place, $"{bytes.Length} bytes, more than the {MaxLength} that an answers file may have");
        try
        {
            if (VersionFault(bytes, place) is { } fault)
                return fault;
            return JsonSerializer.Deserialize(bytes, AnswersJson.Default.Answers) is { } answers
                ? Checked(answers, place)
                : Invalid(place, "it is JSON's null");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: escaped half surrogates, which are well-formed JSON but no text.
            return Invalid(place, e.Message);
        }
    }

    /// <summary>The bytes of an answers file, as <see cref="Parse"/> reads them.</summary>
    public static byte[] Write(Answers answers) => JsonSerializer.SerializeToUtf8Bytes(answers, AnswersJson.Default.Answers);

    /// <summary>Asked before the strict parse, so that a newer file is called newer and not broken.</summary>
    private static Refusal? VersionFault(ReadOnlySpan<byte> bytes, string place)
    {
        var reader = new Utf8JsonReader(bytes);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject
            || !reader.Read() || reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("schema"u8)
            || !reader.Read() || reader.TokenType != JsonTokenType.String)
            return Invalid(place, "the first member is not 'schema' with a text");
        var version = reader.GetString()!;
        return version.StartsWith("1.", StringComparison.Ordinal)
            ? null
            : new Refusal(RefusalCode.FormatUnknownVersion, place, $"schema version {version}; this program knows 1.x")
                .With(version);
    }

    private static Result<Answers> Checked(Answers answers, string place)
    {
        if (!LocalizedText.Languages.Contains(answers.Language))
            return Invalid(place, $"language '{answers.Language}' is none of {string.Join(", ", LocalizedText.Languages)}");
        if (answers.Consent is { Agreed: true } consent
            && (string.IsNullOrWhiteSpace(consent.Name) || string.IsNullOrWhiteSpace(consent.Role)))
            return Invalid(place, "consent needs a name and a role");
        if (answers.Backup is { Place: not null, Folder: not null })
            return Invalid(place, "backup names a place and a folder: one of them, or neither for the suggested place");
        foreach (var (code, rule) in answers.Retry ?? ImmutableSortedDictionary<string, RetryRule>.Empty)
        {
            if (!Enum.TryParse<RefusalCode>(code, out var known) || known.ToString() != code)
                return Invalid(place, $"retry: '{code}' is no refusal");
            if (rule.Times is < 0 or > 100 || rule.WaitSeconds is < 0 or > LongestWait)
                return Invalid(place, $"retry: {code} wants 0 to 100 times and 0 to {LongestWait} seconds");
        }

        return answers;
    }

    private static Refusal Invalid(string place, string reason) =>
        new Refusal(RefusalCode.FormatInvalid, place, reason);
}
