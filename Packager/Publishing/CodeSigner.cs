using System.IO.Abstractions;
using System.Reflection.PortableExecutable;
using PatchKit.Packager.Sticks;
using PatchKit.Shared;

namespace PatchKit.Packager.Publishing;

/// <summary>
/// Signs program files (Authenticode) by a command of the user's, one call a file. <c>{file}</c> in its arguments is the file for
/// a program that signs in place (signtool); <c>{in}</c> and <c>{out}</c> are the two files for one that writes another
/// (osslsigncode).
/// </summary>
/// <param name="Program">The program; no shell is involved.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record CodeSigner(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>Why these arguments cannot do, or null.</summary>
    public Refusal? Fault => (Names("{file}"), Names("{in}"), Names("{out}")) is (true, false, false) or (false, true, true)
        ? null
        : new Refusal(RefusalCode.Usage, "--code-signer-argument", "name the file: {file}, or {in} and {out}");

    /// <summary>Signs a file and reads it back: there is a signature now, and nothing else changed.</summary>
    public async Task<Result<string>> Sign(IFileSystem files, string file)
    {
        var before = files.File.ReadAllBytes(file);
        var signed = $"{file}.signed";
        var arguments = Arguments.Select(text => text
            .Replace("{file}", file, StringComparison.Ordinal).Replace("{in}", file, StringComparison.Ordinal)
                .Replace("{out}", signed, StringComparison.Ordinal));
        if (!(await Tool.Run(Program, arguments, Path.GetDirectoryName(file)!).ConfigureAwait(false))
            .TryGet(out _, out var refusal))
            return refusal;
        if (Names("{out}"))
        {
            if (!files.File.Exists(signed))
                return Unsigned(file, "the program wrote no file");
            files.File.Move(signed, file, overwrite: true);
        }

        return Compare(before, files.File.ReadAllBytes(file)) is { } wrong ? Unsigned(file, wrong) : file;
    }

    /// <summary>What is wrong with a signed file, or null.</summary>
    internal static string? Compare(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        if (Signature(after) is not { Size: > 0 } signature)
            return "there is no signature in it afterwards";
        if (signature.RelativeVirtualAddress + signature.Size != after.Length)
            return "the signature does not stand at its end";
        return PeImage.Hash(before) is { } hash && hash == PeImage.Hash(after) ? null : "more than the signature was changed";
    }

    private bool Names(string place) => Arguments.Any(text => text.Contains(place, StringComparison.Ordinal));

    private static DirectoryEntry? Signature(ReadOnlySpan<byte> file)
    {
        using var reader = Open(file);
        return reader.PEHeaders.PEHeader?.CertificateTableDirectory;
    }

    private static PEReader Open(ReadOnlySpan<byte> file) => new(new MemoryStream(file.ToArray()));

    private Refusal Unsigned(string file, string reason) =>
        new Refusal(RefusalCode.PublishFailed, Program, $"{Path.GetFileName(file)}: {reason}");
}
