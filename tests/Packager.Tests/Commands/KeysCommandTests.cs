using System.IO.Abstractions;
using System.Text.Json;
using PatchKit.Packager.Releases;
using PatchKit.Shared;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Trust;

namespace PatchKit.Tests.Packager.Commands;

public sealed class KeysCommandTests : IDisposable
{
    private readonly CeremonyStage _stage = new();

    public void Dispose() => _stage.Dispose();

    [Fact]
    public void A_ceremony_never_brings_two_private_keys_together()
    {
        _stage.Begin();
        foreach (var machine in System.IO.Directory.GetDirectories(Path.GetDirectoryName(Path.GetDirectoryName(_stage.Release))!))
        {
            var keys = System.IO.Directory.GetFiles(machine, "*.key", SearchOption.AllDirectories).Length;
            Assert.Equal(Path.GetFileName(machine) == "coordinator" ? 0 : 1, keys);
        }

        Assert.Null(Seen().Refusal);
    }

    [Fact]
    public void A_request_says_what_a_signature_would_say_before_the_passphrase_is_asked()
    {
        _stage.Begin();
        var cleo = _stage.MakeKey("cleo");
        _stage.Must("", "add", _stage.Release, "--role", "root", "--public-key", cleo, "--threshold", "3");
        _stage.Must("", "request", _stage.Release, "--purpose", "Cleo joins", "--out", _stage.At("coordinator", "r.json"));
        Assert.Contains("ann (", _stage.Printed, StringComparison.Ordinal);
        Assert.Contains("cleo (", _stage.Printed, StringComparison.Ordinal);
        Assert.DoesNotContain("sue", _stage.Printed, StringComparison.Ordinal);

        var code = _stage.Keys("no\n", "sign", _stage.Send("coordinator", "r.json", "ann"), "--key", _stage.At("ann", "ann.key"),
            "--out", _stage.At("ann", "s.json"));
        Assert.Equal((int)RefusalCode.Declined, code);
        Assert.Contains("Purpose, in the coordinator's words: Cleo joins", _stage.Printed, StringComparison.Ordinal);
        Assert.Contains("root version 2 (replaces version 1)", _stage.Printed, StringComparison.Ordinal);
        Assert.Contains("root: adds the key of cleo", _stage.Printed, StringComparison.Ordinal);
        Assert.Contains("root: 3 of 3 must sign, 2 of 2 so far", _stage.Printed, StringComparison.Ordinal);
        Assert.Contains("Fingerprint of root 1: ", _stage.Printed, StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(_stage.At("ann", "s.json")));
    }

    [Fact]
    public void Every_holder_can_be_rotated_and_a_device_with_the_first_root_follows()
    {
        _stage.Begin();
        foreach (var holder in new[] { "ann", "ben", "rita", "quinn", "sue" })
        {
            var comes = _stage.MakeKey($"new-{holder}");
            var goes = KeyIdOf($"{holder}.key.pub");
            _stage.Must("", "rotate", _stage.Release, "--old", goes[..12], "--new", comes);
        }

        _stage.SignBy("ann", "ben", "new-ann", "new-ben", "new-rita", "new-quinn", "new-sue");
        Assert.Equal(ExitCodes.Done, _stage.Refresh("new-sue"));
        Assert.Null(Seen().Refusal);
        Assert.Equal((int)RefusalCode.KeyUnusable, _stage.Refresh("sue"));
    }

