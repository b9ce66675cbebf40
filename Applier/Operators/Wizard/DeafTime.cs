using Terminal.Gui.Input;

namespace PatchKit.Applier.Operators.Wizard;

/// <summary>
/// Tells what is meant for the screen that is shown from what was meant for the one before: a second tap, a key that repeats, a
/// finger that still rests. Buttons hear nothing for 0.7 s after a screen has changed, then until nothing came for 0.3 s.
/// </summary>
internal sealed class DeafTime(TimeProvider time)
{
    private static readonly TimeSpan AfterScreen = TimeSpan.FromSeconds(0.7);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(0.3);

    private long _shown = time.GetTimestamp();
    private long _last = time.GetTimestamp();
    private bool _pressed;
    private bool _rests;

    /// <summary>Whether a button may be pressed now.</summary>
    public bool Hears { get; private set; }

    /// <summary>Another screen is shown.</summary>
    public void Changed() => (_shown, _last, _rests, Hears) = (time.GetTimestamp(), time.GetTimestamp(), _pressed, false);

    /// <summary>A key came.</summary>
    public void Key() => Input(counts: true);

    /// <summary>The mouse or a finger moved, went down or up.</summary>
    public void Mouse(Mouse mouse)
    {
        _pressed = mouse.IsPressed || (_pressed && !mouse.IsReleased);
        // What went down on an earlier screen is not let go on this one.
        Input(counts: mouse.IsPressed && !_rests);
        _rests &= _pressed;
    }

    private void Input(bool counts)
    {
        var now = time.GetTimestamp();
        Hears |= counts && time.GetElapsedTime(_shown, now) >= AfterScreen && time.GetElapsedTime(_last, now) >= Silence;
        _last = now;
    }
}
