using System.Security.Cryptography;
using System.Text;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns;

/// <summary>
/// Names, numbers and what was noted of people. The log and every other table hold a reference alone: the SHA-256 of salt and
/// text. So a text can be erased, and everything that was entered stays proven; without its salt nobody can guess it either.
/// </summary>
internal sealed class PersonalTexts(Ledger ledger)
{
    /// <summary>What stands in the place of a text that was erased.</summary>
    public const string Erased = "(erased)";

    /// <summary>Whom a text of the desk's own people is about.</summary>
    public const string Desk = "";

    private const int SaltBytes = 16;

    private readonly Dictionary<string, string> _texts = ledger.Query<Row>("SELECT reference, about, salt, text FROM personal")
        .ToDictionary(one => one.Reference, one => one.Text);

    /// <summary>Keeps a text; a blank one is nobody's and stands for itself.</summary>
    /// <param name="text">The text.</param>
    /// <param name="about">The customer whose people it names, or <see cref="Desk"/>.</param>
    /// <returns>What stands in its place.</returns>
    public string Keep(string text, string about)
    {
        if (text.Length == 0)
            return "";
        var salt = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SaltBytes));
        var reference = ReferenceOf(salt, text);
        ledger.Execute("INSERT INTO personal (reference, about, salt, text) VALUES (@reference, @about, @salt, @text)",
            new { reference, about, salt, text });
        _texts.Add(reference, text);
        return reference;
    }

    /// <summary>Keeps a text in the place of an earlier one; the same text keeps its reference.</summary>
    public string Keep(string text, string about, string earlier) =>
        earlier.Length > 0 && Text(earlier) == text ? earlier : Keep(text, about);

    /// <summary>The text behind a reference.</summary>
    public string Text(string reference) => reference.Length == 0 ? "" : _texts.GetValueOrDefault(reference, Erased);

    /// <summary>Erases every text about a customer's people.</summary>
    /// <returns>How many there were.</returns>
    public static int Erase(Ledger ledger, string about) =>
        ledger.Execute("DELETE FROM personal WHERE about = @about", new { about });

    /// <summary>The references whose texts are not what was entered.</summary>
    public static IEnumerable<string> Altered(Ledger ledger) =>
        ledger.Query<Row>("SELECT reference, about, salt, text FROM personal ORDER BY reference")
            .Where(one => ReferenceOf(one.Salt, one.Text) != one.Reference).Select(one => one.Reference);

    private static string ReferenceOf(string salt, string text) => Sha256Digest.Of(Encoding.UTF8.GetBytes($"{salt}\n{text}")).Hex;

    private sealed record Row(string Reference, string About, string Salt, string Text);
}
