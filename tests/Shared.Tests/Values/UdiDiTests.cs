using PatchKit.Shared.Values;

namespace PatchKit.Tests.Shared.Values;

public class UdiDiTests
{
    [Theory]
    [InlineData(IssuingAgency.Gs1, "00816270020002")]
    [InlineData(IssuingAgency.Gs1, "51022222233336")] // the FDA's own example
    [InlineData(IssuingAgency.Hibcc, "H123PARTNO1234567890120")]
    [InlineData(IssuingAgency.Hibcc, "A99910")]
    [InlineData(IssuingAgency.Iccbba, "A9999XYZ100T0944")]
    [InlineData(IssuingAgency.Iccbba, "1TE123456A")]
    public void What_an_agency_issues_is_taken(IssuingAgency agency, string code) => Assert.Null(new UdiDi(agency, code).Fault);

    [Theory]
    [InlineData(IssuingAgency.Gs1, "00816270020003", "check digit")]
    [InlineData(IssuingAgency.Gs1, "816270020002", "14 digits")]
    [InlineData(IssuingAgency.Gs1, "(01)00816270020002", "14 digits")]
    [InlineData(IssuingAgency.Gs1, "٠٠٨١٦٢٧٠٠٢٠٠٠٢", "14 digits")]
    [InlineData(IssuingAgency.Hibcc, "00816270020002", "a letter")]
    [InlineData(IssuingAgency.Hibcc, "+A99910", "without the +")]
    [InlineData(IssuingAgency.Hibcc, "A9990", "1 to 18")]
    [InlineData(IssuingAgency.Hibcc, "a99910", "capitals")]
    [InlineData(IssuingAgency.Hibcc, "H123PARTNO12345678901200", "1 to 18")]
    [InlineData(IssuingAgency.Hibcc, "A9991X", "digit of the packaging")]
    [InlineData(IssuingAgency.Iccbba, "=/A9999XYZ100T0944", "delimiter")]
    [InlineData(IssuingAgency.Iccbba, "A9999XYZ100", "10 or 16")]
    [InlineData(IssuingAgency.Gs1, "", "14 digits")]
    public void Anything_else_is_told_with_the_rule(IssuingAgency agency, string code, string rule) =>
        Assert.Contains(rule, new UdiDi(agency, code).Fault, StringComparison.Ordinal);
}
