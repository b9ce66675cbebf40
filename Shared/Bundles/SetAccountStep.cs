using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>Puts a local account into groups or takes it out of them, by SID.</summary>
/// <param name="Id">See <see cref="Step"/>.</param>
/// <param name="Title">See <see cref="Step"/>.</param>
/// <param name="Account">The account's name.</param>
public sealed record SetAccountStep(StepId Id, LocalizedText Title, [property: JsonRequired] string Account) : Step(Id, Title)
{
    /// <summary>Groups, by SID, to join.</summary>
    [JsonRequired]
    public ImmutableArray<string> MemberOf { get; init; } = [];

    /// <summary>Groups, by SID, to leave.</summary>
    [JsonRequired]
    public ImmutableArray<string> NotMemberOf { get; init; } = [];

    private protected override string Sets => $"account {Account}";

    internal override Probe Effect(BundleContents files) =>
        new AccountProbe(Account) { MemberOf = MemberOf, NotMemberOf = NotMemberOf };

    internal override void Check(RuleBook book, BundleContents files, string path)
    {
        book.Line(Account, $"{path}.account");
        book.Require(MemberOf.Length + NotMemberOf.Length > 0, path, "nothing is set; allowed: memberOf, notMemberOf");
        book.Groups(MemberOf, NotMemberOf, path);
    }
}
