using PatchKit.Applier.Instruments;

namespace PatchKit.Tests.Applier.Instruments;

public class SddlTests
{
    [Theory]
    [InlineData("O:BAG:SYD:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)", "O:BAG:SYD:")]
    [InlineData("O:BAG:SYD:PAI(A;;FA;;;SY)", "O:BAG:SYD:P(A;;FA;;;SY)")]
    [InlineData("O:BAG:SYD:ARAI(A;OICI;FA;;;BA)(D;OICIID;FW;;;WD)(A;CI;FR;;;BU)", "O:BAG:SYD:(A;OICI;FA;;;BA)(A;CI;FR;;;BU)")]
    [InlineData("O:S-1-5-21-1-2-3-1001G:S-1-5-21-1-2-3-513D:(A;;FA;;;S-1-5-21-1-2-3-1001)",
        "O:S-1-5-21-1-2-3-1001G:S-1-5-21-1-2-3-513D:(A;;FA;;;S-1-5-21-1-2-3-1001)")]
    [InlineData("O:BAG:DUD:(XA;;FX;;;S-1-1-0;(@User.Title==\"PM\" && (@User.Division==\"D:\")))S:(AU;SA;FA;;;WD)",
        "O:BAG:DUD:(XA;;FX;;;S-1-1-0;(@User.Title==\"PM\" && (@User.Division==\"D:\")))")]
    [InlineData("O:BAG:SYD:NO_ACCESS_CONTROL", "O:BAG:SYD:NO_ACCESS_CONTROL")]
    [InlineData("O:BAG:SYD:P", "O:BAG:SYD:P")]
    [InlineData("O:BAG:SY", "O:BAG:SY")]
    public void What_is_its_own_is_what_was_not_inherited(string whole, string own)
    {
        Assert.Equal(own, Sddl.Own(whole));
        Assert.Equal(own, Sddl.Own(own));
    }
}
