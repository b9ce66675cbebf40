using System.Collections.Immutable;
using System.IO.Abstractions;
using System.Text;
using PatchKit.Packager.Releases;
using PatchKit.Packager.Returns.Forms;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Sticks;

/// <summary>
/// All that goes to a site before a visit, made of one verified stick: letter and sheet in the languages of the delivery, rules
/// for the site's policies, the lists of components, the release notes, and a list of these files.
/// </summary>
/// <param name="files">The disk.</param>
/// <param name="stick">The stick's root.</param>
/// <param name="contents">The stick, verified against the desk's own root.</param>
/// <param name="root">That root.</param>
internal sealed class VisitFiles(IFileSystem files, string stick, StickContents contents, SignedMetadata<RootMetadata> root)
{
    private const string AppLocker = "applocker.xml";
    private const string SoftwareRestriction = "software-restriction.reg";
    private readonly List<(string Name, byte[] Bytes)> _made = [];
    private readonly List<string> _unmade = [];

    /// <summary>The proof of the bundle's campaign; null where there is none, or no release was asked.</summary>
    public CampaignProof? Proof { get; init; }

    /// <summary>The unlock code of the letter; null where the stick needs none.</summary>
    public UnlockCode? Code { get; init; }

    /// <summary>What could not be made, and why: a PDF whose font has not every character.</summary>
    public IReadOnlyList<string> Unmade => _unmade;

    /// <summary>Makes them.</summary>
    /// <returns>The files by name; a refusal when the stick does not hold what it held when it was verified.</returns>
    public Result<IReadOnlyList<(string Name, byte[] Bytes)>> Make()
    {
        _made.Clear();
        _unmade.Clear();
        if ((Rules() ?? Lists()) is { } refusal)
            return refusal;
        var letter = new StickLetter(contents, root) { Code = Code };
        var sheet = new VisitSheet(contents, root)
        {
            Proof = Proof,
            Beside = [.. _made.Select(one => one.Name).Where(name => name is AppLocker or SoftwareRestriction)
                .Select(name => (name, name == AppLocker ? "Policies.AppLocker" : "Policies.SoftwareRestriction"))],
        };
        foreach (var language in letter.Languages)
        {
            Add("letter", letter.Sheet(language));
            Add("visit", sheet.Of(language));
        }

        var lines = FileList.Lines(_made.OrderBy(one => one.Name, StringComparer.Ordinal)
            .Select(one => (one.Name, Sha256Digest.Of(one.Bytes))));
        _made.Add((StickLayout.FileList.Text, Encoding.ASCII.GetBytes(lines)));
        return _made;
    }

    private Refusal? Rules()
    {
        var programs = ImmutableArray.CreateBuilder<AllowedProgram>();
        foreach (var file in contents.Files.Files.Where(file => StickSource.IsProgram(file.Path)))
        {
            if (!Read(file).TryGet(out var bytes, out var refusal))
                return refusal;
            // A library without code of its own is no image, and no policy looks at it.
            if (AllowedProgram.Of(file.Path, bytes) is { } program)
                programs.Add(program);
        }

        if (programs.Count == 0)
            return null;
        var rules = new AllowRules(contents.Delivery.Stick, programs.ToImmutable(), contents.Delivery.Issued);
        _made.Add((AppLocker, rules.AppLocker()));
        _made.Add((SoftwareRestriction, rules.SoftwareRestriction()));
        return null;
    }

    // What is in the bundle and in the program, and what the update is: each as its makers wrote it.
    private Refusal? Lists()
    {
        foreach (var sbom in contents.Files.Files.Where(file => file.Path == StickLayout.Applier.Append(ManifestRules.Sbom.Text)))
        {
            if (!Read(sbom).TryGet(out var bytes, out var refusal))
                return refusal;
            _made.Add(("sbom-applier.cdx.json", bytes));
        }

        // An encrypted one keeps what is in it to itself, its notice and its list of components too.
        if (contents.Files.Files.FirstOrDefault(file => file.Kind == StickFileKind.Target
            && file.Sha256 == contents.Bundle.Sha256) is not { } zip)
            return null;
        if (!new BundleReader(files).Open(zip.Path.Under(stick)).TryGet(out var bundle, out var unread))
            return unread;
        using (bundle)
        {
            foreach (var file in bundle.Manifest.Files.Where(file => file.Path == ManifestRules.Sbom))
            {
                if (!bundle.Read(file).TryGet(out var bytes, out unread))
                    return unread;
                _made.Add(("sbom-update.cdx.json", bytes));
            }

            foreach (var language in StickLetter.LanguagesOf(contents.Delivery))
            {
                var notice = bundle.Manifest.Files.First(file => file.Path == bundle.Manifest.Notices[language]);
                if (!bundle.Read(notice).TryGet(out var bytes, out unread))
                    return unread;
                _made.Add(($"release-notes.{language}.md", Notes(language, bytes)));
            }
        }

        return null;
    }

    private byte[] Notes(string language, byte[] notice)
    {
        var manifest = contents.Manifest;
        string[] head =
        [
            $"# {manifest.Title.In(language)}", "",
            $"{manifest.Bundle}, {new LocalFormat(language).Date(manifest.Released)}",
            .. manifest.Vulnerabilities.Select(vulnerability => $"- {vulnerability}"), "",
            manifest.Summary.In(language).ReplaceLineEndings("\n"), "", "---", "", "",
        ];
        return [.. Encoding.UTF8.GetBytes(string.Join('\n', head)), .. notice];
    }

    private Result<byte[]> Read(ListedFile file)
    {
        try
        {
            var bytes = files.File.ReadAllBytes(file.Path.Under(stick));
            var seen = Sha256Digest.Of(bytes);
            return seen == file.Sha256
                ? bytes
                : TrustRefusals.FileAltered(file.Path.Text, new($"sha256 {file.Sha256}", $"sha256 {seen}"));
        }
        catch (Exception e) when (Fault.Is(e))
        {
            return Fault.Refuse(e, file.Path.Text, what: "the file cannot be read");
        }
    }

    private void Add(string name, FormDocument form)
    {
        _made.Add(($"{name}.{form.Language}.html", FormHtml.Of(form)));
        if (FormPdf.Of(form, $"{name}.{form.Language}.pdf").TryGet(out var pdf, out var refusal))
            _made.Add(($"{name}.{form.Language}.pdf", pdf));
        else
            _unmade.Add($"{refusal.Place}: {refusal.Reason}");
    }
}
