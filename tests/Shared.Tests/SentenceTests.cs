using PatchKit.Shared;

namespace PatchKit.Tests.Shared;

public class SentenceTests
{
    [Theory]
    [InlineData("A file is missing[: {0}].", new[] { "a.txt" }, "A file is missing: a.txt.")]
    [InlineData("A file is missing[: {0}].", new[] { " " }, "A file is missing.")]
    [InlineData("A file is missing[: {0}].", new string[0], "A file is missing.")]
    [InlineData("Too old[ ({1} of {2})].", new[] { "x", "1" }, "Too old.")]
    [InlineData("Too old[ ({1} of {2})].", new[] { "x", "1", "2" }, "Too old (1 of 2).")]
    [InlineData("Version {0}", new string[0], "Version -")]
    [InlineData("{0}", new[] { "[{1}]" }, "[{1}]")]
    [InlineData("[{0}][{1}]", new[] { "a", "b" }, "ab")]
    [InlineData("no end [ {0", new[] { "a" }, "no end [ {0")]
    public void Parts_in_brackets_need_their_values(string template, string[] values, string expected) =>
        Assert.Equal(expected, Sentence.Fill(template, values));
}
