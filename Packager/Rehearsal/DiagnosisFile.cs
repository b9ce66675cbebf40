using System.IO.Abstractions;
using System.IO.Compression;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;

namespace PatchKit.Packager.Rehearsal;

/// <summary>Reads the zip that <c>applier diagnose</c> makes.</summary>
internal static class DiagnosisFile
{
    private const int Longest = 64 << 20;

    /// <summary>The diagnosis in a zip.</summary>
    public static Result<Diagnosis> Read(IFileSystem files, string path)
    {
        try
        {
            if (files.FileInfo.New(path).Length > Longest)
                return new Refusal(RefusalCode.FileLength, path, $"a diagnosis has at most {Longest} bytes");
            using var archive = new ZipArchive(files.File.OpenRead(path));
            if (archive.GetEntry(Diagnosis.FileName) is not { } entry)
                return new Refusal(RefusalCode.FormatInvalid, path, $"there is no {Diagnosis.FileName} in it");
            using var stream = entry.Open();
            var bytes = new byte[Math.Min(Math.Max(entry.Length, 0), Diagnosis.Format.Longest + 1L)];
            var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return Diagnosis.Format.Read(bytes.AsSpan(0, length), $"{path}!{Diagnosis.FileName}");
        }
        catch (InvalidDataException e)
        {
            return new Refusal(RefusalCode.FormatInvalid, path, $"it cannot be unpacked: {e.Message}");
        }
        catch (Exception e) when (Fault.Is(e))
        {
            return Fault.Refuse(e, path, RefusalCode.InputMissing);
        }
    }
}
