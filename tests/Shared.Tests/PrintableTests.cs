using System.Globalization;
using System.Text;
using CsCheck;
using PatchKit.Shared;
using PatchKit.Shared.Media;

namespace PatchKit.Tests.Shared;

/// <summary>Nothing that nobody vouched for draws on a screen.</summary>
public class PrintableTests
{
    [Theory]
    [InlineData("Ospedale Città di Castello - 北京 🧬", "Ospedale Città di Castello - 北京 🧬")]
    [InlineData("\u001b[2J\u0007", @"\u001b[2J\u0007")]
    [InlineData("a\r\nb\tc", "a  b c")]
    [InlineData("turned\u202ename", @"turned\u202ename")]
    [InlineData("zero\u200bwidth\ufeff", @"zero\u200bwidth\ufeff")]
    [InlineData("c1\u009b31m", @"c1\u009b31m")]
    [InlineData("tag\U000e0041", @"tag\U000e0041")]
    [InlineData("line\u2028para\u2029", @"line\u2028para\u2029")]
    public void What_draws_is_shown_by_its_number(string text, string expected) => Assert.Equal(expected, Printable.Line(text));

    [Fact]
    public void Half_a_character_is_shown_by_its_number()
    {
        Assert.Equal(@"half\ud83e", Printable.Line("half\ud83e"));
        Assert.Equal(@"\udd2c\ud83e", Printable.Line("\udd2c\ud83e"));
        Assert.Equal("\ufffd", Printable.Line("\ufffd"));
    }

    [Fact]
    public void What_is_too_long_ends_with_an_ellipsis_and_never_within_a_character()
    {
        Assert.Equal("abcd…", Printable.Line("abcdefgh", 5));
        Assert.Equal("abcde", Printable.Line("abcde", 5));
        Assert.Equal("abc…", Printable.Line("abc🧬🧬", 5));
        Assert.Equal("", Printable.Line(null));
    }

    [Fact]
    public void Any_text_becomes_one_printable_line_of_bounded_length_and_stays_it() =>
        Gen.Select(Gen.Char.Array[0, 60], Gen.Int[8, 40]).Sample((characters, most) =>
        {
            var line = Printable.Line(new string(characters), most);
            Assert.True(Printable.Is(line));
            Assert.InRange(line.Length, 0, most);
            Assert.Equal(line, Printable.Line(line, most));
            Assert.DoesNotContain(line, c => CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Control
                or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
        });

    [Fact]
    public void A_writer_for_a_terminal_passes_lines_and_nothing_that_draws()
    {
        var terminal = new StringWriter { NewLine = "\n" };
        using (var writer = new PrintableWriter(terminal))
        {
            writer.WriteLine("one \u001b[31mred\u001b[0m\ntwo");
            writer.Write("\u202e");
            foreach (var c in "\ud83e\uddec\r!") // a character in two halves, then a return that would write over the line
                writer.Write(c);
            writer.WriteLine();
            writer.Write($"{1,3}");
        }

        Assert.Equal("one \\u001b[31mred\\u001b[0m\ntwo\n\\u202e🧬 !\n  1", terminal.ToString());
    }

    [Fact]
    public void A_tolerant_writer_notes_what_was_lost_and_stops_nobody()
    {
        using var full = new PrintableWriter(new FullWriter()) { Tolerant = true };
        full.WriteLine("lost");
        full.Write("lost too");
        Assert.True(Fault.IsFull(full.Lost!));
        using var strict = new PrintableWriter(new FullWriter());
        Assert.Throws<IOException>(() => strict.WriteLine("lost"));
    }

    private sealed class FullWriter : StringWriter
    {
        public override void Write(string? value) => throw Fault.Full("no room");

        public override void WriteLine(string? value) => throw Fault.Full("no room");
    }

    [Theory]
    [InlineData("""{"schema":"1.0\u001b[2J","stick":"PK-1"}""")]
    [InlineData("""{"schema":"1.0","stick":"PK\u001b[2J\u202e"}""")]
    [InlineData("""{"schema":"1.0","stick":"PK-1","\u001b[2J\u202e":1}""")]
    [InlineData("{\"schema\":\"1.0\",\"stick\":\u001b[2J}")]
    public void A_hostile_marker_does_not_draw_by_being_refused(string marker)
    {
        var refusal = StickMarker.Format.Read(Encoding.UTF8.GetBytes(marker), "stick\u001b[2J.json").Refusal;
        Assert.NotNull(refusal);
        Assert.All((string[])[refusal.ToString(), RefusalText.Of(refusal, "it").Cause, refusal.Reason, refusal.Place],
            said => Assert.True(Printable.Is(said), said));
    }
}
