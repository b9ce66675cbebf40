using PatchKit.Shared.Bundles;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Shared.Bundles;

public class FolderVariablesTests
{
    private static readonly ProductTarget Product = With(@"${DataDir}\new.cfg");

    [Fact]
    public void A_folder_takes_its_variables_place_wherever_one_may_stand()
    {
        var product = With(@"${DataDir}\new.cfg") with
        {
            BackupSet = new() { Mandatory = [InstrumentPath.Of("${DataDir}")], Optional = [] },
        };
        var resolved = FolderVariables.Resolve(product, Folders(@"D:\Data")).Value;

        Assert.Equal(@"D:\Data", resolved.BackupSet.Mandatory[0].Text);
        Assert.Equal(@"D:\Data\new.cfg", resolved.Modes[0].Phases[0].Steps.OfType<ReplaceFileStep>().Single().Target.Text);
        Assert.Equal(product.Folders[0], resolved.Folders[0]);
    }

    [Fact]
    public void A_path_that_becomes_too_long_is_refused() =>
        Assert.NotNull(FolderVariables.Resolve(Product, Folders(@"D:\" + new string('x', 255))).Refusal);

    [Fact]
    public void Only_what_a_mode_uses_is_looked_for()
    {
        Assert.Equal("DataDir", Assert.Single(FolderVariables.UsedIn(Product, Product.Modes[0])).Name);
        var plain = TestManifest.Create().Products[0];
        Assert.Empty(FolderVariables.UsedIn(plain, plain.Modes[0]));
    }

    private static Dictionary<string, string> Folders(string path) => new() { ["DataDir"] = path };

    private static ProductTarget With(string target)
    {
        var product = TestManifest.Create().Products[0];
        var phase = product.Modes[0].Phases[0];
        var steps = phase.Steps.Select(step =>
            step is ReplaceFileStep replace ? replace with { Target = InstrumentPath.Of(target) } : step);
        return product with { Modes = [product.Modes[0] with { Phases = [phase with { Steps = [.. steps] }] }] };
    }
}