    [Fact]
    public void Who_is_still_missing_is_named()
    {
        _stage.Begin();
        _stage.Must("", "renew", _stage.Release, "--role", "bundles");
        _stage.SignBy("rita");
        Assert.Contains("bundles 2: not yet usable: 1 of 2 signatures by targets 1; 1 of these must still sign: quinn (",
            _stage.Printed, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, _stage.Refresh());
        Assert.Contains("Waiting    bundles 2", _stage.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public void A_holder_who_has_nothing_to_sign_is_told_so()
    {
        _stage.Begin();
        _stage.MakeKey("eve");
        _stage.Must("", "renew", _stage.Release, "--role", "bundles");
        _stage.Must("", "request", _stage.Release, "--purpose", "p", "--out", _stage.At("coordinator", "r.json"));
        var code = _stage.Keys($"{CeremonyStage.Words}\n", "sign", _stage.Send("coordinator", "r.json", "eve"), "--yes", "--key",
            _stage.At("eve", "eve.key"), "--out", _stage.At("eve", "s.json"));
        Assert.Equal((int)RefusalCode.KeyUnusable, code);
        Assert.Contains("nothing to sign", _stage.Complained, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_file_of_a_key_that_is_in_no_role_is_refused()
    {
        var (path, text) = SignatureOfRita();
        System.IO.File.WriteAllText(path, text.Replace(KeyIdOf("rita.key.pub"), new string('0', 64), StringComparison.Ordinal));
        Assert.Equal((int)RefusalCode.KeyUnusable, _stage.Keys("", "combine", _stage.Release, path));
        Assert.Contains("not in any role", _stage.Complained, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_under_another_holders_name_is_refused()
    {
        var (path, text) = SignatureOfRita();
        System.IO.File.WriteAllText(path,
            text.Replace(KeyIdOf("rita.key.pub"), KeyIdOf("quinn.key.pub"), StringComparison.Ordinal));
        Assert.Equal((int)RefusalCode.KeyUnusable, _stage.Keys("", "combine", _stage.Release, path));
        Assert.Contains("does not verify", _stage.Complained, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_of_a_draft_that_was_changed_since_is_refused()
    {
        var (path, _) = SignatureOfRita();
        _stage.Must("", "withdraw", _stage.Release, "--bundle", "fsn2023-1338-1.0.0", "--sha256", new string('a', 64), "--reason",
            "superseded");
        Assert.Equal((int)RefusalCode.SignatureInvalid, _stage.Keys("", "combine", _stage.Release, path));
        Assert.Contains("changed since the request went out", _stage.Complained, StringComparison.Ordinal);
    }

    [Fact]
    public void What_fits_is_taken_and_who_signed_another_draft_is_named()
    {
        _stage.Begin();
        _stage.Must("", "renew", _stage.Release, "--role", "root");
        _stage.Must("", "renew", _stage.Release, "--role", "targets");
        _stage.Must("", "request", _stage.Release, "--purpose", "p", "--out", _stage.At("coordinator", "r.json"));
        _stage.Must($"{CeremonyStage.Words}\n", "sign", _stage.Send("coordinator", "r.json", "ann"), "--yes", "--key",
            _stage.At("ann", "ann.key"), "--out", _stage.At("ann", "s.json"));
        _stage.Must("", "add", _stage.Release, "--role", "bundles", "--public-key", _stage.MakeKey("cleo"));
        var code = _stage.Keys("", "combine", _stage.Release, _stage.Send("ann", "s.json", "coordinator"));
        Assert.Equal((int)RefusalCode.SignatureInvalid, code);
        Assert.Contains("s.json: root 2", _stage.Printed, StringComparison.Ordinal);
        Assert.Contains("ann signed another draft of targets 2", _stage.Complained, StringComparison.Ordinal);
        Assert.Single(Signatures("root"));
        Assert.Empty(Signatures("targets"));
    }

    [Fact]
    public async Task Who_comes_second_to_a_release_waits_and_is_told_for_whom()
    {
        _stage.Begin();
        var (told, files) = (new TaskCompletionSource<string>(), new FileSystem());
        var first = ReleaseLock.Take(files, _stage.Clock, _stage.Release, TimeSpan.Zero, _ => { }).Value;
        var second = Task.Run(() => ReleaseLock.Take(files, _stage.Clock, _stage.Release, TimeSpan.MaxValue, told.SetResult),
            TestContext.Current.CancellationToken);
        Assert.StartsWith($"process {Environment.ProcessId} of ", await told.Task, StringComparison.Ordinal);
        first.Dispose();
        await Passing(second, TimeSpan.FromSeconds(1));
        (await second).Value.Dispose();
    }

    [Fact]
    public async Task Two_who_change_a_release_at_once_lose_no_signature()
    {
        var (path, _) = SignatureOfRita();
        var first = ReleaseLock.Take(new FileSystem(), _stage.Clock, _stage.Release, TimeSpan.Zero, _ => { }).Value;
        var second = Task.Run(() => _stage.Keys("", "combine", _stage.Release, path), TestContext.Current.CancellationToken);
        await Passing(second, TimeSpan.FromMinutes(1));
        Assert.Equal((int)RefusalCode.AlreadyRunning, await second);
        Assert.Matches("waiting .*: process [0-9]+ of .* is at work in it", _stage.Complained);
        Assert.Empty(Signatures("bundles"));
        first.Dispose();
        _stage.Must("", "combine", _stage.Release, path);
        Assert.Single(Signatures("bundles"));
    }

    [Fact]
    public void What_a_killed_command_had_begun_to_write_the_next_one_removes()
    {
        var (path, _) = SignatureOfRita();
        string[] begun =
        [
            .. new[] { "holders.json", "metadata/timestamp.json", "drafts/bundles.json", "targets/deliveries/ACME.PK-1.json" }
                .Select(DurableFile.Neighbour),
        ];
        Directory.CreateDirectory(Path.Combine(_stage.Release, "targets", "deliveries"));
        foreach (var name in begun)
            File.WriteAllText(Path.Combine(_stage.Release, name), "half of it");
        _stage.Must("", "combine", _stage.Release, path);
        Assert.DoesNotContain(begun, name => File.Exists(Path.Combine(_stage.Release, name)));
    }

    private async Task Passing(Task until, TimeSpan step)
    {
        while (!until.IsCompleted)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
            _stage.Clock.Advance(step);
        }
    }

    private System.Collections.Immutable.ImmutableArray<Signature> Signatures(string role) =>
        ReleaseRepository.Open(new FileSystem(), _stage.Clock, _stage.Release).Value.State.Drafts[role].File.Signatures;

    [Fact]
    public void How_long_a_stick_lives_is_said_once_and_kept()
    {
        _stage.Begin();
        _stage.Must($"{CeremonyStage.Words}\n", "refresh", _stage.Release, "--key", _stage.At("sue", "sue.key"), "--days", "30");
        Assert.Contains("valid until 2026-03-02", _stage.Printed, StringComparison.Ordinal);
        _stage.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(ExitCodes.Done, _stage.Refresh());
        Assert.Contains("timestamp 3, valid until 2026-03-03", _stage.Printed, StringComparison.Ordinal);
        Assert.Equal(30, ReleaseRepository.Open(new FileSystem(), _stage.Clock, _stage.Release).Value.StickDays);
        Assert.Equal((int)RefusalCode.Usage, _stage.Keys("", "refresh", _stage.Release, "--key", _stage.At("sue", "sue.key"),
            "--days", "181"));
    }

    [Theory]
    [InlineData(-10)]
    [InlineData(200)]
    public void A_desk_clock_far_from_the_releases_dates_is_refused_unless_a_person_says_the_date(int days)
    {
        _stage.Begin();
        _stage.Clock.AdjustTime(_stage.Clock.GetUtcNow().AddDays(days));
        Assert.Equal((int)RefusalCode.DateImplausible, _stage.Refresh());
        Assert.Contains("the newest date in the release is 2026-01-31", _stage.Complained, StringComparison.Ordinal);
        string[] refresh = ["refresh", _stage.Release, "--key", _stage.At("sue", "sue.key"), "--today"];
        Assert.Equal((int)RefusalCode.DateImplausible, _stage.Keys("", [.. refresh, "2026-01-31"]));
        // After 200 days the deliveries have expired too: that is another matter, and is said as one.
        Assert.Equal(days < 0 ? ExitCodes.Done : (int)RefusalCode.Expired,
            _stage.Keys($"{CeremonyStage.Words}\n", [.. refresh, $"{_stage.Clock.GetUtcNow():yyyy-MM-dd}"]));
    }

    [Fact]
    public void A_request_whose_published_part_was_altered_is_refused()
    {
        _stage.Begin();
        _stage.Must("", "renew", _stage.Release, "--role", "bundles");
        _stage.Must("", "request", _stage.Release, "--purpose", "p", "--out", _stage.At("coordinator", "r.json"));
        var path = _stage.Send("coordinator", "r.json", "rita");
        System.IO.File.WriteAllText(path, System.IO.File.ReadAllText(path)
            .Replace("\"threshold\": 2", "\"threshold\": 1", StringComparison.Ordinal));
        var code = _stage.Keys("", "sign", path, "--yes", "--key", _stage.At("rita", "rita.key"), "--out",
            _stage.At("rita", "s.json"));
        Assert.Equal((int)RefusalCode.FormatInvalid, code);
        Assert.Contains("called published and is not signed by enough", _stage.Complained, StringComparison.Ordinal);
    }

    [Fact]
    public void A_withdrawn_bundle_stands_on_the_signed_list()
    {
        _stage.Begin();
        _stage.Must("", "withdraw", _stage.Release, "--bundle", "fsn2023-1338-1.0.0", "--sha256", new string('a', 64), "--reason",
            "superseded");
        Assert.Contains("adds bundles/withdrawn.json", _stage.Printed, StringComparison.Ordinal);
        _stage.SignBy("rita", "quinn");
        Assert.Equal(ExitCodes.Done, _stage.Refresh());
        Assert.Equal(["bundles/withdrawn.json"], Seen().Value);
        var release = ReleaseRepository.Open(new FileSystem(), _stage.Clock, _stage.Release).Value;
        Assert.Equal(new string('a', 64), Assert.Single(Withdrawals.Read(release).Value.Withdrawn).Sha256.Hex);
        Assert.Equal(
            (int)RefusalCode.Usage,
            _stage.Keys("", "withdraw", _stage.Release, "--bundle", "fsn2023-1338-1.0.0", "--sha256", new string('a', 64),
                "--reason", "again"));
    }

    [Fact]
    public void A_wrong_passphrase_is_refused_with_a_clear_message_and_nothing_is_published()
    {
        _stage.Begin();
        var before = System.IO.File.ReadAllText(Path.Combine(_stage.Release, "metadata", "timestamp.json"));
        var code = _stage.Keys("wrong words\n", "refresh", _stage.Release, "--key", _stage.At("sue", "sue.key"));
        Assert.Equal((int)RefusalCode.KeyUnusable, code);
        Assert.Contains("the passphrase is wrong", _stage.Complained, StringComparison.Ordinal);
        Assert.Equal(before, System.IO.File.ReadAllText(Path.Combine(_stage.Release, "metadata", "timestamp.json")));
    }

    [Fact]
    public void Show_warns_thirty_days_before_an_expiry_and_not_earlier()
    {
        _stage.Begin();
        _stage.Clock.Advance(TimeSpan.FromDays(59));
        Assert.Empty(Shown().GetProperty("warnings").EnumerateArray());
        _stage.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(
            [
                "snapshot 1 expires on 2026-05-01, in 30 days: run 'packager keys refresh'",
                "timestamp 1 expires on 2026-05-01, in 30 days: run 'packager keys refresh'",
            ],
            Shown().GetProperty("warnings").EnumerateArray().Select(warning => warning.GetString()));
        _stage.Clock.Advance(TimeSpan.FromDays(31));
        Assert.Contains("timestamp 1 expired on 2026-05-01", Shown().GetProperty("warnings")
            .ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Show_names_who_signed_what_and_the_roots_fingerprint()
    {
        _stage.Begin();
        _stage.Must("", "renew", _stage.Release, "--role", "root");
        var shown = Shown();
        var root = TrustAnchor.Read(
            System.IO.File.ReadAllBytes(Path.Combine(_stage.Release, "metadata", "1.root.json")), "1.root.json").Value;
        Assert.Equal(RootFingerprint.Of(root).Text, shown.GetProperty("roots")[0].GetProperty("fingerprint").GetString());
        var bundles = shown.GetProperty("published").EnumerateArray()
            .Single(role => role.GetProperty("role").GetString() == "bundles");
        Assert.Equal(["quinn", "rita"], bundles.GetProperty("signers").EnumerateArray()
            .Where(s => s.GetProperty("signed").GetBoolean()).Select(s => s.GetProperty("holder").GetString()).Order());
        Assert.All(bundles.GetProperty("signers").EnumerateArray(), signer =>
            Assert.Equal(signer.GetProperty("holder").GetString(), signer.GetProperty("signedName").GetString()));
        Assert.True(shown.GetProperty("rehearsal").GetBoolean());
        Assert.Equal("root", Assert.Single(shown.GetProperty("drafts").EnumerateArray()).GetProperty("role").GetString());

        _stage.Must("", "show", _stage.Release);
        Assert.Contains("REHEARSAL", _stage.Printed, StringComparison.Ordinal);
        Assert.Contains(RootFingerprint.Of(root).Lines[1], _stage.Printed, StringComparison.Ordinal);
        Assert.Contains("draft root 2: not yet usable: 0 of 2 signatures by root 1", _stage.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public void A_holder_is_removed_and_a_key_that_is_not_there_is_refused()
    {
        _stage.Begin();
        var cleo = _stage.MakeKey("cleo");
        _stage.Must("", "add", _stage.Release, "--role", "bundles", "--public-key", cleo);
        _stage.Must("", "remove", _stage.Release, "--role", "bundles", "--key-id", KeyIdOf("rita.key.pub"));
        Assert.Contains("bundles: takes away the key of rita, key " + KeyIdOf("rita.key.pub"), _stage.Printed,
            StringComparison.Ordinal);
        Assert.Equal((int)RefusalCode.Usage,
            _stage.Keys("", "remove", _stage.Release, "--role", "bundles", "--key-id", "0000"));
        Assert.Equal((int)RefusalCode.Usage,
            _stage.Keys("", "remove", _stage.Release, "--role", "bundles", "--key-id", KeyIdOf("ann.key.pub")));
        _stage.SignBy("ann", "ben", "quinn", "cleo");
        Assert.Equal(ExitCodes.Done, _stage.Refresh());
        Assert.Null(Seen().Refusal);
    }

    [Fact]
    public void A_threshold_is_raised_by_those_who_sign_for_targets()
    {
        _stage.Begin();
        _stage.Must("", "add", _stage.Release, "--role", "bundles", "--public-key", _stage.MakeKey("cleo"));
        _stage.Must("", "threshold", _stage.Release, "3", "--role", "bundles");
        _stage.SignBy("ann", "ben", "rita", "quinn", "cleo");
        Assert.Equal(ExitCodes.Done, _stage.Refresh());
        var bundles = Shown().GetProperty("published").EnumerateArray()
            .Single(role => role.GetProperty("role").GetString() == "bundles");
        Assert.Equal(3, bundles.GetProperty("quorums")[0].GetProperty("threshold").GetInt32());
        Assert.Null(Seen().Refusal);
    }

    [Fact]
    public void A_signing_program_takes_the_place_of_a_key_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the signing program of this test is a shell script");
        _stage.Begin();
        var code = _stage.Keys(
            "",
            "refresh", _stage.Release,
            "--signer-command", "/bin/sh", "--signer-argument=-c", "--signer-argument", "cat > /dev/null; printf 00",
            "--signer-public-key", _stage.At("coordinator", "sue.key.pub"));
        Assert.Equal((int)RefusalCode.KeyUnusable, code);
        Assert.Contains("does not verify", _stage.Complained, StringComparison.Ordinal);
        Assert.Equal((int)RefusalCode.Usage, _stage.Keys("", "refresh", _stage.Release, "--signer-command", "/bin/sh"));
        Assert.Equal((int)RefusalCode.Usage, _stage.Keys("", "refresh", _stage.Release));
    }

    private (string Path, string Text) SignatureOfRita()
    {
        _stage.Begin();
        _stage.Must("", "renew", _stage.Release, "--role", "bundles");
        _stage.Must("", "request", _stage.Release, "--purpose", "p", "--out", _stage.At("coordinator", "r.json"));
        _stage.Must(
            $"{CeremonyStage.Words}\n",
            "sign", _stage.Send("coordinator", "r.json", "rita"), "--yes", "--key", _stage.At("rita", "rita.key"), "--out",
                _stage.At("rita", "s.json"));
        var path = _stage.Send("rita", "s.json", "coordinator");
        return (path, System.IO.File.ReadAllText(path));
    }

    private string KeyIdOf(string publicFile)
    {
        using var document = JsonDocument.Parse(System.IO.File.ReadAllText(_stage.At("coordinator", publicFile)));
        return document.RootElement.GetProperty("key").GetProperty("keyId").GetString()!;
    }

    private JsonElement Shown()
    {
        _stage.Must("", "show", _stage.Release, "--json");
        return JsonElement.Parse(_stage.Printed);
    }

    private Result<string[]> Seen()
    {
        var store = new MetadataStore(new FileSystem(), _stage.At($"device-{Guid.NewGuid():n}", "state"));
        var client = new TrustClient(new FolderTransport(new FileSystem(), _stage.Release), store, _stage.Clock.GetUtcNow());
        return client.TrustRoot(System.IO.File.ReadAllBytes(Path.Combine(_stage.Release, "metadata", "1.root.json")))
            .Then(_ => client.ListTargets())
            .Then<string[]>(targets => targets.Select(target => target.File.Path).ToArray());
    }
}
