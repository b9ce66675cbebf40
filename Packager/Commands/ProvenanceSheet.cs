using System.Text;
using PatchKit.Packager.Host;
using PatchKit.Packager.Keys;
using PatchKit.Packager.Publishing;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;

namespace PatchKit.Packager.Commands;

/// <summary>
/// What <c>inspect</c> tells of a published folder's provenance, once its signature holds and the folder fits it.
/// </summary>
internal static class ProvenanceSheet
{
    private const string Sdk = "pkg:generic/dotnet-sdk@";

    /// <summary>Verifies the provenance and the folder beside it, and prints what it says.</summary>
    /// <param name="services">The host.</param>
    /// <param name="path">The provenance.</param>
    /// <param name="publicKey">The public key file of whoever has to have signed it.</param>
    /// <param name="json">Print the statement itself.</param>
    public static int Print(PackagerServices services, string path, string publicKey, bool json)
    {
        var folder = PublishedProvenance.FolderOf(path) is { } beside && services.Files.Directory.Exists(beside) ? beside : null;
        if (!PublicKeyFile.Open(services, publicKey).Then(key => PublishedProvenance.Read(services, path, key, folder))
            .TryGet(out var provenance, out var refusal))
            return Outcome.Refuse(services, refusal, json);
        if (json)
        {
            Outcome.WriteJson(services, Encoding.UTF8.GetString(
                DsseEnvelope.Read(services.Files.File.ReadAllBytes(path), path).Value.Payload.AsSpan()));
            return ExitCodes.Done;
        }

        Print(services.Out, provenance, folder);
        return ExitCodes.Done;
    }

    private static void Print(TextWriter text, PublishedProvenance provenance, string? folder)
    {
        var (definition, details) = (provenance.Says.BuildDefinition, provenance.Says.RunDetails);
        var (asked, inputs) = (definition.ExternalParameters, definition.ResolvedDependencies);
        text.WriteLine($"{asked.Program} {asked.Version} for {asked.Runtime}{(asked.Rehearsal ? ", for REHEARSALS alone" : "")}");
        text.WriteLine($"  signed   by {provenance.By}");
        text.WriteLine(folder is null
            ? "  folder   none beside it: no file was looked at"
            : $"  folder   {folder}: every file is as it was published");
        text.WriteLine($"  commit   {provenance.Says.Source.Digest!.GitCommit}" +
            (provenance.Says.Source.Annotations is { Changed: true } ? ", with changes that no commit holds" : ""));
        text.WriteLine($"  built    {details.Metadata.StartedOn:yyyy-MM-dd HH:mm:ss} to {details.Metadata.FinishedOn:HH:mm:ss} " +
            $"UTC, by Packager {details.Builder.Version.Packager}");
        foreach (var input in inputs.Where(input => input.Name is not null))
            text.WriteLine($"  with     {input.Name}, SHA-256 {input.Digest?.Sha256}");
        foreach (var sdk in inputs.Where(input => input.Uri?.StartsWith(Sdk, StringComparison.Ordinal) == true))
            text.WriteLine($"  with     .NET SDK {sdk.Uri![Sdk.Length..]}");
        text.WriteLine($"  with     {inputs.Count(input => input.Digest?.Sha512 is not null)} packages by their digests");
        text.WriteLine($"  code     {(asked.CodeSigned == 0 ? "no file" : $"{asked.CodeSigned} files")} signed (Authenticode)");
    }
}
