using System.Collections.Immutable;

namespace PatchKit.Packager.Returns.Forms;

/// <summary>A sheet for people: what stands on it, whichever way it is put on paper.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Language">Its language.</param>
/// <param name="Banner">What stands at the top and the foot of make-believe; empty for a real one.</param>
/// <param name="Blocks">What stands on it, in order.</param>
internal sealed record FormDocument(string Title, string Language, string Banner, ImmutableArray<FormBlock> Blocks);

/// <summary>
/// A piece of a sheet: <see cref="FormHeading"/>, <see cref="FormLine"/>, <see cref="FormField"/>, <see cref="FormTicks"/>,
/// <see cref="FormTable"/> or <see cref="FormNewPage"/>.
/// </summary>
internal abstract record FormBlock;

/// <summary>A heading.</summary>
internal sealed record FormHeading(string Text) : FormBlock;

/// <summary>A sentence.</summary>
internal sealed record FormLine(string Text) : FormBlock;

/// <summary>A field: what it asks, and the answer; without one a line to write on.</summary>
internal sealed record FormField(string Label, string Value) : FormBlock;

/// <summary>Boxes to tick, those that are ticked among them.</summary>
internal sealed record FormTicks(ImmutableArray<(string Label, bool Ticked)> Boxes) : FormBlock
{
    /// <summary>A box as a character: it is read by people and by programs alike.</summary>
    public static string Box(bool ticked) => ticked ? "\u2612" : "\u2610";
}

/// <summary>A table.</summary>
/// <param name="Heads">The heads of its columns.</param>
/// <param name="Widths">The share of each column.</param>
/// <param name="Rows">Its rows.</param>
internal sealed record FormTable(
    ImmutableArray<string> Heads, ImmutableArray<double> Widths, ImmutableArray<ImmutableArray<string>> Rows) : FormBlock;

/// <summary>What follows begins on a page of its own.</summary>
internal sealed record FormNewPage : FormBlock;
