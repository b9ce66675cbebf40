using PatchKit.Applier.Instruments;

namespace PatchKit.Tests.Applier.Instruments;

/// <summary>The contract on a rehearsal instrument on a real disk.</summary>
public sealed class RehearsalOnDiskContract() : RehearsalContract(RehearsalBench.OnDisk());

/// <summary>The contract on a rehearsal instrument in memory.</summary>
public sealed class RehearsalInMemoryContract() : RehearsalContract(RehearsalBench.InMemory());

/// <summary>The contract on the boot mode of the other product.</summary>
public sealed class RehearsalOfTheOtherProductContract() : RehearsalContract(RehearsalBench.OnDisk("nextseq550dx"), "RUO");

/// <summary>What the rehearsal instruments lend to the contract.</summary>
public abstract class RehearsalContract : InstrumentContract, IDisposable
{
    private readonly RehearsalBench _bench;

    private protected RehearsalContract(RehearsalBench bench, string mode = "Dx")
    {
        _bench = bench;
        Instrument = bench.Open(mode);
    }

    internal override IInstrument Instrument { get; }

    internal override string Service => "UniversalCopyService";

    internal override string ServiceDisplayName => "Illumina Universal Copy Service";

    internal override string SpareAdministrator => "ucs";

    internal override string SparePassword => "make-believe-ucs";

    internal override string Self => "sbsadmin";

    public void Dispose()
    {
        _bench.Dispose();
        GC.SuppressFinalize(this);
    }
}
