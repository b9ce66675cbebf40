namespace PatchKit.Applier.Operators.Printing;

/// <summary>
/// Puts what the session tells on a stream: as lines for people (<see cref="LinePrinter"/>) or as JSON
/// (<see cref="JsonPrinter"/>). Safe to call from any thread.
/// </summary>
internal interface IPrinter
{
    /// <summary>Something happened.</summary>
    void Print(SessionEvent happened);

    /// <summary>A question was answered without a person. Never called with a password's text.</summary>
    void Answered(string key, string answer);
}
