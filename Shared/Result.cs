using System.Diagnostics.CodeAnalysis;

namespace PatchKit.Shared;

/// <summary>A value, or the refusal that stands in its place: what reading untrusted bytes gives.</summary>
/// <remarks>
/// Made by the implicit conversions only. The default value is a refusal too, so that a forgotten one never counts as success.
/// </remarks>
public readonly struct Result<T>
    where T : notnull
{
    private readonly T? _value;
    private readonly Refusal? _refusal;
    private readonly bool _ok;

    private Result(T value)
    {
        _value = value;
        _ok = true;
    }

    private Result(Refusal refusal) => _refusal = refusal;

    /// <summary>Splits the result: true with <paramref name="value"/>, or false with <paramref name="refusal"/>.</summary>
    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Refusal? refusal)
    {
        value = _value;
        refusal = _ok ? null : _refusal ?? new Refusal(RefusalCode.Internal, "", "a result was never set");
        return _ok;
    }

    /// <summary>The refusal, or null when there is a value.</summary>
    public Refusal? Refusal => TryGet(out _, out var refusal) ? null : refusal;

    /// <summary>The value of a result that the caller knows to be good.</summary>
    /// <exception cref="InvalidOperationException">It is a refusal: the caller's mistake.</exception>
    public T Value => TryGet(out var value, out var refusal)
        ? value
        : throw new InvalidOperationException($"A refusal was taken for a value: {refusal}");

    /// <summary>Goes on with the value, or passes the refusal through.</summary>
    public Result<TNext> Then<TNext>(Func<T, Result<TNext>> next)
        where TNext : notnull => TryGet(out var value, out var refusal) ? next(value) : refusal;

    /// <summary>A good result.</summary>
    public static implicit operator Result<T>(T value) => new(value);

    /// <summary>A refused result.</summary>
    public static implicit operator Result<T>(Refusal refusal) => new(refusal);
}
