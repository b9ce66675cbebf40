using PatchKit.Shared;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Operators;

/// <summary>
/// The bundle on this stick is encrypted: which code does its letter have? Whatever is typed is the answer; whether it opens the
/// bundle is seen then. Never stored, never logged.
/// </summary>
/// <param name="Stick">The stick's name, as printed on it and in the letter.</param>
/// <param name="Before">What was wrong with the last answer: UnlockCodeMistyped or UnlockCodeWrong; null at first.</param>
internal sealed record UnlockQuestion(StickId Stick, RefusalCode? Before) : Question<string>("unlock-code");
