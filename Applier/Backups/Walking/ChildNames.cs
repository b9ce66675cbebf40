namespace PatchKit.Applier.Backups.Walking;

/// <summary>
/// Names of one folder's children in the zip, free among each other and the sources; mostly the child's own name. Remembers eight
/// bytes of each: two names that agree in them, though they differ, only cost one of them a <c>~2</c>.
/// </summary>
/// <param name="isSource">Whether a source has a name below the folder; null when none has.</param>
internal sealed class ChildNames(Func<string, bool>? isSource)
{
    // FNV-1a, 64 bits (Fowler, Noll, Vo).
    private const ulong Basis = 0xcbf29ce484222325;
    private const ulong Prime = 0x100000001b3;

    private readonly HashSet<ulong> _taken = [];

    /// <summary>The name of the next child.</summary>
    public string Of(string child)
    {
        var name = EntryName.Safe(child);
        var free = name;
        for (var i = 2; isSource?.Invoke(free) == true || !_taken.Add(Hash(free)); i++)
            free = $"{name}~{i}";
        return free;
    }

    private static ulong Hash(string name)
    {
        var hash = Basis;
        foreach (var letter in name)
            hash = (hash ^ char.ToUpperInvariant(letter)) * Prime;
        return hash;
    }
}
