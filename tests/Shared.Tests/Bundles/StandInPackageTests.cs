using System.Text;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;

namespace PatchKit.Tests.Shared.Bundles;

public class StandInPackageTests
{
    internal const string Good = """
        {
          "schema": "1.0", "note": "a stand-in", "product": { "name": "P", "version": "1.0" },
          "files": [ { "target": "C:\\x.txt", "text": "x" } ],
          "registry": [ { "key": "HKLM\\X", "name": "", "type": "dword", "value": "1", "view": "64" } ],
          "services": [ { "name": "S", "listens": [ "127.0.0.1:1" ] } ]
        }
        """;

    [Fact]
    public void What_is_written_is_read_back()
    {
        var package = Read(Good).Value;

        Assert.Equal(StandInPackage.Format.Write(package),
            StandInPackage.Format.Write(StandInPackage.Format.Read(StandInPackage.Format.Write(package), "p").Value));
    }

    [Theory]
    [InlineData(", \"text\": \"x\"", "", "'text' is missing")]
    [InlineData("C:\\\\x.txt", "x.txt", "drive letter")]
    [InlineData("127.0.0.1:1", "8081", "address:port")]
    [InlineData("\"value\": \"1\"", "\"value\": \"one\"", "decimal")]
    [InlineData("a stand-in", " ", "blank")]
    [InlineData("\"name\": \"P\"", "\"name\": \"P\\n\"", "$.product.name: the text has a line break")]
    [InlineData("\"text\": \"x\" }", "\"text\": \"x\" }, { \"target\": \"C:\\\\X.txt\", \"text\": \"\" }",
        "'C:\\X.TXT' is there twice")]
    [InlineData("HKLM\\\\X", "HKCU\\\\X", "is not a registry key of the machine")]
    [InlineData("} ]\n}", "}, { \"name\": \"S\" } ]\n}", "the service 'S' is there twice")]
    [InlineData("\"name\": \"S\"", "\"name\": \" \"", "$.services[0].name: the text is blank")]
    [InlineData("\"name\": \"S\"", "\"name\": \"S\", \"state\": \"pending\"", "no state to end in")]
    [InlineData("127.0.0.1:1\"", "127.0.0.1:0\"", "address:port")]
    [InlineData("127.0.0.1:1\"", ":1\"", "address:port")]
    [InlineData("\"note\"", "\"notes\"", "Did you mean 'note'?")]
    public void What_is_wrong_is_named(string old, string changed, string reason)
    {
        var refusal = Read(Good.Replace(old, changed, StringComparison.Ordinal)).Refusal;

        Assert.Equal(RefusalCode.AuthoredInvalid, refusal?.Code);
        Assert.Contains(reason, $"{refusal?.Place}: {refusal?.Reason}", StringComparison.Ordinal);
    }

    private static Result<StandInPackage> Read(string json) =>
        StandInPackage.Format.Read(Encoding.UTF8.GetBytes(json), "p.standin.json");
}
