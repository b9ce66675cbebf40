using System.Text.RegularExpressions;
using PatchKit.Shared;

namespace PatchKit.Tests.Packager.Commands;

/// <summary>
/// A false coordinator alters the request before it goes out: the holder's machine says all that would be signed, and signs
/// nothing that breaks a rule.
/// </summary>
public sealed partial class HolderSeesTests : IDisposable
{
    private readonly CeremonyStage _stage = new();

    public void Dispose() => _stage.Dispose();

    [Theory]
    [InlineData("\"paths\": [\"deliveries/*\"]", "\"paths\": [\"bundles/*\"]", "deliveries may list bundles/*")]
    [InlineData("\"terminating\": true", "\"terminating\": false", "does not end the search")]
    [InlineData("\"name\": \"deliveries\"", "\"name\": \"tools\"", "does not name both bundles and deliveries")]
    [InlineData("\"consistent_snapshot\": true", "\"consistent_snapshot\": false", "consistent snapshots are off")]
    [InlineData("\"threshold\": 2", "\"threshold\": 1", "1 would be enough to sign for")]
    [InlineData("\"roles\": {", "\"roles\": { \"tools\": { \"keyids\": [], \"threshold\": 1 },", "names a role 'tools'")]
    [InlineData("\"targets\": {}", "\"targets\": {\"tools/a.exe\": {\"length\": 1, \"hashes\": {\"sha256\": \"00\"}}}",
        "lists 'tools/a.exe'")]
    public void A_draft_that_breaks_a_rule_is_shown_and_not_signed(string was, string becomes, string reason)
    {
        Assert.Equal((int)RefusalCode.FormatInvalid, SignAltered(was, becomes));
        Assert.Contains("What your signature would say", _stage.Printed, StringComparison.Ordinal);
        Assert.Contains(reason, _stage.Complained, StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(_stage.At("ann", "s.json")));
    }

