using PatchKit.Shared;
using PatchKit.Shared.Receipts;

namespace PatchKit.Applier.Operators;

/// <summary>
/// What a person says of their own accord, at any screen, until the first change: nothing is begun then, and a receipt says why.
/// A closed pair: <see cref="NotNow"/> and <see cref="Compromised"/>.
/// </summary>
internal abstract record Objection
{
    private Objection()
    {
    }

    /// <summary>How the session ends then.</summary>
    public abstract Verdict Verdict { get; }

    /// <summary>The same as the kit's "no", for screen and exit code.</summary>
    public abstract Refusal Refusal { get; }

    /// <summary>The update is not wanted now.</summary>
    /// <param name="Why">Why not.</param>
    public sealed record NotNow(ReceiptDecline Why) : Objection
    {
        /// <inheritdoc/>
        public override Verdict Verdict => Verdict.Declined;

        /// <inheritdoc/>
        public override Refusal Refusal => new(RefusalCode.Declined, "", "the operator said no");
    }

    /// <summary>The person suspects that somebody has tampered with the instrument.</summary>
    public sealed record Compromised : Objection
    {
        /// <inheritdoc/>
        public override Verdict Verdict => Verdict.Compromised;

        /// <inheritdoc/>
        public override Refusal Refusal =>
            new(RefusalCode.Compromised, "", "the operator suspects that the instrument was tampered with");
    }
}
