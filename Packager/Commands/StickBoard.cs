using System.Globalization;
using System.Text;
using PatchKit.Packager.Host;
using PatchKit.Packager.Sticks;
using PatchKit.Shared;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Commands;

/// <summary>
/// Shows how far each stick of a run is: on a terminal a table that stays in its place, elsewhere a line whenever a stick goes on
/// to something else. Nothing where a program reads the answer.
/// </summary>
internal sealed class StickBoard(PackagerServices services, bool silent) : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);
    private readonly Lock _gate = new();
    private readonly Dictionary<int, LanePhase> _told = [];
    private IReadOnlyList<StickLane> _lanes = [];
    private IReadOnlyList<StickId> _names = [];
    private ITimer? _timer;
    private bool _isAsking;
    private int _lines;

    /// <summary>The names of the sticks, in the order of the lanes.</summary>
    public void Watch(IReadOnlyList<StickLane> lanes, IReadOnlyList<StickId> names)
    {
        if (silent)
            return;
        (_lanes, _names) = (lanes, names);
        _timer = services.Clock.CreateTimer(_ => Show(), null, Beat, Beat);
    }

    /// <summary>A person is asked something: the table keeps still.</summary>
    public T Asking<T>(Func<T> ask)
    {
        lock (_gate)
            (_isAsking, _lines) = (true, 0);
        try
        {
            return ask();
        }
        finally
        {
            lock (_gate)
                _isAsking = false;
        }
    }

    /// <summary>Shows the last state.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        Show();
    }

    /// <summary>A stick's line.</summary>
    internal static string Line(StickId name, StickLane lane, TimeSpan elapsed)
    {
        var (done, all) = (lane.Written + lane.HasReadBack, Math.Max(1, 2 * lane.Total));
        var speed = done / Math.Max(0.001, elapsed.TotalSeconds);
        var left = TimeSpan.FromSeconds(Math.Min(359_999, Math.Max(0, all - done) / Math.Max(1, speed)));
        var text = string.Create(CultureInfo.InvariantCulture,
            $"{name.Text,-14} {Short(lane.Writer.Target),-18} {Word(lane.Phase),-14}");
        return lane.Phase is LanePhase.Done or LanePhase.Failed
            ? text.TrimEnd()
            : string.Create(CultureInfo.InvariantCulture,
                $"{text} {Math.Min(100, 100 * done / all),3} % {speed / 1e6,7:0.0} MB/s {left:h\\:mm\\:ss} left");
    }

    private static string Word(LanePhase phase) => phase switch
    {
        LanePhase.Writing => "writing",
        LanePhase.WritingAlone => "writing, slow",
        LanePhase.ReadingBack => "reading back",
        LanePhase.Done => "whole",
        LanePhase.Failed => "FAILED",
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "a phase without a word"),
    };

    private static string Short(string target) => target.Length <= 18 ? target : $"…{target[^17..]}";

    private void Show()
    {
        lock (_gate)
        {
            if (_isAsking || _lanes.Count == 0)
                return;
            var lines = _lanes.Select((lane, index) =>
                Printable.Line(Line(_names[index], lane, lane.Took ?? services.Clock.GetElapsedTime(lane.Began))));
            if (services.Interactive)
            {
                // ECMA-48: up so many lines; each line is cleared to its end.
                var text = new StringBuilder(_lines > 0 ? $"\x1b[{_lines}A" : "");
                foreach (var line in lines)
                    text.Append(line).Append("\x1b[K").Append(Environment.NewLine);
                PrintableWriter.Behind(services.Error).Write(text);
                _lines = _lanes.Count;
                return;
            }

            foreach (var (index, line) in lines.Index())
            {
                if (_told.TryGetValue(index, out var told) && told == _lanes[index].Phase)
                    continue;
                _told[index] = _lanes[index].Phase;
                services.Error.WriteLine(line);
            }
        }
    }
}
