namespace PatchKit.Tests.EndToEnd;

public class FirstTests
{
    [Fact]
    public void It_runs() => Assert.True(true);
}
