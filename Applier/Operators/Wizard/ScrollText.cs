using System.Drawing;
using PatchKit.Shared;
using Terminal.Gui.Drawing;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;

namespace PatchKit.Applier.Operators.Wizard;

/// <summary>Text to read, folded to the width, that scrolls by keys, wheel and finger. Nothing in it can be changed.</summary>
internal sealed class ScrollText : View
{
    private IReadOnlyList<string> _paragraphs;
    private IReadOnlyList<string> _lines = [];
    private int _width;
    private bool _atEnd;

    /// <summary>Makes the view.</summary>
    public ScrollText(IEnumerable<string> paragraphs)
    {
        _paragraphs = [.. paragraphs];
        CanFocus = true;
        BorderStyle = LineStyle.Single;
        ViewportSettings |= ViewportSettingsFlags.HasVerticalScrollBar;
    }

    /// <summary>Shows more; who reads its end goes on reading its end.</summary>
    public void Show(IReadOnlyList<string> paragraphs)
    {
        if (paragraphs.Count == _paragraphs.Count)
            return;
        _paragraphs = [.. paragraphs];
        _atEnd |= Viewport.Y >= _lines.Count - Viewport.Height;
        _width = 0;
        SetNeedsLayout();
        SetNeedsDraw();
    }

    /// <inheritdoc/>
    protected override void OnSubViewLayout(LayoutEventArgs args)
    {
        base.OnSubViewLayout(args);
        if (Viewport.Width <= 1 || Viewport.Width == _width)
            return;
        _width = Viewport.Width;
        _lines = [.. _paragraphs.SelectMany(paragraph => Folding.FoldHanging(paragraph, _width - 1))];
        SetContentSize(new Size(_width, _lines.Count));
        if (_atEnd)
            ScrollBy(_lines.Count);
        _atEnd = false;
    }

    /// <inheritdoc/>
    protected override bool OnDrawingContent(DrawContext? context)
    {
        for (var row = 0; row < Viewport.Height && row + Viewport.Y < _lines.Count; row++)
        {
            Move(0, row);
            AddStr(_lines[row + Viewport.Y]);
        }

        return true;
    }

    /// <inheritdoc/>
    protected override bool OnKeyDown(Key key) => Turns(key) || base.OnKeyDown(key);

    /// <summary>Scrolls when the key is one that scrolls; true then.</summary>
    public bool Turns(Key key)
    {
        var page = Math.Max(1, Viewport.Height - 1);
        int? rows =
            key == Key.CursorDown ? 1
            : key == Key.CursorUp ? -1
            : key == Key.PageDown ? page
            : key == Key.PageUp ? -page
            : key == Key.End ? _lines.Count
            : key == Key.Home ? -_lines.Count
            : null;
        if (rows is not { } by)
            return false;
        ScrollBy(by);
        return true;
    }

    /// <inheritdoc/>
    protected override bool OnMouseEvent(Mouse mouse)
    {
        if (mouse.Flags.HasFlag(MouseFlags.WheeledDown))
            ScrollBy(1);
        else if (mouse.Flags.HasFlag(MouseFlags.WheeledUp))
            ScrollBy(-1);
        else
            return base.OnMouseEvent(mouse);
        return true;
    }

    private void ScrollBy(int rows)
    {
        var lowest = Math.Max(0, _lines.Count - Viewport.Height);
        Viewport = Viewport with { Y = Math.Clamp(Viewport.Y + rows, 0, lowest) };
    }
}
