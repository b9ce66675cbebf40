using System.IO.Abstractions;
using System.Text.RegularExpressions;
using CsCheck;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Shared;

namespace PatchKit.Tests.Applier.Backups;

public sealed class BackupManifestTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("manifest-").FullName;
    private readonly BackupJsonFile _json = new(new FileSystem());

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_example_of_the_format_page_is_read()
    {
        Assert.Null(Read(Example()).Refusal);
        var manifest = WholeManifest.Read(new FileSystem(), Path.Combine(_folder, "manifest.json"));

        Assert.Equal(@"C:\ProgramData\Control\app.cfg", manifest.Files[0].Path);
        Assert.Equal(FileAttributes.ReadOnly | FileAttributes.Archive, manifest.Files[0].Attributes);
        Assert.Equal(0x1A4, manifest.Files[1].Mode);
        Assert.Equal(new RareFacts
        { Written = 8830000000000000000, Sparse = true, Names = 2, LinkOf = @"C:\ProgramData\Control\app.cfg" },
            manifest.Files[1].Rare);
        Assert.Equal(1234567, manifest.Files[0].Modified.Ticks % 10_000_000);
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", manifest.Files[0].Sha256.ToString());
    }

    [Theory]
    [InlineData("\"schema\": \"1.0\"", "\"schema\": \"2.0\"", RefusalCode.FormatUnknownVersion)]
    [InlineData("\"mode\": \"Dx\"", "\"mode\": \"Dx\", \"mode\": \"RUO\"", RefusalCode.FormatInvalid)]
    [InlineData("\"mode\": \"Dx\"", "\"mode\": \"Dx\", \"more\": 1", RefusalCode.FormatInvalid)]
    [InlineData("\"mode\": \"Dx\",", "", RefusalCode.FormatInvalid)]
    [InlineData("\"files\": 2,", "\"files\": 3,", RefusalCode.FormatInvalid)]
    [InlineData("\"bytes\": 6", "\"bytes\": 7", RefusalCode.FormatInvalid)]
    [InlineData("\"directory\": 97", "\"directory\": 970", RefusalCode.FormatInvalid)]
    [InlineData("\"at\": 0", "\"at\": -1", RefusalCode.FormatInvalid)]
    [InlineData("\"at\": 0, ", "", RefusalCode.FormatInvalid)]
    [InlineData("\"attributes\": \"RA\",\n      \"security\"",
        "\"attributes\": \"RA\", \"attributes\": \"RA\",\n      \"security\"",
        RefusalCode.FormatInvalid)]
    [InlineData("\"attributes\": \"RA\",\n      \"security\"", "\"more\": true,\n      \"security\"", RefusalCode.FormatInvalid)]
    [InlineData("\"attributes\": \"RA\"", "\"attributes\": \"RX\"", RefusalCode.FormatInvalid)]
    [InlineData("\"attributes\": \"RA\"", "\"attributes\": 1", RefusalCode.FormatInvalid)]
    [InlineData("\"mode\": \"0644\"", "\"mode\": \"0648\"", RefusalCode.FormatInvalid)]
    [InlineData("\"mode\": \"0644\"", "\"mode\": \"\"", RefusalCode.FormatInvalid)]
    [InlineData("\"names\": 2", "\"names\": 2.5", RefusalCode.FormatInvalid)]
    [InlineData("\\\\Control\\\\latest", "\\\\..\\\\latest", RefusalCode.PathUnsafe)]
    [InlineData("\"absent\": []\n}", "\"absent\": []\n} {", RefusalCode.FormatInvalid)]
    [InlineData("C:\\\\ProgramData\\\\Control\\\\app.cfg", "C:\\\\ProgramData\\\\..\\\\app.cfg", RefusalCode.PathUnsafe)]
    [InlineData("C:\\\\ProgramData\\\\Control\",", "C:\\\\..\",", RefusalCode.PathUnsafe)]
    [InlineData("C/ProgramData/Control/app.cfg", "../app.cfg", RefusalCode.PathUnsafe)]
    [InlineData("C/ProgramData/Control/app.cfg", "/app.cfg", RefusalCode.PathUnsafe)]
    [InlineData("\"name\": \"2026-11-23-dx/volume-0001.zip\"", "\"name\": \"../volume-0001.zip\"", RefusalCode.PathUnsafe)]
    [InlineData("\"name\": \"2026-11-23-dx/volume-0001.zip\"", "\"name\": \"2026-11-23-dx/volume-0002.zip\"",
        RefusalCode.FormatInvalid)]
    [InlineData("\"size\": 3,\n      \"created\"", "\"size\": 4,\n      \"created\"", RefusalCode.FormatInvalid)]
    [InlineData("ba7816bf", "BA7816BF", RefusalCode.FormatInvalid)]
    [InlineData("ba7816bf", "ba7816b", RefusalCode.FormatInvalid)]
    [InlineData("\"stored\": true", "\"stored\": true, \"stored\": true", RefusalCode.FormatInvalid)]
    [InlineData("\"stored\": true", "\"stored\": 1", RefusalCode.FormatInvalid)]
    [InlineData("\"mandatory\"", "\"whatever\"", RefusalCode.FormatInvalid)]
    [InlineData("\"absent\": []", "\"absent\": [", RefusalCode.FormatInvalid)]
    [InlineData("\"schema\": \"1.0\"", "\"schema\": \"1\"", RefusalCode.FormatInvalid)]
    [InlineData("\"absent\": []", "\"absent\": null", RefusalCode.FormatInvalid)]
    [InlineData("\"absent\": []", "\"absent\": [null]", RefusalCode.FormatInvalid)]
    [InlineData("\"absent\": []", "\"absent\": [[[[[[[[[[]]]]]]]]]]", RefusalCode.FormatInvalid)]
    [InlineData("\"absent\": []", "\"absent\": [\"\\ud800\"]", RefusalCode.FormatInvalid)]
    [InlineData("\"folders\": [", "\"folders\": [null,", RefusalCode.FormatInvalid)]
    [InlineData("\"files\": [", "\"files\": [null,", RefusalCode.FormatInvalid)]
    [InlineData("\"mode\": \"Dx\"", "\"mode\": null", RefusalCode.FormatInvalid)]
    [InlineData("\"mode\": \"Dx\"", "\"mode\": \"\\udc00\"", RefusalCode.FormatInvalid)]
    [InlineData("\"stored\": true", "\"stored\": null", RefusalCode.FormatInvalid)]
    [InlineData("\"stored\": true", "\"\\ud800\": true", RefusalCode.FormatInvalid)]
    [InlineData("\"mode\": \"Dx\"", "\"\\ud800\": \"Dx\"", RefusalCode.FormatInvalid)]
    public void What_no_backup_writes_is_refused(string seen, string instead, RefusalCode code)
    {
        var example = Example();
        Assert.Contains(seen, example, StringComparison.Ordinal);

        Assert.Equal(code, Read(example.Replace(seen, instead, StringComparison.Ordinal)).Refusal!.Code);
    }

    [Fact]
    public void What_is_written_is_what_is_read()
    {
        Assert.Null(Read(Example()).Refusal);
        var manifest = WholeManifest.Read(new FileSystem(), Path.Combine(_folder, "manifest.json"));
        var path = Path.Combine(_folder, "round.json");

        var lists = new BackupLists(manifest.Files, manifest.Folders, manifest.Links, manifest.Unreadable, manifest.Absent);
        var digest = _json.Name(_json.WriteUnnamed(path, manifest.Head, lists), path);

        Assert.Equal(digest, _json.ReadManifest(path).Value.Digest);
        Assert.Equivalent(manifest, WholeManifest.Read(new FileSystem(), path), strict: true);
    }

    [Fact]
    public void Any_bytes_are_a_manifest_or_a_refusal() => Gen.Byte.Array[0, 200].Sample(bytes =>
    {
        var path = Path.Combine(_folder, "any.json");
        File.WriteAllBytes(path, bytes);
        Assert.NotNull(_json.ReadManifest(path).Refusal);
        Assert.Null(_json.ReadHead(path));
    }, iter: 200, threads: 1);

    [Fact]
    public void A_cut_example_is_a_refusal_wherever_it_is_cut() => Gen.Int[0, Example().Length - 3].Sample(
        length => Assert.NotNull(Read(Example()[..length]).Refusal), iter: 100, threads: 1);

    private Result<ReadManifest> Read(string json)
    {
        var path = Path.Combine(_folder, "manifest.json");
        File.WriteAllText(path, json);
        return _json.ReadManifest(path);
    }

    internal static string Example()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "PatchKit.slnx")))
            folder = Path.GetDirectoryName(folder)!;
        var page = File.ReadAllText(Path.Combine(folder, "docs", "formats", "backup.md"));
        return Regex.Match(page, "```json\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
    }
}
