using PatchKit.Shared.Bundles;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Shared.Bundles;

public class ProbeTests
{
    private static readonly ProductProbe Installed = new("A");
    private static readonly FileProbe There = new(InstrumentPath.Of(@"C:\x"));
    private static readonly RegistryProbe Value = new(@"HKLM\A", "B");

    [Fact]
    public void A_question_that_another_one_answers_tells_nothing_by_itself()
    {
        Tells(false, Installed, new ProductProbe("a"));
        Tells(false, Installed, Installed with { Version = Range(">=1.0") });
        Tells(false, Installed with { Version = Range(">=1.0") }, Installed with { Version = Range(">=2.0 <3.0") });
        Tells(false, There, new FileProbe(InstrumentPath.Of(@"C:\X")) { Contains = "ab" });
        Tells(false, There with { Contains = "b" }, There with { Contains = "abc" });
        Tells(false, There with { Version = Range(">=1.0") }, There with { Version = Range("=1.1") });
        Tells(false, There with { Sha256 = Digest("x") }, There with { Sha256 = Digest("x"), Contains = "x" });
        Tells(false, Value, new RegistryProbe(@"HKLM\a", "b") { EqualTo = "1" });
        Tells(false, new FirewallProbe(), new FirewallProbe());
    }

    [Fact]
    public void A_question_that_the_other_one_leaves_open_tells_them_apart()
    {
        Tells(true, Installed, new ProductProbe("B"));
        Tells(true, Installed, Installed with { Exists = false });
        Tells(true, Installed with { Version = Range(">=2.0") }, Installed);
        Tells(true, Installed with { Version = Range(">=2.0") }, Installed with { Version = Range(">=1.0 <3.0") });
        Tells(true, There, There with { Exists = false });
        Tells(true, There with { Contains = "abc" }, There with { Contains = "b" });
        Tells(true, There with { Version = Range(">=1.0") }, There);
        Tells(true, There with { Sha256 = Digest("x") }, There with { Sha256 = Digest("y") });
        Tells(true, Value, Value with { Exists = false });
        Tells(true, Value, Value with { View = RegistryView.Bits32 });
        Tells(true, Value with { EqualTo = "1" }, Value);
        Tells(true, Value with { EqualTo = "1" }, Value with { EqualTo = "2" });
        Tells(true, Value, new RegistryProbe(@"HKLM\A", "C"));
        Tells(true, new FirewallProbe(), Installed);
    }

    private static void Tells(bool apart, Probe asked, Probe known) => Assert.Equal(apart, !asked.IsImpliedBy(known));

    private static VersionRange Range(string text) =>
        VersionRange.TryParse(text, out var range) ? range : throw new ArgumentException(text);

    private static Sha256Digest Digest(string text) => Sha256Digest.Of(System.Text.Encoding.UTF8.GetBytes(text));
}
