using PatchKit.Applier.Operators;

namespace PatchKit.Tests.Applier.Operators;

/// <summary>A notice is read as its author meant it, not as it was typed.</summary>
public class NoticeTextTests
{
    [Fact]
    public void Headings_lists_and_paragraphs_are_shown_without_their_marks() => Assert.Equal(
        [
            "What it is",
            "----------",
            "",
            "Two lines that are one paragraph.",
            "",
            "1. First, on two lines",
            "2. Second",
            "  - inside",
            "",
            "Then",
            "----",
            "A - B",
            "1 - 2",
        ],
        NoticeText.Of("""
            # What it is

            *Two lines* that
            are **one** paragraph.

            1. First, on
               two lines
            2. Second
              - inside

            ## Then
            | A | B |
            |---|---|
            | 1 | 2 |
            """));

    [Theory]
    [InlineData("**Nota:** gli strumenti", "Nota: gli strumenti")]
    [InlineData("a `ucs.cfg` and UCS_log_1 stay, 2 * 3 too", "a ucs.cfg and UCS_log_1 stay, 2 * 3 too")]
    [InlineData("write to [support](mailto:a@b.example)", "write to support (a@b.example)")]
    [InlineData("[a@b.example](mailto:a@b.example)", "a@b.example")]
    [InlineData(@"a \*star\*", "a *star*")]
    [InlineData("> quoted", "quoted")]
    public void No_mark_of_markdown_is_left(string markdown, string shown) => Assert.Equal([shown], NoticeText.Of(markdown));

    [Theory]
    [InlineData("")]
    [InlineData("\n\n \n")]
    public void An_empty_notice_is_empty(string markdown) => Assert.Empty(NoticeText.Of(markdown));
}
