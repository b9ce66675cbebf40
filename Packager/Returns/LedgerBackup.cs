using System.Collections.Immutable;
using System.IO.Abstractions;
using System.Text.RegularExpressions;
using PatchKit.Shared;

namespace PatchKit.Packager.Returns;

/// <summary>
/// A copy of a ledger, row by row as it stood at one moment, proven by its own audit: from a file or a server into a file, or
/// into an empty database of a server.
/// </summary>
internal static partial class LedgerBackup
{
    private static readonly ImmutableArray<string> Tables =
        [.. LedgerSchema.Scripts.SelectMany(script => Table().Matches(script)).Select(match => match.Groups[1].Value)];

    /// <summary>Copies.</summary>
    /// <param name="files">The disk.</param>
    /// <param name="ledger">The ledger, opened for reading.</param>
    /// <param name="target">A file that is not there yet, or a database without a ledger.</param>
    /// <param name="clock">The desk's clock.</param>
    /// <returns>What the audit of the copy says.</returns>
    public static Result<AuditAnswer> Write(IFileSystem files, Ledger ledger, string target, TimeProvider clock)
    {
        if (Ledger.Missing(files, target) is not { Code: RefusalCode.InputMissing } missing)
            return new Refusal(RefusalCode.OutputExists, Ledger.Missing(files, target)?.Place ?? target,
                "there is something here already: no backup takes another one's place");
        var isFile = missing.Place == target;
        var part = isFile ? $"{target}.part" : target;
        var copied = Fault.Guard<AuditAnswer>(target, () =>
        {
            if (isFile)
                files.File.Delete(part);
            if (!Ledger.OpenOrCreate(files, part, ledger.Rehearsal, clock).TryGet(out var copy, out var refusal))
                return refusal;
            using (copy)
            {
                var done = ledger.Ask<int>(() => copy.Transact<int>(() => Copy(ledger, copy)));
                return done.Then(_ => copy.Ask<AuditAnswer>(() => new LedgerAudit(copy).Verify()));
            }
        });
        if (copied.TryGet(out var answer, out var failed) && isFile)
            failed = Fault.Guard<bool>(target, () =>
            {
                files.File.Move(part, target);
                return true;
            }).Refusal;
        if (failed is null)
            return answer! with { Ledger = missing.Place };
        if (isFile)
            Fault.Try(() => files.File.Delete(part));
        return failed;
    }

    private static int Copy(Ledger from, Ledger to)
    {
        foreach (var table in Tables.Reverse())
            to.Execute($"DELETE FROM {table}");
        var rows = 0;
        foreach (var table in Tables)
        {
            foreach (var row in from.Rows($"SELECT * FROM {table}"))
            {
                to.Execute($"INSERT INTO {table} ({string.Join(", ", row.Keys)}) " +
                    $"VALUES ({string.Join(", ", row.Keys.Select(name => $"@{name}"))})", row.ToDictionary());
                rows++;
            }
        }

        return rows;
    }

    [GeneratedRegex(@"CREATE TABLE (\w+)")]
    private static partial Regex Table();
}
