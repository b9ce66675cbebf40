using System.Text.Json.Nodes;

namespace PatchKit.Tests.EndToEnd.Support;

/// <summary>What a boot mode's files say, read by nothing of the kit: the independent look at the result.</summary>
internal sealed class Machine(string instrument, string mode)
{
    private const string CopyService = "UniversalCopyService";
    private const string Administrators = "S-1-5-32-544";

    private readonly string _folder = Path.Combine(instrument, "modes", mode);

    public string PatchVersion => (string)Entry("products.json", "name", "Universal Copy Service")["version"]!;

    public string RemoteAccess =>
        (string)Read("registry.json").AsArray().Single(value => (string?)value!["name"] == "RemoteAccess")!["text"]!;

    public string ServiceAccount => (string)Entry("services.json", "name", CopyService)["account"]!;

    public string ServiceState => (string)Entry("services.json", "name", CopyService)["state"]!;

    public IEnumerable<string> Listens =>
        Entry("services.json", "name", CopyService)["listens"]!.AsArray().Select(address => (string)address!);

    public IEnumerable<bool> Firewall => Read("firewall.json").AsArray().Select(profile => (bool)profile!["on"]!);

    /// <summary>Whether an account of this machine is an administrator; Windows' own limited accounts are none.</summary>
    public bool IsAdministrator(string account)
    {
        var name = account.StartsWith(".\\", StringComparison.Ordinal) ? account[2..] : account;
        return name is "LocalSystem" or "NT AUTHORITY\\SYSTEM" || Read("accounts.json")["accounts"]!.AsArray().Any(entry =>
            (string?)entry!["name"] == name && entry["groups"]!.AsArray().Any(group => (string?)group == Administrators));
    }

    public void IsPatched()
    {
        Assert.Equal("2.5.0", PatchVersion);
        Assert.Equal("0", RemoteAccess);
        Assert.False(IsAdministrator(ServiceAccount), $"the copy service runs as {ServiceAccount}");
        Assert.False(IsAdministrator("ucs"));
        Assert.Equal("running", ServiceState);
        Assert.All(Listens, address => Assert.StartsWith("127.0.0.1:", address, StringComparison.Ordinal));
        Assert.Equal([true, true, true], Firewall);
        Assert.Contains("ListenAddress=127.0.0.1", Text("C/ProgramData/Illumina/Universal Copy Service/ucs.cfg"),
            StringComparison.Ordinal);
        Assert.Contains("RunAs=standard", Text("C/ProgramData/Illumina/Universal Copy Service/ucs-users.cfg"),
            StringComparison.Ordinal);
        Assert.Contains("2.5.0", Text("C/Program Files/Illumina/Universal Copy Service/UniversalCopyService.txt"),
            StringComparison.Ordinal);
    }

    private string Text(string path) => File.ReadAllText(Path.Combine(_folder, path));

    private JsonNode Read(string file) => JsonNode.Parse(Text(file))!;

    private JsonObject Entry(string file, string key, string value) =>
        Read(file).AsArray().Single(entry => (string?)entry![key] == value)!.AsObject();
}
