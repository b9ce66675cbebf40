using System.Globalization;
using System.Reflection.PortableExecutable;
using PatchKit.Packager.Host;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Sboms;
using PatchKit.Packager.Sticks;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;

namespace PatchKit.Packager.Publishing;

/// <summary>
/// Makes a program's folder: the Applier's for sticks, or the Packager's for a desk without an SDK. Built from a clean commit
/// (the Applier with the vendor's root compiled in), signed if wanted, described, listed. The folder gets its name when all of
/// that is done, so that a half-made one is never taken for a whole one.
/// </summary>
/// <param name="services">The host.</param>
/// <param name="wanted">What is wanted.</param>
internal sealed class ProgramPublisher(PackagerServices services, PublishOrder wanted)
{
    private const string Notices = "THIRD-PARTY-NOTICES.txt";
    private const string RedistFolder = "redist";
    private const string RedistFile = "VCRUNTIME140.dll";

    private readonly string _output = Path.GetFullPath(wanted.Output);

    private string Name => wanted.Program.ToString();

    private string Unfinished => $"{Path.TrimEndingDirectorySeparator(_output)}.unfinished";

    private string Provenance => PublishedProvenance.PathOf(_output);

    /// <summary>Publishes.</summary>
    public async Task<Result<PublishedProgram>> Publish()
    {
        if (!(await SourceTree.Open(services.Files, wanted.Source).ConfigureAwait(false)).TryGet(out var source, out var refusal)
            || !Root(source).TryGet(out var roots, out refusal))
        {
            return refusal;
        }

        if (Fault(source) is { } fault)
            return fault;
        var root = roots.SingleOrDefault();
        if (root is not null)
            Say($"root     {root.Fingerprint}{(root.Rehearsal ? " (REHEARSAL)" : "")}");
        Say($"commit   {source.Revision}");
        try
        {
            return await Make(source, root).ConfigureAwait(false);
        }
        finally
        {
            if (services.Files.Directory.Exists(Unfinished))
                services.Files.Directory.Delete(Unfinished, recursive: true);
            // Of a folder that has not come to be.
            if (!services.Files.Directory.Exists(_output) && services.Files.File.Exists(Provenance))
            {
                services.Files.File.Delete(Provenance);
                services.Changes.TakenBack(Provenance);
            }
        }
    }

    // The Packager trusts no root of its own: each command is given one.
    private Result<PublishedRoot[]> Root(SourceTree source) => wanted.Program is PublishableProgram.Applier
        ? PublishedRoot.Open(services, source, wanted.Root, wanted.Rehearsal).Then<PublishedRoot[]>(root => new[] { root })
        : wanted.Root is not null || wanted.Redist is not null
            ? new Refusal(RefusalCode.Usage, "--packager", "a root and Microsoft's library are for an Applier")
            : Array.Empty<PublishedRoot>();

    private Refusal? Fault(SourceTree source)
    {
        if (source.Changed && !wanted.Rehearsal)
            return new Refusal(RefusalCode.NotPublishable, source.Folder,
                "there are changes that no commit holds, so the program could not say what it was built from; 'git status' " +
                "shows them");
        // A provenance that stays from another folder of this name would speak of this one.
        foreach (var place in new[] { _output, Unfinished, Provenance })
        {
            if (services.Files.File.Exists(place) || services.Files.Directory.Exists(place))
                return new Refusal(RefusalCode.OutputExists, place, "it is there already: remove it, or name another folder");
        }

        if (wanted.Provenance?.Key is { } key && (key.Use is KeyUse.Rehearsal) != wanted.Rehearsal)
            return new Refusal(RefusalCode.KeyUnusable, key.ToString(), wanted.Rehearsal
                ? "a program for rehearsals is answered for with a rehearsal's key"
                : "the key is a rehearsal's, which is anybody's: nobody would answer for the program with it");

        if (wanted.Redist is { } redist && !IsWindowsLibrary(Path.Combine(redist, RedistFile)))
            return new Refusal(RefusalCode.InputMissing, redist, $"it does not hold {RedistFile} for 64-bit Windows");
        return wanted.Signer?.Fault;
    }

