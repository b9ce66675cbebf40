using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace PatchKit.Shared.Bundles;

/// <summary>A local account exists and stands (or not) in groups.</summary>
/// <param name="Account">The account's name.</param>
public sealed record AccountProbe([property: JsonRequired] string Account) : Probe
{
    /// <summary>False asks that there is no such account.</summary>
    [JsonRequired]
    public bool Exists { get; init; } = true;

    /// <summary>Groups, by SID, that it must belong to.</summary>
    [JsonRequired]
    public ImmutableArray<string> MemberOf { get; init; } = [];

    /// <summary>Groups, by SID, that it must not belong to; <c>S-1-5-32-544</c> is Administrators in every language.</summary>
    [JsonRequired]
    public ImmutableArray<string> NotMemberOf { get; init; } = [];

    private protected override string Thing => Account;

    internal override string? Against(Probe other) =>
        other is not AccountProbe asked || !Same(asked.Account, Account)
            ? null
            : Exists != asked.Exists ? $"'{Account}' cannot be there and be absent"
            : MemberOf.Intersect(asked.NotMemberOf).Concat(NotMemberOf.Intersect(asked.MemberOf)).FirstOrDefault() is { } group
                ? $"'{Account}' cannot belong to {group} and not belong to it"
                : null;

    internal override void Check(RuleBook book, string path)
    {
        book.Line(Account, $"{path}.account");
        book.Require(
            Exists || MemberOf.Length + NotMemberOf.Length == 0, path, "an account that must be absent has no groups to ask for");
        book.Groups(MemberOf, NotMemberOf, path);
    }
}
