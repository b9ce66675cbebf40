using System.IO.Abstractions;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Packager.Publishing;

/// <summary>
/// What a published Applier says of itself, read from its files: the Packager never runs it and never calls into it.
/// </summary>
/// <param name="Version">The version, without the commit.</param>
/// <param name="Commit">The commit that it was built from.</param>
/// <param name="Root">The root that is compiled in.</param>
internal sealed record ApplierProgram(string Version, string Commit, ReadOnlyMemory<byte> Root)
{
    /// <summary>The assembly that holds version and root.</summary>
    public const string Assembly = "Applier.dll";

    private const string RootResource = "root.json";

    /// <summary>Reads a published folder.</summary>
    public static Result<ApplierProgram> Read(IFileSystem files, string folder)
    {
        var path = Path.Combine(folder, Assembly);
        if (!files.File.Exists(path))
            return new Refusal(RefusalCode.InputMissing, path, "the folder holds no published Applier");
        try
        {
            using var reader = new PEReader(files.File.OpenRead(path));
            return Resource(reader) is not { } root
                ? Unreadable(path, "no root is compiled in")
                : ProgramVersion.Of(path).Then<ApplierProgram>(program =>
                    new ApplierProgram(program.Version, program.Commit, root));
        }
        catch (BadImageFormatException e)
        {
            return Unreadable(path, e.Message);
        }
    }

    /// <summary>
    /// Why it could accept no stick of a release, or null: the root that is compiled in has to be one of the release's.
    /// </summary>
    public Refusal? FaultFor(IFileSystem files, string release)
    {
        if (!TrustAnchor.Read(Root, RootResource).TryGet(out var root, out var refusal))
            return refusal;
        var path = Path.Combine(release, FolderTransport.MetadataFolder, Role.FileName(Role.Root, root.Metadata.Version));
        return files.File.Exists(path) && files.File.ReadAllBytes(path).AsSpan().SequenceEqual(Root.Span)
            ? null
            : new Refusal(RefusalCode.RootForeign, path,
                $"the Applier trusts {RootFingerprint.Of(root)}, which is no root of this release");
    }

    private static byte[]? Resource(PEReader reader)
    {
        var metadata = reader.GetMetadataReader();
        foreach (var handle in metadata.ManifestResources)
        {
            var resource = metadata.GetManifestResource(handle);
            if (metadata.GetString(resource.Name) != RootResource || !resource.Implementation.IsNil)
                continue;
            // ECMA-335, II.24.2.4: a resource is its length in four bytes, then its bytes.
            var data = reader.GetSectionData(reader.PEHeaders.CorHeader!.ResourcesDirectory.RelativeVirtualAddress)
                .GetReader((int)resource.Offset, sizeof(int));
            var length = data.ReadInt32();
            return reader.GetSectionData(reader.PEHeaders.CorHeader.ResourcesDirectory.RelativeVirtualAddress)
                .GetContent((int)resource.Offset + sizeof(int), length).ToArray();
        }

        return null;
    }

    private static Refusal Unreadable(string path, string reason) =>
        new Refusal(RefusalCode.FormatInvalid, path, reason);
}