    private async Task<Result<PublishedProgram>> Make(SourceTree source, PublishedRoot? root)
    {
        var record = new BuildRecord(services, wanted, source, root);
        if (!(await Build(source, root, record).ConfigureAwait(false)).TryGet(out var version, out var refusal)
            || !(await Sign().ConfigureAwait(false)).TryGet(out var signed, out refusal))
        {
            return refusal;
        }

        Say("listing  components and files");
        if (!ProgramSbom.Read(Name, $"{version.Version}+{version.Commit}", wanted.Runtime,
            services.Files.File.ReadAllText(Path.Combine(Unfinished, Notices)),
            services.Files.File.ReadAllBytes(source.PathOf(Name, "packages.lock.json")),
            services.Files.File.ReadAllBytes(Path.Combine(Unfinished, $"{Name}.deps.json"))).TryGet(out var parts, out refusal)
            || !SupportList.Read(services, source.PathOf("licences", "support.json")).TryGet(out var support, out refusal))
            return refusal;
        services.Files.File.WriteAllBytes(Path.Combine(Unfinished, ManifestRules.Sbom.Text),
            parts.Write(new("PatchKit authors", DateTimeOffset.Parse(source.Date, CultureInfo.InvariantCulture)), support));
        new FileList(services.Files).Write(Unfinished);
        // Before the folder has its name: what has its name is answered for, if that was asked.
        if (wanted.Provenance is { } signer
            && !(await record.Attest(signer, Unfinished, Provenance, version.Version, parts, signed).ConfigureAwait(false))
                .TryGet(out _, out refusal))
            return refusal;
        services.Files.Directory.Move(Unfinished, _output);
        return ReadBack().Then<PublishedProgram>(listed =>
            new PublishedProgram(Name, wanted.Runtime, _output, version.Version, version.Commit, root?.Fingerprint.ToString(),
                root?.Rehearsal ?? false, signed, listed, wanted.Provenance is null ? null : Provenance));
    }

    private Result<int> ReadBack()
    {
        if (wanted.Provenance is { Key: var key }
            && PublishedProvenance.Read(services, Provenance, key, _output).Refusal is { } refusal)
            return refusal;
        return new FileList(services.Files).Verify(_output);
    }

    // What the build keeps on its way lies at the same place below every checkout, and is new each time: the same commit gives
    // the same bytes.
    private async Task<Result<ProgramVersion>> Build(SourceTree source, PublishedRoot? root, BuildRecord record)
    {
        var intermediate = source.PathOf("artifacts", "publish");
        if (services.Files.Directory.Exists(intermediate))
            services.Files.Directory.Delete(intermediate, recursive: true);
        string[] arguments =
        [
            "publish", source.PathOf(Name, $"{Name}.csproj"), "--output", Unfinished, .. record.Arguments,
            $"-p:ArtifactsPath={intermediate}",
            .. root is null ? Array.Empty<string>() : [$"-p:PinnedRoot={root.File}"],
        ];
        Say("building this takes a minute or two");
        if (!(await Tool.Run("dotnet", arguments, source.Folder, line => Say($"         {line.Trim()}")).ConfigureAwait(false))
            .TryGet(out _, out var refusal))
            return refusal;
        if (wanted.Redist is { } redist)
        {
            services.Files.Directory.CreateDirectory(Path.Combine(Unfinished, RedistFolder));
            foreach (var file in services.Files.Directory.EnumerateFiles(redist))
                services.Files.File.Copy(file, Path.Combine(Unfinished, RedistFolder, Path.GetFileName(file)));
        }

        return IsAsBuilt(source, root)
            ? ProgramVersion.Of(Path.Combine(Unfinished, $"{Name}.dll"))
            : new Refusal(RefusalCode.PublishFailed, $"{Name}.dll",
                "it does not hold the commit and the root that it was built with");
    }

