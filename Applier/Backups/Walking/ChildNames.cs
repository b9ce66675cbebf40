namespace PatchKit.Applier.Backups.Walking;

/// <summary>
/// Names of one folder's children in the zip, free among each other and the sources; mostly the child's own name. Remembers forty
/// bits of each: two names that agree in them, though they differ, only cost one of them a <c>~2</c>.
/// </summary>
/// <param name="isSource">Whether a source has a name below the folder; null when none has.</param>
internal sealed class ChildNames(Func<string, bool>? isSource)
{
    // FNV-1a, 64 bits (Fowler, Noll, Vo).
    private const ulong Basis = 0xcbf29ce484222325;
    private const ulong Prime = 0x100000001b3;
    private const int Fewest = 4;

    // The lowest eight bits of a hash say in which table the highest 32 stand. Each grows by itself, so that a folder with half a
    // million files never has all of it twice in memory.
    private readonly (uint[] Slots, int Count)[] _tables = new (uint[], int)[256];

    /// <summary>The name of the next child.</summary>
    public string Of(string child)
    {
        var name = EntryName.Safe(child);
        var free = name;
        for (var i = 2; isSource?.Invoke(free) == true || !Take(Hash(free)); i++)
            free = $"{name}~{i}";
        return free;
    }

    // False when it was taken.
    private bool Take(ulong hash)
    {
        ref var table = ref _tables[(byte)hash];
        table.Slots ??= new uint[Fewest];
        if (table.Count == table.Slots.Length / 4 * 3)
            table.Slots = Twice(table.Slots);
        // A slot with nothing in it is 0.
        var taken = Put(table.Slots, Math.Max((uint)(hash >> 32), 1));
        table.Count += taken ? 1 : 0;
        return taken;
    }

    private static uint[] Twice(uint[] slots)
    {
        var twice = new uint[slots.Length * 2];
        foreach (var one in slots.Where(one => one != 0))
            Put(twice, one);
        return twice;
    }

    // By open addressing: the next free slot from its own on.
    private static bool Put(uint[] slots, uint one)
    {
        var slot = one & (uint)(slots.Length - 1);
        for (; slots[slot] != 0; slot = (slot + 1) & (uint)(slots.Length - 1))
        {
            if (slots[slot] == one)
                return false;
        }

        slots[slot] = one;
        return true;
    }

    private static ulong Hash(string name)
    {
        var hash = Basis;
        foreach (var letter in name)
            hash = (hash ^ char.ToUpperInvariant(letter)) * Prime;
        return hash;
    }
}
