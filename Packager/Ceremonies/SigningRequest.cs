using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Releases;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Json;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Ceremonies;

/// <summary>
/// What goes out to the holders: the drafts to be signed, and the published files that they follow, so that each holder's own
/// machine can say what changes. The same file goes to all. Format: docs/formats/signing-request.md.
/// </summary>
/// <param name="Purpose">The coordinator's words; nothing depends on them.</param>
/// <param name="Created">When it was made, UTC.</param>
/// <param name="State">Published files, drafts and holders' names.</param>
/// <param name="Withdrawn">The list of withdrawn bundles that the newest bundles name, byte for byte as text; empty when they
/// name none.</param>
internal sealed record SigningRequest(string Purpose, DateTimeOffset Created, ReleaseState State, string Withdrawn)
{
    /// <summary>The version that this program writes.</summary>
    public const string SchemaVersion = "1.0";

    /// <summary>Longest request, in bytes.</summary>
    public const int MaxLength = 64 * 1024 * 1024;

    /// <summary>Longest purpose, in characters.</summary>
    public const int MaxPurpose = 400;

    private static readonly string[] Ceremony = [Role.Root, .. ReleaseRoles.Listing];

    private static readonly JsonFormat<SigningRequestDocument> Format = new("a signing request", CeremonyJson.Default, MaxLength)
    {
        Schema = SchemaVersion,
        // Metadata stand two levels down.
        Depth = SignedDocument.MaxDepth + 2,
        Rules = Faults,
    };