    private bool IsAsBuilt(SourceTree source, PublishedRoot? root) => root is null
        ? ProgramVersion.Of(Path.Combine(Unfinished, $"{Name}.dll")).TryGet(out var version, out _)
            && version.Commit == source.Revision
        : ApplierProgram.Read(services.Files, Unfinished).TryGet(out var program, out _) && program.Commit == source.Revision
            && program.Root.Span.SequenceEqual(root.Bytes);

    private async Task<Result<int>> Sign()
    {
        if (wanted.Signer is not { } signer)
            return 0;
        string[] ours = [.. services.Files.Directory.EnumerateFiles(Unfinished, "*", SearchOption.AllDirectories).Where(IsOurs)
            .Order(StringComparer.Ordinal)];
        foreach (var file in ours)
        {
            Say($"signing  {Path.GetRelativePath(Unfinished, file)}");
            if (!(await signer.Sign(services.Files, file).ConfigureAwait(false)).TryGet(out _, out var refusal))
                return refusal;
        }

        return ours.Length;
    }

    /// <summary>The program and our libraries; what others made carries its maker's signature or none.</summary>
    private bool IsOurs(string file) =>
        new[] { Name, $"{Name}.exe", $"{Name}.dll", "PatchKit.Shared.dll" }.Contains(Path.GetFileName(file));

    private bool IsWindowsLibrary(string path)
    {
        if (!services.Files.File.Exists(path))
            return false;
        try
        {
            using var reader = new PEReader(services.Files.File.OpenRead(path));
            return reader.PEHeaders.CoffHeader.Machine == Machine.Amd64;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }

    private void Say(string line) => services.Error.WriteLine(line);
}

/// <summary>What can be published.</summary>
internal enum PublishableProgram
{
    /// <summary>The instrument's program, for sticks.</summary>
    Applier,

    /// <summary>The desk's program, for machines without an SDK.</summary>
    Packager,
}

/// <summary>How a program is published.</summary>
/// <param name="Program">Which one.</param>
/// <param name="Runtime">The runtime identifier: <c>win-x64</c> or <c>linux-x64</c>.</param>
/// <param name="Source">A folder in the checkout.</param>
/// <param name="Output">The folder to make.</param>
/// <param name="Root">The root to compile in, or null for <c>keys/root.json</c>.</param>
/// <param name="Redist">Folder with <c>VCRUNTIME140.dll</c>, or null.</param>
/// <param name="Signer">Signs the program files, or null.</param>
/// <param name="Rehearsal">For rehearsals: takes a rehearsal's root, and changes that no commit holds.</param>
/// <param name="Provenance">Who answers for how it is built, or null: then nobody does.</param>
internal sealed record PublishOrder(PublishableProgram Program, string Runtime, string Source, string Output, string? Root,
    string? Redist, CodeSigner? Signer, bool Rehearsal, ProvenanceSigner? Provenance);

/// <summary>A published program.</summary>
/// <param name="Program">Its name.</param>
/// <param name="Runtime">What it runs on.</param>
/// <param name="Folder">Its folder.</param>
/// <param name="Version">Its version.</param>
/// <param name="Commit">The commit that it was built from.</param>
/// <param name="Root">The fingerprint of the root in it; null for a Packager, which has none.</param>
/// <param name="Rehearsal">Whether that root is a rehearsal's.</param>
/// <param name="Signed">How many files were signed.</param>
/// <param name="Files">How many files are listed.</param>
/// <param name="Provenance">The signed file that says how it was built; null where nobody answers for that.</param>
internal sealed record PublishedProgram(string Program, string Runtime, string Folder, string Version, string Commit,
    string? Root, bool Rehearsal, int Signed, int Files, string? Provenance);
