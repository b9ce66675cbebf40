using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Releases;
using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Packager.Ceremonies;

/// <summary>
/// What goes out to the holders: the drafts to be signed, and the published files that they follow, so that each holder's own
/// machine can say what changes. The same file goes to all. Format: docs/formats/signing-request.md.
/// </summary>
/// <param name="Purpose">The coordinator's words; nothing depends on them.</param>
/// <param name="Created">When it was made, UTC.</param>
/// <param name="State">Published files, drafts and holders' names.</param>
internal sealed record SigningRequest(string Purpose, DateTimeOffset Created, ReleaseState State)
{
    /// <summary>The format's name and major version.</summary>
    public const string Schema = "patchkit.signing-request/1";

    /// <summary>Longest request, in bytes.</summary>
    public const int MaxLength = 64 * 1024 * 1024;

    /// <summary>Longest purpose, in characters.</summary>
    public const int MaxPurpose = 400;

    private static readonly string[] Ceremony = [Role.Root, .. ReleaseRoles.Listing];

    /// <summary>A request for every draft of a ceremony role; snapshot and timestamp are the support desk's own.</summary>
    public static Result<SigningRequest> Of(ReleaseState state, string purpose, DateTimeOffset now)
    {
        if (purpose.Length is 0 or > MaxPurpose || !Printable.Is(purpose))
            return new Refusal(RefusalCode.Usage, "--purpose",
                $"say in one line of at most {MaxPurpose} characters what is to be signed");
        var drafts = state.Drafts.RemoveRange(state.Drafts.Keys.Except(Ceremony));
        return drafts.IsEmpty
            ? new Refusal(RefusalCode.InputMissing, "drafts", "nothing in this release waits for signatures")
            : new SigningRequest(purpose, now, state with { Drafts = drafts });
    }

    /// <summary>The drafts in which a key has a say and that it has not signed yet.</summary>
    public IEnumerable<RoleFile> For(string keyId) => State.DraftStatuses
        .Where(status => status.KeyIds.Contains(keyId) && !status.Quorums.Any(quorum => quorum.Signed.Contains(keyId)))
        .Select(status => status.File);

    /// <summary>The request's bytes.</summary>
    public byte[] ToBytes()
    {
        var document = new SigningRequestDocument(
            Schema,
            Purpose,
            KeyFileFormat.Text(Created),
            State.Holders.ToDocuments(),
            Json(State.Published.Values.Where(file => Ceremony.Contains(file.Role))),
            Json(State.Drafts.Values));
        return [.. JsonSerializer.SerializeToUtf8Bytes(document, CeremonyJson.Readable.SigningRequestDocument), (byte)'\n'];
    }

    /// <summary>Reads a request and verifies that what it calls published is signed by enough.</summary>
    public static Result<SigningRequest> Read(ReadOnlySpan<byte> bytes, string place)
    {
        if (bytes.Length > MaxLength)
            return new Refusal(RefusalCode.FileLength, place, $"a signing request has at most {MaxLength} bytes");
        try
        {
            return JsonSerializer.Deserialize(bytes, CeremonyJson.Readable.SigningRequestDocument) switch
            {
                { Schema: Schema } document => Of(document, place),
                { } other =>
                    new Refusal(RefusalCode.FormatUnknownVersion, place,
                    $"this program reads {Schema}, and the file says '{other.Schema}'"),
                null => Invalid(place, "null"),
            };
        }
        catch (JsonException e)
        {
            return Invalid(place, e.Message);
        }
    }

    private static Result<SigningRequest> Of(SigningRequestDocument document, string place)
    {
        if (!DateTimeOffset.TryParse(document.Created, System.Globalization.CultureInfo.InvariantCulture, out var created))
            return Invalid(place, "'created' is not a time");
        if (document.Purpose.Length > MaxPurpose || !Printable.Is(document.Purpose))
            return Invalid(place, "'purpose' is not one line");
        if (!Holders.Of(document.Holders, place).TryGet(out var holders, out var refusal)
            || !Files(document.Published, place).TryGet(out var published, out refusal)
            || !Files(document.Drafts, place).TryGet(out var drafts, out refusal))
        {
            return refusal;
        }

        ImmutableArray<RoleFile> roots = published.TryGetValue(Role.Root, out var root) ? [root] : [];
        var state = new ReleaseState(roots, published, drafts, holders);
        return Fault(state) is { } fault ? Invalid(place, fault) : new SigningRequest(document.Purpose, created, state);
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
            if (!Ceremony.Contains(role))
                return Invalid(place, $"'{role}' is not a role that is signed in a ceremony");
            if (!RoleFile.Read(role, Encoding.UTF8.GetBytes(json.GetRawText()), $"{place} {role}")
                .TryGet(out var file, out var refusal))
                return refusal;
            files = files.Add(role, file);
        }

        return files;
    }

    private static ImmutableSortedDictionary<string, JsonElement> Json(IEnumerable<RoleFile> files) =>
        files.ToImmutableSortedDictionary(file => file.Role, file => JsonElement.Parse(file.File.Bytes.Span),
            StringComparer.Ordinal);

    private static Refusal Invalid(string place, string reason) =>
        new(RefusalCode.FormatInvalid, place, $"not a signing request: {reason}");
}

/// <summary>The JSON of a signing request, member by member.</summary>
internal sealed record SigningRequestDocument(
    string Schema,
    string Purpose,
    string Created,
    ImmutableArray<PublicKeyDocument> Holders,
    ImmutableSortedDictionary<string, JsonElement> Published,
    ImmutableSortedDictionary<string, JsonElement> Drafts);
