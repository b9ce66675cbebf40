using PatchKit.Applier.Instruments;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Applier.Applying;

/// <summary>Removing a file or a registry value, asking for absence, and the registry's other types.</summary>
public sealed class DeleteTests : IDisposable
{
    private readonly Bench _bench = new();

    public DeleteTests() => SampleSteps.Prepare(_bench);

    private ProbeReader Probes => new(_bench.Files, _bench.Instrument);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_file_is_removed_and_comes_back_with_its_time_and_attributes()
    {
        var file = _bench.Instrument.OnHost(SampleSteps.Unwanted);
        var written = new DateTime(2020, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(file, written);
        File.SetAttributes(file, FileAttributes.ReadOnly);

        Assert.Equal(Verdict.Applied, (await _bench.Run(SampleSteps.DeletedFile())).Verdict);
        Assert.False(File.Exists(file));

        Assert.Equal(Verdict.Undone, (await _bench.Transaction.Rollback()).Verdict);
        Assert.Equal("old dll", _bench.Text(SampleSteps.Unwanted));
        Assert.Equal((written, true),
            (File.GetLastWriteTimeUtc(file), File.GetAttributes(file).HasFlag(FileAttributes.ReadOnly)));
    }

    [Fact]
    public async Task A_folder_of_that_name_is_never_touched()
    {
        _bench.Put(@"C:\App\folder\inside.txt", "kept");
        var outcome = await _bench.Run(SampleSteps.DeletedFile() with { Target = InstrumentPath.Of(@"C:\App\folder") });

        Assert.Equal((Verdict.Refused, RefusalCode.StepFailed), (outcome.Verdict, outcome.Refusal!.Code));
        Assert.Contains("it is a folder", outcome.Refusal.Reason, StringComparison.Ordinal);
        Assert.Equal("kept", _bench.Text(@"C:\App\folder\inside.txt"));
    }

    [Fact]
    public async Task What_is_absent_already_is_so()
    {
        _bench.Instrument.Values.Remove($@"{SampleSteps.Key}\Legacy");
        File.Delete(_bench.Instrument.OnHost(SampleSteps.Unwanted));

        Assert.Equal(Verdict.AlreadyApplied, (await _bench.Run(SampleSteps.DeletedFile(), SampleSteps.DeletedValue())).Verdict);
    }

    [Fact]
    public async Task A_removed_value_comes_back_with_its_type()
    {
        await _bench.Run(SampleSteps.DeletedValue());
        Assert.False(_bench.Instrument.Values.ContainsKey($@"{SampleSteps.Key}\Legacy"));

        await _bench.Transaction.Rollback();
        Assert.Equal(new(RegistryKind.Binary, "00ff"), _bench.Instrument.Values[$@"{SampleSteps.Key}\Legacy"]);
    }

    [Fact]
    public async Task A_deleted_file_may_be_put_in_place_anew_by_a_later_step()
    {
        var again = SampleSteps.File(_bench) with { Target = InstrumentPath.Of(SampleSteps.Unwanted) };

        Assert.Equal(Verdict.Applied, (await _bench.Run(SampleSteps.DeletedFile(), again)).Verdict);
        Assert.Equal("new config", _bench.Text(SampleSteps.Unwanted));
    }

    public static TheoryData<Probe> Present() =>
    [
        new FileProbe(InstrumentPath.Of(SampleSteps.Target)) { Exists = false }, new RegistryProbe(SampleSteps.Key, "Mode")
            { Exists = false },
        new ProductProbe("Product") { Exists = false }, new ServiceProbe("ucs") { Exists = false }, new AccountProbe("ucs")
            { Exists = false },
    ];

    public static TheoryData<Probe> Absent() =>
    [
        new FileProbe(InstrumentPath.Of(@"C:\App\none")) { Exists = false }, new RegistryProbe(SampleSteps.Key, "None")
            { Exists = false },
        new ProductProbe("None") { Exists = false }, new ServiceProbe("none") { Exists = false }, new AccountProbe("none")
            { Exists = false },
    ];

    [Theory]
    [MemberData(nameof(Present))]
    public void What_is_there_is_not_absent(Probe probe) => Assert.False(Probes.Ask(probe).Holds, Probes.Ask(probe).Seen);

    [Theory]
    [MemberData(nameof(Absent))]
    public void What_is_not_there_is_absent(Probe probe) => Assert.True(Probes.Ask(probe).Holds, Probes.Ask(probe).Seen);

    [Theory]
    [InlineData(RegistryKind.MultiText, "one\ntwo")]
    [InlineData(RegistryKind.Binary, "00ff10")]
    public async Task Several_strings_and_bytes_are_set_and_taken_back(RegistryKind kind, string text)
    {
        var before = _bench.Snapshot();
        var outcome = await _bench.Run(SampleSteps.Value() with { Type = kind, Value = text });

        Assert.Equal(Verdict.Applied, outcome.Verdict);
        Assert.Equal(new(kind, text), _bench.Instrument.Values[$@"{SampleSteps.Key}\Mode"]);
        await _bench.Transaction.Rollback();
        Assert.Equal(before, _bench.Snapshot());
    }
}
