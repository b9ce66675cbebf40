namespace PatchKit.Applier.Backups.Walking;

/// <summary>Many lists in the order of their paths become one, of which only the next element of each is in memory.</summary>
internal static class PathOrder
{
    /// <summary>Merges lists that are in order; of equal paths the one of the earlier list comes first.</summary>
    public static IEnumerable<T> Merge<T>(IEnumerable<IEnumerable<T>> lists, Func<T, string> path)
        where T : class
    {
        var all = new List<Head<T>>();
        var heads = new PriorityQueue<Head<T>, Head<T>>(Comparer<Head<T>>.Default);
        try
        {
            foreach (var list in lists)
                all.Add(new Head<T>(list.GetEnumerator(), all.Count, path));
            foreach (var head in all)
            {
                if (head.Advance())
                    heads.Enqueue(head, head);
            }

            while (heads.TryDequeue(out var head, out _))
            {
                yield return head.Current;
                if (head.Advance())
                    heads.Enqueue(head, head);
            }
        }
        finally
        {
            all.ForEach(head => head.Dispose());
        }
    }

    private sealed class Head<T>(IEnumerator<T> list, int number, Func<T, string> path) : IComparable<Head<T>>, IDisposable
        where T : class
    {
        private readonly int _number = number;
        private string _path = "";

        public T Current => list.Current;

        public bool Advance()
        {
            if (!list.MoveNext())
                return false;
            _path = path(list.Current);
            return true;
        }

        public int CompareTo(Head<T>? other) =>
            string.CompareOrdinal(_path, other!._path) is not 0 and var order ? order : _number.CompareTo(other._number);

        public void Dispose() => list.Dispose();
    }
}
