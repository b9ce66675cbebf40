namespace PatchKit.Tests.Shared;

public class FirstTests
{
    [Fact]
    public void It_runs() => Assert.True(true);
}
