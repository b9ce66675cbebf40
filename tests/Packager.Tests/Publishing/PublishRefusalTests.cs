using System.Diagnostics;
using System.IO.Abstractions;
using PatchKit.Packager.Host;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Publishing;
using PatchKit.Packager.Releases;
using PatchKit.Shared;
using PatchKit.Shared.Trust;
using PatchKit.Tests.Packager.Campaigns;
using PatchKit.Tests.Packager.Releases;

namespace PatchKit.Tests.Packager.Publishing;

/// <summary>
/// What is never published: each refusal comes before anything is built, from a real checkout that holds no more than it needs.
/// </summary>
public sealed class PublishRefusalTests : IDisposable
{
    private readonly TestFolder _checkout = new();
    private readonly TestFolder _output = new();
    private readonly Desk _desk = new();

    public PublishRefusalTests()
    {
        Directory.CreateDirectory(_checkout.At("keys"));
        File.WriteAllText(_checkout.At("PatchKit.slnx"), "");
        foreach (var file in new[] { "root.json", "placeholder.sha256" })
            File.Copy(Path.Combine(Sample.Repository, "keys", file), _checkout.At(Path.Combine("keys", file)));
        Git("init", "--quiet");
        Git("add", ".");
        Git("-c", "user.name=Test", "-c", "user.email=test@invalid", "commit", "--quiet", "--message", "All");
    }

    [Fact]
    public async Task The_placeholder_root_is_refused_also_for_a_rehearsal()
    {
        await Refused(RefusalCode.NotPublishable, "placeholder", new());
        await Refused(RefusalCode.NotPublishable, "placeholder", new() { Rehearsal = true });
    }

    [Fact]
    public async Task A_root_of_rehearsal_keys_says_so_and_is_refused_unless_told()
    {
        await Refused(RefusalCode.NotPublishable, "rehearsal", new() { Root = Root(KeyUse.Rehearsal) });
        Assert.True(PublishedRoot.Open(Services, await Source(), Root(KeyUse.Rehearsal), rehearsal: true).Value.Rehearsal);
    }

    [Fact]
    public async Task The_root_after_a_rehearsal_root_is_one_too()
    {
        var first = TrustAnchor.Read(File.ReadAllBytes(Root(KeyUse.Rehearsal)), "root").Value.Metadata;
        var second = MetadataWriter.Write(first with { Version = 2 }, _desk.Ann.Signer, _desk.Ben.Signer).Value;
        var path = _output.At("2.root.json");
        await File.WriteAllBytesAsync(path, second.Bytes.ToArray(), TestContext.Current.CancellationToken);
        await Refused(RefusalCode.NotPublishable, "rehearsal", new() { Root = path });
    }

    [Fact]
    public async Task A_root_of_the_ceremony_is_taken_in_earnest_and_refused_for_a_rehearsal()
    {
        Assert.False(PublishedRoot.Open(Services, await Source(), Root(KeyUse.Ceremony), rehearsal: false).Value.Rehearsal);
        await Refused(RefusalCode.NotPublishable, "--rehearsal", new() { Root = Root(KeyUse.Ceremony), Rehearsal = true });
    }

