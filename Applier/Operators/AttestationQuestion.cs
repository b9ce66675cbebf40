using System.Collections.Immutable;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Operators;

/// <summary>
/// Who stands there, and what they attest: the sentences of the notice's verification form that only a person can answer. A no is
/// an answer, and stops nothing.
/// </summary>
/// <param name="Sentences">What is to be answered; what the stick shows as attested is not among it.</param>
/// <param name="Known">Name, role and company to begin with: of the last receipt on the stick, else the delivery's company
/// alone.</param>
internal sealed record AttestationQuestion(ImmutableArray<AskedSentence> Sentences, ReceiptOperator Known)
    : Question<AttestationAnswer>("attestations");

/// <summary>A sentence as it is read.</summary>
/// <param name="Sentence">Which.</param>
/// <param name="Text">Its words in the operator's language.</param>
internal sealed record AskedSentence(FormSentence Sentence, string Text);

/// <summary>What the person said.</summary>
/// <param name="By">Who they are.</param>
/// <param name="Given">Yes or no, sentence by sentence; an answers file may leave some out.</param>
internal sealed record AttestationAnswer(ReceiptOperator By, ImmutableSortedDictionary<FormSentence, bool> Given);

/// <summary>
/// Whether the site's IT was told before accounts and permissions change: network permissions, shares and endpoints may be
/// affected.
/// </summary>
/// <param name="Phase">The phase that does it.</param>
internal sealed record LocalItQuestion(LocalizedText Phase) : Question<LocalItAnswer>(Name)
{
    /// <summary>The name under which an answers file answers it.</summary>
    public const string Name = "local-it";
}

/// <summary>Whether, and whom.</summary>
/// <param name="Name">Who was told; null when nobody was, and the operator was warned.</param>
internal sealed record LocalItAnswer(string? Name);