    /// <summary>A request for every draft of a ceremony role; snapshot and timestamp are the support desk's own.</summary>
    /// <param name="release">The release.</param>
    /// <param name="purpose">The coordinator's words.</param>
    /// <param name="now">The time.</param>
    public static Result<SigningRequest> Of(ReleaseRepository release, string purpose, DateTimeOffset now)
    {
        var state = release.State;
        if (purpose.Length is 0 or > MaxPurpose || !Printable.Is(purpose))
            return new Refusal(RefusalCode.Usage, "--purpose",
                $"say in one line of at most {MaxPurpose} characters what is to be signed");
        var drafts = state.Drafts.RemoveRange(state.Drafts.Keys.Except(Ceremony));
        if (drafts.IsEmpty)
            return new Refusal(RefusalCode.InputMissing, "drafts", "nothing in this release waits for signatures");
        byte[]? list = null;
        if (Withdrawals.Bytes(release) is { } read && !read.TryGet(out list, out var unread))
            return unread;
        return new SigningRequest(purpose, DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()),
            state with { Drafts = drafts }, Encoding.UTF8.GetString(list ?? []));
    }

    /// <summary>The summary of its drafts.</summary>
    public IEnumerable<string> Summary => State.DraftStatuses.SelectMany(status => new DraftSummary(State.Holders, List)
        .Of(status.File, State.Published.GetValueOrDefault(status.File.Role)));

    private WithdrawnList? List => Withdrawn.Length > 0
        && WithdrawnList.Format.Read(Encoding.UTF8.GetBytes(Withdrawn), "withdrawn").TryGet(out var list, out _) ? list : null;

    /// <summary>The drafts in which a key has a say and that it has not signed yet.</summary>
    public IEnumerable<RoleFile> For(string keyId) => State.DraftStatuses
        .Where(status => status.KeyIds.Contains(keyId) && !status.Quorums.Any(quorum => quorum.Signed.Contains(keyId)))
        .Select(status => status.File);

    /// <summary>The request's bytes.</summary>
    public byte[] ToBytes() => Format.Write(new SigningRequestDocument(
        SchemaVersion,
        Purpose,
        Created,
        State.Holders.ToDocuments(),
        Json(State.Published.Values.Where(file => Ceremony.Contains(file.Role))),
        Json(State.Drafts.Values),
        Withdrawn));

    /// <summary>Reads a request and verifies that what it calls published is signed by enough.</summary>
    public static Result<SigningRequest> Read(ReadOnlySpan<byte> bytes, string place) =>
        Format.Read(bytes, place).Then(document => Of(document, place));

    private static List<FormatFault> Faults(SigningRequestDocument document)
    {
        var faults = new FaultList();
        faults.Line(document.Purpose, "$.purpose", MaxPurpose);
        faults.Utc(document.Created, "$.created");
        foreach (var (member, files) in new[] { ("published", document.Published), ("drafts", document.Drafts) })
        {
            foreach (var role in files.Keys.Except(Ceremony))
                faults.Say($"$.{member}.{Printable.Line(role, 80)}", "this is not a role that is signed in a ceremony");
        }

        return [.. faults.Faults, .. Holders.Faults(document.Holders, "$.holders")];
    }

    private static Result<SigningRequest> Of(SigningRequestDocument document, string place)
    {
        if (!Files(document.Published, place).TryGet(out var published, out var refusal)
            || !Files(document.Drafts, place).TryGet(out var drafts, out refusal))
        {
            return refusal;
        }

        ImmutableArray<RoleFile> roots = published.TryGetValue(Role.Root, out var root) ? [root] : [];
        var state = new ReleaseState(roots, published, drafts, Holders.Of(document.Holders));
        var request = new SigningRequest(document.Purpose, document.Created, state, document.Withdrawn);
        return (Fault(state) ?? request.ListFault()) is { } fault ? Invalid(place, fault) : request;
    }

    // By its hash, so that a holder sees which bundles are withdrawn, and not a number alone.
    private string? ListFault()
    {
        var listed = State.Newest(ReleaseRoles.Bundles)?.Targets.Targets.GetValueOrDefault(StickLayout.Withdrawn.Text);
        if (listed is null)
            return Withdrawn.Length == 0 ? null : "it holds a list of withdrawn bundles that nothing names";
        return listed.Hashes.GetValueOrDefault("sha256") == Sha256Digest.Of(Encoding.UTF8.GetBytes(Withdrawn)).Hex
            && List is not null
            ? null
            : "the list of withdrawn bundles in it is not the one that bundles name";
    }

    // A false "published" file would hide a change from the holder, so it has to be signed by enough as well.
    private static string? Fault(ReleaseState state)
    {
        if (state.Newest(Role.Root) is null || state.Newest(Role.Targets) is null)
            return "root or targets are missing";
        var root = state.Published.GetValueOrDefault(Role.Root);
        if (root is null ? !state.Published.IsEmpty : state.Published.Count != Ceremony.Length)
            return "the published files are not all there";
        var targets = state.Published.GetValueOrDefault(Role.Targets);
        var unsigned = state.Published.Values.FirstOrDefault(file => Quorum.Of(file, root!, null, targets)
            .Any(quorum => quorum.Missing > 0));
        if (unsigned is not null)
            return $"{unsigned.Name} is called published and is not signed by enough";
        var odd = state.Drafts.Values.FirstOrDefault(draft =>
            draft.Version != (state.Published.GetValueOrDefault(draft.Role)?.Version ?? 0) + 1);
        return odd is null ? null : $"the draft of {odd.Role} is version {odd.Version}, which does not follow the published one";
    }

    private static Result<ImmutableSortedDictionary<string, RoleFile>> Files(
        ImmutableSortedDictionary<string, JsonElement> documents, string place)
    {
        var files = ImmutableSortedDictionary.Create<string, RoleFile>(StringComparer.Ordinal);
        foreach (var (role, json) in documents)
        {
            if (!RoleFile.Read(role, Encoding.UTF8.GetBytes(json.GetRawText()), $"{place} {role}")
                .TryGet(out var file, out var refusal))
                return refusal;
            files = files.Add(role, file);
        }

        return files;
    }

    private static ImmutableSortedDictionary<string, JsonElement> Json(IEnumerable<RoleFile> files) =>
        files.ToImmutableSortedDictionary(file => file.Role, file => JsonTree.Of(file.File.Bytes), StringComparer.Ordinal);

    private static Refusal Invalid(string place, string reason) =>
        new(RefusalCode.FormatInvalid, place, $"not a signing request: {reason}");
}

/// <summary>The JSON of a signing request, member by member.</summary>
internal sealed record SigningRequestDocument(
    [property: JsonRequired] string Schema,
    [property: JsonRequired] string Purpose,
    [property: JsonRequired] DateTimeOffset Created,
    [property: JsonRequired] ImmutableArray<HolderDocument> Holders,
    [property: JsonRequired] ImmutableSortedDictionary<string, JsonElement> Published,
    [property: JsonRequired] ImmutableSortedDictionary<string, JsonElement> Drafts,
    [property: JsonRequired] string Withdrawn);
