using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Shared.Bundles;

public class WithdrawnListTests
{
    private static readonly WithdrawnBundle First = new(
        Sha256Digest.Of("x"u8), Token.Of<BundleId>("c-1-1.0"), "wrong file", new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private static readonly WithdrawnBundle Second = First with { Sha256 = Sha256Digest.Of("y"u8) };

    [Fact]
    public void It_comes_back_as_it_was()
    {
        var bytes = WithdrawnList.Format.Write(Of(First, Second));

        Assert.Equal(bytes, WithdrawnList.Format.Write(WithdrawnList.Format.Read(bytes, "w").Value));
        Assert.Equal(RefusalCode.FormatInvalid, WithdrawnList.Format.Read(bytes.AsSpan(1), "w").Refusal?.Code);
    }

    [Fact]
    public void A_bundle_that_is_there_twice_is_refused() => Refused("sha256", Second with { Sha256 = First.Sha256 });

    [Theory]
    [InlineData(" ")]
    [InlineData("wrong\u001b[2J")]
    public void A_reason_that_would_draw_on_a_screen_is_refused(string reason) =>
        Refused("reason", Second with { Reason = reason });

    [Fact]
    public void A_time_that_is_not_in_UTC_is_refused() =>
        Refused("since", Second with { Since = new(2024, 1, 1, 2, 0, 0, TimeSpan.FromHours(2)) });

    private static void Refused(string member, WithdrawnBundle second)
    {
        var refusal = WithdrawnList.Format.Read(WithdrawnList.Format.Write(Of(First, second)), "w").Refusal;

        Assert.Equal((RefusalCode.FormatInvalid, $"w $.withdrawn[1].{member}"), (refusal?.Code, refusal?.Place));
    }

    private static WithdrawnList Of(params WithdrawnBundle[] bundles) => new(WithdrawnList.SchemaVersion, [.. bundles]);
}
