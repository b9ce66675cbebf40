using System.IO.Abstractions.TestingHelpers;
using PatchKit.Applier.Backups.Manifest;
using PatchKit.Shared.Values;
using PatchKit.Tests.Applier.Operators;

namespace PatchKit.Tests.Applier.Backups;

/// <summary>The sheet that lies in every backup, as a person reads it: <c>screens/all/RESTORE.txt</c>.</summary>
public class RestoreSheetTests
{
    [Fact]
    public void It_is_as_it_was_approved()
    {
        var sheet = new RestoreSheet(new BackupManifest
        {
            Id = "M70503-Dx-20260504T120000Z",
            Taken = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero),
            Instrument = "MiSeqDx M70503",
            Mode = "Dx",
            Totals = new(3, 1_234_567),
            Volumes = [new("M70503-Dx-20260504T120000Z/volume-0001.zip", 1_200_000, 0, default)],
        });
        sheet.Note(new BackupLink(@"C:\Link", @"D:\Runs", Folder: true));
        sheet.Note(new BackupProblem(@"D:\Runs\open.bin", "in use"));
        sheet.NoteAbsent(@"C:\ProgramData\None");

        Approved.Text(Written(sheet), "all", "RESTORE");
    }

    [Fact]
    public void Every_language_has_the_same_texts()
    {
        var english = RestoreSheet.Texts.Keys("en").Order(StringComparer.Ordinal).ToList();

        Assert.Equal(10, english.Count);
        Assert.All(LocalizedText.Languages, language =>
            Assert.Equal(english, RestoreSheet.Texts.Keys(language).Order(StringComparer.Ordinal)));
    }

    private static string Written(RestoreSheet sheet)
    {
        var files = new MockFileSystem();
        files.Directory.CreateDirectory("/backup");
        sheet.Write(files, "/backup/RESTORE.txt");
        var text = files.File.ReadAllText("/backup/RESTORE.txt");
        Assert.DoesNotContain("\n", text.Replace("\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
        return text;
    }
}