    [Theory]
    [InlineData("\"version\": 1,", "\"version\": 1, \"x-note\": {\"a\": \"b\"},", "also says $.x-note = {\"a\": \"b\"}")]
    [InlineData("\"terminating\": true", "\"x-more\": 1, \"terminating\": true", "also says $.delegations.roles[0].x-more = 1")]
    [InlineData("\"spec_version\": \"1.0.34\"", "\"spec_version\": \"1.9.0\"", "also says $.spec_version = \"1.9.0\"")]
    [InlineData("", "", "is the root of a rehearsal: no Applier that is shipped takes it")]
    [InlineData("", "", "deliveries may list deliveries/*, and no role after it may")]
    [InlineData("", "", " is rita's")]
    [InlineData(": \"quinn\"", ": \"Somebody Else\"", "is Somebody Else's")]
    public void Every_signed_member_is_shown(string was, string becomes, string line)
    {
        SignAltered(was, becomes);
        Assert.Contains(line, _stage.Printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x-patchkit-made", 3, "it says that it was made on 2026-02-03")]
    [InlineData("expires", 400, "more than a year from now")]
    [InlineData("expires", -1, "expired at")]
    public void A_draft_whose_dates_cannot_be_true_is_not_signed(string member, int days, string reason)
    {
        Request();
        var date = $"{_stage.Clock.GetUtcNow().AddDays(days):yyyy-MM-dd}T09:30:00Z";
        var path = _stage.At("coordinator", "r.json");
        System.IO.File.WriteAllText(path,
            Regex.Replace(System.IO.File.ReadAllText(path), $"(\"{member}\": \")[^\"]*", $"${{1}}{date}"));
        Assert.Contains(Sign(), new[] { (int)RefusalCode.DateImplausible, (int)RefusalCode.Expired });
        Assert.Contains(reason, _stage.Complained, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_withdrawn_bundle_is_shown_by_name_and_another_list_than_the_signed_one_is_refused()
    {
        _stage.Begin();
        _stage.Must("", "withdraw", _stage.Release, "--bundle", "fsn2023-1338-1.0.0", "--sha256", new string('a', 64), "--reason",
            "superseded");
        _stage.Must("", "withdraw", _stage.Release, "--bundle", "fsn2023-1338-1.0.1", "--sha256", new string('b', 64), "--reason",
            "superseded too");
        _stage.Must("", "request", _stage.Release, "--purpose", "p", "--out", _stage.At("coordinator", "r.json"));
        Assert.Equal(ExitCodes.Done, Sign("rita"));
        Assert.Contains($"withdraws fsn2023-1338-1.0.0, sha256 {new string('a', 64)}, since 2026-01-31: superseded",
            _stage.Printed,
            StringComparison.Ordinal);
        Assert.Contains($"withdraws fsn2023-1338-1.0.1, sha256 {new string('b', 64)}", _stage.Printed, StringComparison.Ordinal);
        Alter("superseded too", "superseded two");
        Assert.Equal((int)RefusalCode.FormatInvalid, Sign("rita"));
        Assert.Contains("the list of withdrawn bundles in it is not the one that bundles name", _stage.Complained,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ann 74c181c7")]
    [InlineData("ann (CBDA72DA)")]
    [InlineData("\uff17\uff14\uff43\uff11\uff18\uff11\uff43\uff17")] // fullwidth 74c181c7
    [InlineData("74\u0441181\u04417")] // with Cyrillic letters
    [InlineData("ann\u202e")]
    [InlineData("ann\u2066x")]
    public void A_name_that_imitates_a_key_id_or_turns_the_line_around_is_refused(string name)
    {
        Assert.Equal((int)RefusalCode.Usage, _stage.Keys("", "create", "--holder", name, "--out", _stage.At("ann", "ann.key"),
            "--rehearsal"));
        Request();
        Alter("\"holder\": \"ann\"", $"\"holder\": \"{name}\"");
        Assert.Equal((int)RefusalCode.FormatInvalid, Sign());
    }

    [Theory]
    [InlineData("Anna Rossi")]
    [InlineData("Quality 2")]
    [InlineData("Abbadessa, Decade 2026")]
    public void A_persons_name_is_a_name(string name) =>
        Assert.Null(PatchKit.Shared.Values.HolderName.FaultOf(name));

    private void Request()
    {
        foreach (var holder in new[] { "ann", "ben", "rita", "quinn", "sue" })
            _stage.MakeKey(holder);
        _stage.Must(
            "",
            "init-root", _stage.Release,
            "--root", _stage.At("coordinator", "ann.key.pub"), _stage.At("coordinator", "ben.key.pub"),
            "--bundles", _stage.At("coordinator", "rita.key.pub"), _stage.At("coordinator", "quinn.key.pub"),
            "--support", _stage.At("coordinator", "sue.key.pub"));
        _stage.Must("", "request", _stage.Release, "--purpose", "p", "--out", _stage.At("coordinator", "r.json"));
    }

    private int SignAltered(string was, string becomes)
    {
        Request();
        if (was.Length > 0)
            Alter(was, becomes);
        return Sign();
    }

    // The lists of a request stand on several lines: the search is made on one.
    private void Alter(string was, string becomes)
    {
        var path = _stage.At("coordinator", "r.json");
        var text = BetweenBrackets().Replace(System.IO.File.ReadAllText(path), match => $"[{match.Groups[1].Value.Trim()}]");
        Assert.Contains(was, text, StringComparison.Ordinal);
        System.IO.File.WriteAllText(path, text.Replace(was, becomes, StringComparison.Ordinal));
    }

    private int Sign(string holder = "ann")
    {
        System.IO.File.Delete(_stage.At(holder, "s.json"));
        return _stage.Keys($"{CeremonyStage.Words}\n", "sign", _stage.Send("coordinator", "r.json", holder), "--yes", "--key",
            _stage.At(holder, $"{holder}.key"), "--out", _stage.At(holder, "s.json"));
    }

    [GeneratedRegex(@"\[\s*(""[^""\[\]]*"")\s*\]")]
    private static partial Regex BetweenBrackets();
}
