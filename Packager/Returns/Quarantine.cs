namespace PatchKit.Packager.Returns;

/// <summary>
/// Files that were given as receipts and are none: kept with the reason, so that nobody has to take this program's word for it.
/// </summary>
internal static class Quarantine
{
    /// <summary>Keeps a file, as base64, since nothing is known of its bytes.</summary>
    public static void Keep(Ledger ledger, RefusedFile file, ReadOnlySpan<byte> bytes) =>
        ledger.Execute(
            """
            INSERT INTO receipts (digest, standing, place, reason, envelope, received_at)
            VALUES (@Digest, 'refused', @Place, @Reason, @envelope, @Received)
            """,
            new { file.Digest, file.Place, file.Reason, envelope = Convert.ToBase64String(bytes), file.Received });

    /// <summary>Every one that nobody has settled yet, by its digest.</summary>
    public static IReadOnlyList<RefusedFile> Files(Ledger ledger) => ledger.Query<RefusedFile>(
        """
        SELECT digest, place, reason, received_at AS received FROM receipts
        WHERE standing = 'refused' AND digest NOT IN (SELECT subject FROM log WHERE kind = 'Decision') ORDER BY digest
        """);
}