    [Fact]
    public async Task A_root_that_was_altered_after_it_was_signed_is_refused()
    {
        var root = _output.At("altered.json");
        await File.WriteAllTextAsync(root,
            (await File.ReadAllTextAsync(Root(KeyUse.Ceremony), TestContext.Current.CancellationToken))
            .Replace("\"version\": 1", "\"version\": 2", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await Refused(RefusalCode.SignatureInvalid, "0 valid signatures", new() { Root = root });
    }

    [Fact]
    public async Task A_change_that_no_commit_holds_is_refused()
    {
        var root = Root(KeyUse.Ceremony);
        Assert.Equal((await Source()).Commit, (await Source()).Revision);
        await File.WriteAllTextAsync(_checkout.At("new.cs"), "", TestContext.Current.CancellationToken);
        await Refused(RefusalCode.NotPublishable, "no commit", new() { Root = root });
        Assert.EndsWith(".changed", (await Source()).Revision, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_no_checkout_is_refused() =>
        await Refused(RefusalCode.InputMissing, "PatchKit.slnx", new() { Source = _output.Path });

    [Fact]
    public async Task A_folder_that_is_there_already_is_never_written_into()
    {
        var root = Root(KeyUse.Ceremony);
        Directory.CreateDirectory(_output.At("applier"));
        await Refused(RefusalCode.OutputExists, "already", new() { Root = root });
        Directory.Delete(_output.At("applier"));
        // What an earlier folder of this name left would speak of the new one.
        await File.WriteAllTextAsync(_output.At("applier.provenance.dsse.json"), "", TestContext.Current.CancellationToken);
        await Refused(RefusalCode.OutputExists, "already", new() { Root = root });
        File.Delete(_output.At("applier.provenance.dsse.json"));
        Directory.CreateDirectory(_output.At("applier.unfinished"));
        await Refused(RefusalCode.OutputExists, "already", new() { Root = root });
        Assert.True(Directory.Exists(_output.At("applier.unfinished")));
    }

    [Fact]
    public async Task Nobody_answers_with_a_rehearsals_key_for_a_real_program_nor_the_other_way_round()
    {
        foreach (var (real, key) in new[] { (true, KeyUse.Rehearsal), (false, KeyUse.Ceremony) })
        {
            var signer = new ProvenanceSigner(_desk.Person("Rita", key).File,
                () => throw new InvalidOperationException("no key is opened before the program is built"));
            await Refused(RefusalCode.KeyUnusable, "rehearsal", new()
            {
                Root = Root(real ? KeyUse.Ceremony : KeyUse.Rehearsal),
                Rehearsal = !real,
                Provenance = signer,
            });
        }
    }

    [Fact]
    public async Task A_redist_folder_without_the_library_for_64_bit_Windows_is_refused()
    {
        var wanted = new Wanted { Root = Root(KeyUse.Ceremony), Redist = _output.Path };
        await Refused(RefusalCode.InputMissing, "VCRUNTIME140.dll", wanted);
        await File.WriteAllTextAsync(_output.At("VCRUNTIME140.dll"), "no library", TestContext.Current.CancellationToken);
        await Refused(RefusalCode.InputMissing, "VCRUNTIME140.dll", wanted);
    }

    [Fact]
    public async Task A_build_that_fails_leaves_nothing_and_its_last_lines_are_shown()
    {
        // The checkout has no Applier to build.
        await Refused(RefusalCode.PublishFailed, "Applier.csproj", new() { Root = Root(KeyUse.Ceremony) });
        Assert.False(Directory.Exists(_output.At("applier.unfinished")));
    }

    public void Dispose()
    {
        // Git writes its objects read-only, which a folder on Windows would not let go.
        foreach (var file in Directory.EnumerateFiles(_checkout.Path, "*", SearchOption.AllDirectories))
            File.SetAttributes(file, FileAttributes.Normal);
        _checkout.Dispose();
        _output.Dispose();
        _desk.Dispose();
    }

    private PackagerServices Services => new(new FileSystem(), _desk.Clock, TextWriter.Null, TextWriter.Null, Interactive: false);

    private async Task<SourceTree> Source() => (await SourceTree.Open(new FileSystem(), _checkout.At("keys"))).Value;

    private string Root(KeyUse use)
    {
        var keys = _desk.FirstKeys()
            .ToDictionary(pair => pair.Key,
            pair => new RoleKeys([.. pair.Value.Files.Select(file => file with { Use = use })], pair.Value.Threshold));
        var folder = _output.At($"release-{use}");
        if (!Directory.Exists(folder))
        {
            var release = ReleaseRepository.Create(_desk.Files, _desk.Clock, folder, keys).Value;
            (string, DeskPerson[])[] signing =
            [
                (Role.Root, [_desk.Ann, _desk.Ben]), (Role.Targets, [_desk.Ann, _desk.Ben]),
                    (ReleaseRoles.Bundles, [_desk.Rita, _desk.Quinn]), (ReleaseRoles.Deliveries, [_desk.Sue]),
            ];
            foreach (var (role, people) in signing)
                Assert.All(people, person => Assert.Null(release.Sign(role, person.Signer).Refusal));
            Assert.Null(release.Refresh(_desk.Sue.Signer).Refusal);
        }

        return Directory.EnumerateFiles(folder, "1.root.json", SearchOption.AllDirectories).Single();
    }

    private async Task Refused(RefusalCode code, string reason, Wanted wanted)
    {
        var order = new PublishOrder(PublishableProgram.Applier, "win-x64", wanted.Source ?? _checkout.Path,
            _output.At("applier"), wanted.Root, wanted.Redist, null, wanted.Rehearsal, wanted.Provenance);
        var refusal = (await new ProgramPublisher(Services, order).Publish()).Refusal;
        Assert.Equal(code, refusal?.Code);
        Assert.Contains(reason, $"{refusal!.Place} {refusal.Reason}", StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_output.At("applier"), "FILES.sha256")));
    }

    private void Git(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = _checkout.Path })!;
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
    }

    private sealed record Wanted
    {
        public string? Source { get; init; }

        public string? Root { get; init; }

        public string? Redist { get; init; }

        public bool Rehearsal { get; init; }

        public ProvenanceSigner? Provenance { get; init; }
    }
}
