namespace PatchKit.Applier.Operators.Printing;

/// <summary>How fast bytes move: decides when a line of progress is worth printing, and how long the rest takes.</summary>
internal sealed class Pace(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private const int StepInPercent = 5;

    // Before this the guess would jump about.
    private static readonly TimeSpan FirstGuess = TimeSpan.FromSeconds(3);

    private Stage? _stage;
    private long _began;
    private long _shown;
    private int _shownPercent;

    /// <summary>
    /// Takes note of progress; true when a second and five per cent have gone by since the last true, and at the end.
    /// </summary>
    public bool IsWorthShowing(BytesMoved moved)
    {
        var now = time.GetTimestamp();
        var percent = PercentOf(moved);
        if (_stage != moved.Stage)
        {
            (_stage, _began, _shown, _shownPercent) = (moved.Stage, now, now, 0);
            return false;
        }

        var due = percent == 100
            ? _shownPercent < 100
            : time.GetElapsedTime(_shown, now) >= Interval && percent >= _shownPercent + StepInPercent;
        if (due)
            (_shown, _shownPercent) = (now, percent);
        return due;
    }

    /// <summary>How long the rest takes at the pace so far; null while it cannot be told.</summary>
    public TimeSpan? Left(BytesMoved moved)
    {
        var gone = time.GetElapsedTime(_began);
        return _stage == moved.Stage && moved.Done > 0 && moved.Total > moved.Done && gone >= FirstGuess
            ? gone * ((double)(moved.Total - moved.Done) / moved.Done)
            : null;
    }

    /// <summary>0 to 100.</summary>
    public static int PercentOf(BytesMoved moved) =>
        moved.Total <= 0 ? 100 : (int)Math.Clamp(moved.Done * 100.0 / moved.Total, 0, 100);
}
