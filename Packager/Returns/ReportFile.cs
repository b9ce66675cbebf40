namespace PatchKit.Packager.Returns;

/// <summary>A file that a report is made of.</summary>
/// <param name="Path">Where it goes.</param>
/// <param name="Bytes">The file.</param>
internal sealed record ReportFile(string Path, byte[] Bytes)
{
    /// <summary>Whether the folder that it lies in is made for it.</summary>
    public bool MakesFolder { get; init; }
}
