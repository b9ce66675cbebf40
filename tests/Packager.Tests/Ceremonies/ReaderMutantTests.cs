using System.Text;
using PatchKit.Packager.Ceremonies;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Sticks;
using PatchKit.Shared;
using PatchKit.Tests.Packager.Keys;
using PatchKit.Tests.Packager.Sticks;

namespace PatchKit.Tests.Packager.Ceremonies;

/// <summary>The formats that the support desk and the holders of keys read, each fed with mutants.</summary>
public sealed class ReaderMutantTests(ITestOutputHelper output)
{
    /// <summary>The readers, each with a good file.</summary>
    public static TheoryData<string> Readers() => [.. All.Keys];

    private static readonly Dictionary<string, (string Good, Func<byte[], Refusal?> Read)> All = new()
    {
        ["key file"] = (
            KeyFileTests.Example(),
            bytes => KeyFileFormat.Read(bytes, "f").Then<byte[]>(file => KeyFileFormat.Write(file)).Refusal),
        ["public key"] = (
            Example("public-key.json"), bytes => PublicKeyFile.Read(bytes, "f").Then<byte[]>(file => file.ToBytes()).Refusal),
        ["holders"] = (
            Example("holders.json"), bytes => Holders.Read(bytes, "f").Then<byte[]>(list => list.ToBytes()).Refusal),
        ["signing request"] = (
            Example("signing-request.json"),
            bytes => SigningRequest.Read(bytes, "f").Then<byte[]>(request => request.ToBytes()).Refusal),
        ["signatures"] = (
            Example("signatures.json"), bytes => SignatureFile.Read(bytes, "f").Then<byte[]>(file => file.ToBytes()).Refusal),
        ["order"] = (StickOrderTests.Example(), Mutants.Read(StickOrder.Format)),
    };

    [Theory]
    [MemberData(nameof(Readers))]
    public void A_mutant_is_read_or_refused_and_nothing_else(string reader) =>
        Mutants.Feed(All[reader].Good, All[reader].Read, output);

    private static string Example(string name) => Encoding.UTF8.GetString(CeremonyExampleTests.Example(name));
}
