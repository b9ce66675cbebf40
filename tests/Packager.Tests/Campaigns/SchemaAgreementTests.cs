using System.IO.Abstractions;
using CsCheck;
using PatchKit.Packager.Campaigns;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Packager.Campaigns;

/// <summary>
/// Schema and reader are of one mind: the schema refuses nothing that the reader takes, and lets pass only what an editor's YAML
/// no longer shows.
/// </summary>
public sealed class SchemaAgreementTests : IDisposable
{
    private static readonly string[] Pieces =
    [
        "a", "B", "0", "9", "-", ".", "..", "/", "\\", "~1", "~", "con", "COM1", "nul", "clock$", " ", "${X}", "C:", "c:", ":",
            "*",
        "é", "\u0001", "payload", ">=", "<", "=", "1.2", "_", "progra", "C:\\", "HKLM\\", "en", "x/y",
    ];

    private static readonly Gen<string> Texts =
        Gen.Int[0, Pieces.Length - 1].List[0, 6].Select(picked => string.Concat(picked.Select(piece => Pieces[piece])));

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_value_is_judged_the_same_by_schema_and_reader()
    {
        Sample.Copy(_folder);
        var apart = new List<string>();
        foreach (var (written, text, forReader, forSchema) in SchemaTable.Documents())
        {
            File.WriteAllText(_folder.At("campaign.yaml"), text);
            var refusal = new CampaignReader(new FileSystem()).Read(_folder.Path).Refusal;
            var fits = CampaignSchemaTests.Fits(CoreYaml.Parse(text));
            if (forReader != (refusal is null))
                apart.Add($"'{written}', the reader: {refusal?.Reason ?? "good"}");
            if (forSchema != fits)
                apart.Add($"'{written}', the schema: {(fits ? "good" : "bad")}");
        }

        Assert.Empty(apart);
    }

    [Fact]
    public void A_path_in_the_campaign_has_the_pattern_of_its_reader() =>
        Same(nameof(MediaPath), text => MediaPath.Parse(text).Refusal is null);

    [Fact]
    public void A_path_on_the_instrument_has_the_pattern_of_its_reader() => Same(nameof(InstrumentPath), text =>
    {
        try
        {
            InstrumentPath.Of(text);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    });

    [Fact]
    public void A_name_has_the_pattern_of_its_reader()
    {
        Same(nameof(Slug), text => Token.TryParse<StepId>(text, out _));
        Same(nameof(ModeId), text => Token.TryParse<ModeId>(text, out _));
        Same("Language", LocalizedText.IsLanguage);
    }

    [Fact]
    public void A_version_and_a_range_have_the_pattern_of_their_readers()
    {
        Same(nameof(SoftwareVersion), text => SoftwareVersion.TryParse(text, out _));
        Same(nameof(VersionRange), text => VersionRange.TryParse(text, out _));
    }

    private static void Same(string name, Func<string, bool> reader)
    {
        var pattern = SchemaValues.Pattern(name);
        Texts.Sample(text => Assert.Equal(reader(text), pattern.IsMatch(text)), iter: 20_000);
    }
}
