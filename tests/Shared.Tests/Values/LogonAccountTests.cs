using PatchKit.Shared.Values;

namespace PatchKit.Tests.Shared.Values;

public sealed class LogonAccountTests
{
    [Theory]
    [InlineData("ucs", @".\UCS", true)]
    [InlineData("ucs", @"HOST\ucs", false)]
    [InlineData("ucs@lab.example", @".\ucs@lab.example", false)]
    [InlineData("LocalSystem", @"NT AUTHORITY\SYSTEM", true)]
    [InlineData(@"NT AUTHORITY\LOCAL SERVICE", "localservice", true)]
    [InlineData(@"NT AUTHORITY\NetworkService", @"NT AUTHORITY\LocalService", false)]
    public void Spellings_of_one_account_are_one(string left, string right, bool same) =>
        Assert.Equal(same, LogonAccount.Same(left, right));

    [Theory]
    [InlineData("LocalSystem", false)]
    [InlineData(@"NT AUTHORITY\LocalService", false)]
    [InlineData(@"NT SERVICE\UniversalCopyService", false)]
    [InlineData(@"LAB\ucs$", false)]
    [InlineData(@".\ucs", true)]
    [InlineData("ucs", true)]
    public void Only_accounts_of_people_and_sites_have_a_password(string account, bool has) =>
        Assert.Equal(has, LogonAccount.HasPassword(account));

    [Theory]
    [InlineData(@".\LocalSystem", LogonAccount.LocalSystem)]
    [InlineData(@"nt authority\local service", LogonAccount.LocalService)]
    [InlineData("NetworkService", LogonAccount.NetworkService)]
    [InlineData("ucs", null)]
    public void Windows_own_accounts_have_one_writing(string account, string? canonical) =>
        Assert.Equal(canonical, LogonAccount.BuiltIn(account));
}
