namespace PatchKit.Applier.Instruments;

/// <summary>Renames that the machine carries out at its next start, for files that are never free while it runs.</summary>
internal interface IRestartMoves
{
    /// <summary>
    /// Asks the machine to rename <paramref name="source"/> over <paramref name="target"/> (both on the host, on one volume) when
    /// it starts next. Removing the source before then takes it back. Source: Windows, MoveFileEx, MOVEFILE_DELAY_UNTIL_REBOOT.
    /// </summary>
    void Schedule(string source, string target);
}
