namespace PatchKit.Tests.Applier;

public class FirstTests
{
    [Fact]
    public void It_runs() => Assert.True(true);
}
