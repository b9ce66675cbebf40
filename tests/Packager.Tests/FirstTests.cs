namespace PatchKit.Tests.Packager;

public class FirstTests
{
    [Fact]
    public void It_runs() => Assert.True(true);
}
