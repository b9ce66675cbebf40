namespace PatchKit.Packager.Campaigns;

/// <summary>A place in an authored file.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
internal readonly record struct FilePosition(long Line, long Column)
{
    /// <summary>The place as an editor jumps to it: <c>file:line:column</c>.</summary>
    public string In(string file) => $"{file}:{Line}:{Column}";
}
