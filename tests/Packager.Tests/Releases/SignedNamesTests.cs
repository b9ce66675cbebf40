using System.Text.Json.Nodes;
using PatchKit.Shared;
using PatchKit.Tests.Packager.Commands;

namespace PatchKit.Tests.Packager.Releases;

/// <summary>The holders' names travel with every stick, by the holders' own signatures.</summary>
public sealed class SignedNamesTests : IDisposable
{
    private readonly CeremonyStage _stage = new();

    public void Dispose() => _stage.Dispose();

    [Fact]
    public void Every_holder_of_a_new_release_is_named_where_their_key_stands()
    {
        _stage.Begin();
        Assert.Equal(["ann", "ben", "sue"], Names("1.root.json"));
        Assert.Equal(["quinn", "rita", "sue"], Names("1.targets.json"));
    }

    [Fact]
    public void Who_joins_is_named_and_who_leaves_no_longer()
    {
        _stage.Begin();
        _stage.Must("", "rotate", _stage.Release, "--old", KeyId("rita"), "--new", _stage.MakeKey("cleo"));
        _stage.SignBy("ann", "ben", "cleo", "quinn");
        Assert.Equal(ExitCodes.Done, _stage.Refresh());
        Assert.Equal(["cleo", "quinn", "sue"], Names("2.targets.json"));
    }

    [Fact]
    public void A_name_that_was_mended_in_the_list_is_signed_with_the_next_version()
    {
        _stage.Begin();
        Replace("\"ann\"", "\"Ann Example\"");
        _stage.Must("", "renew", _stage.Release, "--role", "root");
        _stage.SignBy("ann", "ben");
        Assert.Equal(ExitCodes.Done, _stage.Refresh());
        Assert.Equal(["Ann Example", "ben", "sue"], Names("2.root.json"));
    }

    [Fact]
    public void A_key_that_the_list_does_not_know_keeps_the_name_that_is_signed_and_gets_no_other()
    {
        _stage.Begin();
        var list = JsonNode.Parse(System.IO.File.ReadAllText(Holders))!;
        list["holders"]!.AsArray().RemoveAll(one => (string?)one!["holder"] != "sue");
        System.IO.File.WriteAllText(Holders, list.ToJsonString());
        _stage.Must("", "threshold", _stage.Release, "2", "--role", "bundles");
        _stage.Must("", "renew", _stage.Release, "--role", "root");
        _stage.SignBy("ann", "ben");
        Assert.Equal(ExitCodes.Done, _stage.Refresh());
        Assert.Equal(["ann", "ben", "sue"], Names("2.root.json"));
        Assert.Equal(["quinn", "rita", "sue"], Names("2.targets.json"));
    }

    private string Holders => Path.Combine(_stage.Release, "holders.json");

    private string[] Names(string file)
    {
        var json = JsonNode.Parse(System.IO.File.ReadAllText(Path.Combine(_stage.Release, "metadata", file)))!["signed"]!;
        return [.. json["x-patchkit-names"]!.AsObject().Select(pair => pair.Value!.GetValue<string>())
            .Order(StringComparer.Ordinal)];
    }

    private string KeyId(string holder) => JsonNode.Parse(
        System.IO.File.ReadAllText(_stage.At("coordinator", $"{holder}.key.pub")))!["key"]!["keyId"]!.GetValue<string>()[..12];

    private void Replace(string was, string becomes) =>
        System.IO.File.WriteAllText(Holders, System.IO.File.ReadAllText(Holders).Replace(was, becomes, StringComparison.Ordinal));
}
