using System.Reflection;
using PatchKit.Packager.Host;
using PatchKit.Packager.Sboms;
using PatchKit.Shared;
using PatchKit.Shared.Disks;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Publishing;

/// <summary>What is known of one build while it goes on, from which its provenance is made at the end.</summary>
/// <param name="services">The host.</param>
/// <param name="wanted">What was asked for.</param>
/// <param name="source">The checkout.</param>
/// <param name="root">The root that is compiled in; null for a Packager, which has none.</param>
internal sealed class BuildRecord(PackagerServices services, PublishOrder wanted, SourceTree source, PublishedRoot? root)
{
    private readonly DateTime _started = Seconds(services);

    /// <summary>
    /// The arguments of <c>dotnet publish</c> that name no place, the same wherever it is built.
    /// </summary>
    public IReadOnlyList<string> Arguments { get; } =
    [
        "--nologo", "--disable-build-servers", "--runtime", wanted.Runtime, "--self-contained", "-p:Published=true",
        "-p:PublishReadyToRun=true", "-p:PublishDocumentationFiles=false", $"-p:SourceRevisionId={source.Revision}",
        $"-p:BuildDate={source.Date}", "-p:RestoreLockedMode=true",
    ];

    /// <summary>Signs the provenance of a folder that has its list, and writes it to its place.</summary>
    /// <param name="signer">Who answers for it.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="path">The provenance's file.</param>
    /// <param name="version">The version of the program.</param>
    /// <param name="parts">What it consists of.</param>
    /// <param name="signed">How many program files were signed.</param>
    public async Task<Result<string>> Attest(ProvenanceSigner signer, string folder, string path, string version,
        ProgramSbom parts, int signed)
    {
        if (!(await Tool.Run("dotnet", ["--version"], source.Folder).ConfigureAwait(false)).TryGet(out var sdk, out var refusal))
            return refusal;
        var list = DurableFile.Digest(services.Files, Path.Combine(folder, PublishedProvenance.Subject));
        var finished = Seconds(services);
        var says = new Provenance(
            new(
                BuildDefinition.Publish,
                new(wanted.Program.ToString(), version, wanted.Runtime, wanted.Rehearsal, signed),
                new([.. Arguments]),
                [.. Inputs(sdk.Trim(), parts)]),
            new(
                new(Builder.IdOf(wanted.Rehearsal), new(Own)),
                new($"urn:uuid:{Invocation(list)}", _started, finished)));
        if (!signer.Open().TryGet(out var opened, out refusal))
            return refusal;
        using (opened)
        {
            return PublishedProvenance.Sign(list, says, opened.Signer).Then<string>(bytes =>
            {
                services.Changes.Begin(path);
                DurableFile.Write(services.Files, path, bytes);
                return path;
            });
        }
    }

    private static string Own => typeof(BuildRecord).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
        .InformationalVersion;

    private IEnumerable<BuildInput> Inputs(string sdk, ProgramSbom parts)
    {
        yield return new()
        {
            Uri = BuildInput.Repository,
            Digest = new() { GitCommit = source.Commit },
            Annotations = source.Changed ? new(Changed: true) : null,
        };
        if (root is not null)
            yield return new() { Name = "root.json", Digest = new() { Sha256 = Sha256Digest.Of(root.Bytes) } };
        foreach (var file in wanted.Redist is { } redist
            ? services.Files.Directory.EnumerateFiles(redist).Order(StringComparer.Ordinal)
            : Enumerable.Empty<string>())
        {
            yield return new()
            {
                Name = Path.GetFileName(file),
                Digest = new() { Sha256 = DurableFile.Digest(services.Files, file) },
            };
        }

        yield return new() { Uri = $"pkg:generic/dotnet-sdk@{sdk}" };
        foreach (var part in parts.Components.Where(part => part.PackageUrl is not null)
            .OrderBy(part => part.Ref, StringComparer.Ordinal))
        {
            yield return new()
            {
                Uri = part.PackageUrl,
                Digest = part.Hash is { } hash ? new() { Sha512 = hash.Hex } : null,
            };
        }
    }

    // Another build of the same commit begins at another time.
    private Guid Invocation(Sha256Digest list) =>
        Sha256Digest.Of(System.Text.Encoding.ASCII.GetBytes($"{list} {_started:O}")).ToUuid();

    private static DateTime Seconds(PackagerServices services) =>
        DateTimeOffset.FromUnixTimeSeconds(services.Clock.GetUtcNow().ToUnixTimeSeconds()).UtcDateTime;
}
