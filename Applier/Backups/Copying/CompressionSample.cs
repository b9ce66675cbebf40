namespace PatchKit.Applier.Backups.Copying;

/// <summary>Decides by a look at the bytes, never by the file's name, whether deflating is worth the time.</summary>
/// <remarks>
/// The measure is the entropy of single bytes in up to four slices: text has 4 to 5.5 bits a byte, programs about 6, what is
/// compressed or encrypted close to 8. Deflating the latter costs many times the copy and gains nothing.
/// </remarks>
internal sealed class CompressionSample
{
    /// <summary>Bytes in one slice.</summary>
    public const int SliceSize = 4096;

    /// <summary>Bytes in one slice of a file that is in memory: most are not much longer than all slices together.</summary>
    public const int SmallSliceSize = 1024;

    /// <summary>Slices, spread evenly.</summary>
    public const int Slices = 4;

    private const double WorthwhileBits = 6.8;

    /// <summary>Below this deflating saves less than a cluster.</summary>
    private const int TooSmall = 512;

    /// <summary>n log2 n, for as many bytes as a small file's slices have.</summary>
    private static readonly double[] Weights = AllWeights();

    private readonly int[] _counts = new int[256];
    private int _total;

    /// <summary>Forgets the last file.</summary>
    public void Clear()
    {
        Array.Clear(_counts);
        _total = 0;
    }

    /// <summary>Takes one slice into account.</summary>
    public void Add(ReadOnlySpan<byte> slice)
    {
        foreach (var value in slice)
            _counts[value]++;
        _total += slice.Length;
    }

    /// <summary>Takes a whole file that is in memory into account.</summary>
    public void AddSlicesOf(ReadOnlySpan<byte> content)
    {
        if (content.Length <= SmallSliceSize * Slices)
        {
            Add(content);
            return;
        }

        for (var i = 0; i < Slices; i++)
            Add(content.Slice((int)((long)(content.Length - SmallSliceSize) * i / (Slices - 1)), SmallSliceSize));
    }

    /// <summary>True when the slices say that deflating saves at least about a seventh.</summary>
    public bool Worthwhile
    {
        get
        {
            if (_total < TooSmall)
                return false;
            var sum = 0.0;
            foreach (var count in _counts)
                sum += count < Weights.Length ? Weights[count] : Weight(count);

            return Math.Log2(_total) - (sum / _total) < WorthwhileBits;
        }
    }

    private static double Weight(int count) => count == 0 ? 0 : count * Math.Log2(count);

    private static double[] AllWeights()
    {
        var weights = new double[(SmallSliceSize * Slices) + 1];
        for (var count = 0; count < weights.Length; count++)
            weights[count] = Weight(count);
        return weights;
    }
}
