using System.Collections.Immutable;
using PatchKit.Applier.Discovery;
using PatchKit.Applier.Instruments;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;
using PatchKit.Tests.Applier.Instruments;
using PatchKit.Tests.Shared.Bundles;

namespace PatchKit.Tests.Applier.Discovery;

public sealed class InstrumentIdentifierTests : IDisposable
{
    private const string Folder = @"C:\Identify";
    private readonly RehearsalBench _bench = RehearsalBench.OnDisk();

    public InstrumentIdentifierTests()
    {
        Write("miseqdx.txt", "");
        Write("dx.txt", "");
        Write("facts.txt", "serial=M70503\nversion=4.0.1\n");
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void The_one_product_and_the_one_mode_whose_probes_all_hold_are_told_with_the_evidence()
    {
        var seen = Identify().Value;
        Assert.Equal(("miseqdx", SampleModes.Dx), (seen.Product.Product.Text, seen.Mode.Mode));
        Assert.Equal(("M70503", "4.0.1"), (seen.Serial.Text, seen.SoftwareVersion.Text));
        Assert.Equal(2, seen.Evidence.Length); // one probe a mode: also that of the mode that does not run
        Assert.Contains(seen.Evidence, probe => probe is
        {
            Mode.Text: "Dx", Holds: true, Seen: FileObservation { State: FileState.File, Path: var path },
        } && path.Contains("dx.txt", StringComparison.Ordinal));
    }

    [Fact]
    public void The_only_mode_of_a_product_needs_no_probe_and_one_that_it_has_is_asked()
    {
        var product = _manifest.Products[0];
        var single = product with { Modes = [product.Modes[0] with { Detection = [] }] };
        _manifest = _manifest with { Products = [single] };
        Assert.Equal(SampleModes.Dx, Identify().Value.Mode.Mode);
        Assert.Empty(Identify().Value.Evidence);

        _manifest = _manifest with { Products = [product with { Modes = [product.Modes[1]] }] };
        Assert.Contains("0 matches", Refused(RefusalCode.ModeUnknown).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void No_product_or_two_are_a_stop_that_says_what_was_seen()
    {
        Write("nextseq.txt", "");
        Assert.Contains("2 matches", Refused(RefusalCode.InstrumentUnknown).Reason, StringComparison.Ordinal);
        Delete("nextseq.txt");
        Delete("miseqdx.txt");
        var refusal = Refused(RefusalCode.InstrumentUnknown);
        Assert.Contains("0 matches", refusal.Reason, StringComparison.Ordinal);
        Assert.Contains(@"C:\Identify\miseqdx.txt is absent", refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void No_mode_or_two_are_a_stop()
    {
        Write("ruo.txt", "");
        Assert.Contains("2 matches", Refused(RefusalCode.ModeUnknown).Reason, StringComparison.Ordinal);
        Delete("ruo.txt");
        Delete("dx.txt");
        Assert.Contains("0 matches", Refused(RefusalCode.ModeUnknown).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void One_probe_of_two_that_fails_is_no_match()
    {
        Change(product => product with
        { Modes = [product.Modes[0] with { Detection = [At("dx.txt"), At("second.txt")] }, product.Modes[1]] });
        Refused(RefusalCode.ModeUnknown);
        Write("second.txt", "");
        Assert.Null(Identify().Refusal);
    }

    [Fact]
    public void One_of_several_modes_without_probes_never_matches()
    {
        Change(product => product with { Modes = [product.Modes[0] with { Detection = [] }, product.Modes[1]] });
        Refused(RefusalCode.ModeUnknown);
    }

    [Theory]
    [InlineData("m70503")]
    [InlineData(" M70503  ")]
    [InlineData("M70503\0\0\0")]
    [InlineData("\0 m70503\t\0")]
    public void Small_letters_and_padding_make_no_other_serial_number(string written)
    {
        Write("facts.txt", $"serial={written}\nversion=\0 4.0.1\0\n");
        var seen = Identify().Value;
        Assert.Equal((Token.Of<SerialNumber>("M70503"), "4.0.1"), (seen.Serial, seen.SoftwareVersion.Text));
    }

    [Theory]
    [InlineData("version=4.0.1\n", "", "no serial number can be read there")]
    [InlineData("serial=\0 \0\nversion=4.0.1\n", "", "no serial number can be read there")]
    [InlineData("serial=M70503.\nversion=4.0.1\n", "M70503.", "'M70503.' is no serial number: letters, digits")]
    [InlineData("serial=a\u001b[2Jb\nversion=4.0.1\n", @"a\u001b[2Jb", @"'a\u001b[2Jb' is no serial number: letters, digits")]
    [InlineData("serial=M70503\n", "", "no version of MOS can be read there")]
    [InlineData("serial=M70503\nversion=v4.0\n", "v4.0", "'v4.0' is no version of MOS: one to four whole numbers")]
    [InlineData("serial=M70503\nversion=4.0.0-beta\n", "4.0.0-beta", "'4.0.0-beta' is no version of MOS: one to four")]
    public void What_is_none_is_shown_as_it_was_seen_in_every_language(string facts, string seen, string logged)
    {
        Write("facts.txt", facts);
        var refusal = Refused(RefusalCode.InstrumentUnknown);
        Assert.Equal(Folder + @"\facts.txt", refusal.Place);
        Assert.StartsWith(logged, refusal.Reason, StringComparison.Ordinal);
        foreach (var language in LocalizedText.Languages)
        {
            var cause = RefusalText.Of(refusal, language).Cause;
            Assert.Contains(seen.Length == 0 ? @"facts.txt." : $"'{seen}'", cause, StringComparison.Ordinal);
            Assert.DoesNotContain("Source", cause, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_folder_that_the_instrument_tells_stands_in_the_place_of_its_variable()
    {
        Folders(@"c:\Identify\", @"C:\Identify");
        var seen = Identify().Value;

        Assert.Equal([new FoundFolder("DataDir", InstrumentPath.Of(Folder))], seen.Folders);
        Assert.Equal([$@"{Folder}\saved"], seen.Product.BackupSet.Mandatory.Select(path => path.Text));
        Assert.Equal($@"{Folder}\saved", Assert.IsType<DeleteFileStep>(seen.Mode.Phases[0].Steps.Last()).Target.Text);
    }

    [Theory]
    [InlineData(@"C:\Identify\..\Windows", @"C:\Identify", "a full path belongs there")]
    [InlineData(@"C:\Identify2", @"C:\Identify", "alone")]
    [InlineData(@"C:\", @"C:\Identify", "a full path belongs there")]
    [InlineData(@"\\server\share", @"C:\Identify", "a full path belongs there")]
    [InlineData("${DataDir}", @"C:\Identify", "a full path belongs there")]
    [InlineData(@"C:\Identify\none", @"C:\Identify", "there is no such folder")]
    [InlineData(@"C:\Identify\dx.txt", @"C:\Identify", "there is no such folder")]
    public void A_folder_that_the_campaign_does_not_allow_or_that_is_not_there_is_a_stop(string told, string below, string reason)
    {
        Folders(told, below);

        var refusal = Refused(RefusalCode.InstrumentUnknown);
        Assert.Contains(reason, refusal.Reason, StringComparison.Ordinal);
        Assert.Contains("folder DataDir", refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_the_running_mode_does_not_use_is_not_looked_for()
    {
        Change(product => product with
        {
            Folders = [new("DataDir", new RegistrySource(@"HKLM\SOFTWARE\None", "None"), InstrumentPath.Of(Folder))],
        });

        Assert.Empty(Identify().Value.Folders);
    }

    private void Folders(string told, string below)
    {
        Write("facts.txt", $"serial=M70503\nversion=4.0.1\nfolder={told}\n");
        Change(product =>
        {
            var phase = product.Modes[0].Phases[0];
            var delete = new DeleteFileStep(phase.Steps[0].Id, phase.Steps[0].Title, InstrumentPath.Of(@"${DataDir}\saved"));
            return product with
            {
                Folders =
                [
                    new("DataDir", new FileSource(InstrumentPath.Of(Folder + @"\facts.txt"), "folder=(.*)"),
                        InstrumentPath.Of(below)),
                ],
                BackupSet = new() { Mandatory = [InstrumentPath.Of(@"${DataDir}\saved")], Optional = [] },
                Modes = [product.Modes[0] with { Phases = [phase with { Steps = [delete] }] }, .. product.Modes.Skip(1)],
            };
        });
    }

    private BundleManifest _manifest = Manifest();

    private static BundleManifest Manifest()
    {
        var template = TestManifest.Create().Products[0] with
        { SerialSource = new FileSource(InstrumentPath.Of(Folder + @"\facts.txt"), "serial=(.*)") };
        ImmutableArray<ModeTarget> modes =
        [
            .. template.Modes.Select(mode => mode with
            {
                Detection = [At(mode.Mode == SampleModes.Dx ? "dx.txt" : "ruo.txt")],
                SoftwareVersion = new FileSource(InstrumentPath.Of(Folder + @"\facts.txt"), "version=(.*)"),
            }),
        ];
        var miseqdx = template with { Identity = [At("miseqdx.txt")], Modes = modes };
        var nextseq = template with
        {
            Product = Token.Of<ProductId>("nextseq550dx"),
            Name = "NextSeq 550Dx",
            Identity = [At("nextseq.txt")],
            Modes = modes
        };
        return TestManifest.Create() with { Products = [miseqdx, nextseq] };
    }

    private static FileProbe At(string name) => new(InstrumentPath.Of($@"{Folder}\{name}"));

    private void Change(Func<ProductTarget, ProductTarget> change) =>
        _manifest = _manifest with { Products = [change(_manifest.Products[0]), _manifest.Products[1]] };

    private Result<IdentifiedInstrument> Identify()
    {
        var instrument = _bench.Open();
        return new InstrumentIdentifier(new ProbeReader(_bench.FileSystem, instrument),
            new ValueReader(_bench.FileSystem, instrument)).Identify(_manifest);
    }

    private Refusal Refused(RefusalCode code)
    {
        var refusal = Assert.IsType<Refusal>(Identify().Refusal);
        Assert.True(code == refusal.Code, refusal.ToString());
        return refusal;
    }

    private string OnHost(string name) => _bench.Open().Places.OnHost($@"{Folder}\{name}");

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(OnHost(name))!);
        File.WriteAllText(OnHost(name), text);
    }

    private void Delete(string name) => File.Delete(OnHost(name));
}
