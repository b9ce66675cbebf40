namespace PatchKit.Shared.Bundles;

/// <summary>The rules of probes.</summary>
internal static class ProbeRules
{
    public static void CheckAll(RuleBook book, IReadOnlyList<Probe> probes, string path)
    {
        for (var i = 0; i < probes.Count; i++)
            Check(book, probes[i], $"{path}[{i}]");
    }

    private static void Check(RuleBook book, Probe probe, string path)
    {
        switch (probe)
        {
            case FileProbe file:
                book.Require(file.Exists || (file.Sha256 is null && file.Contains is null), path,
                    "a file that must be absent has no content to ask for");
                book.Require(file.Contains is not "", $"{path}.contains", "the text is empty");
                break;
            case RegistryProbe registry:
                book.Key(registry.Key, $"{path}.key");
                break;
            case ProductProbe product:
                book.Line(product.Name, $"{path}.name");
                break;
            case ServiceProbe service:
                book.Line(service.Service, $"{path}.service");
                book.Require(
                    (service.Account, service.StandardAccount, service.State, service.Start) is not (null, null, null, null),
                    path, "nothing is asked of the service; allowed: account, standardAccount, state, start");
                book.Require(service.StandardAccount is not false, $"{path}.standardAccount",
                    "asking for an administrator is not allowed; leave it out");
                if (service.Account is not null)
                    book.Line(service.Account, $"{path}.account");
                break;
            case AccountProbe account:
                book.Line(account.Account, $"{path}.account");
                Groups(book, account.MemberOf, account.NotMemberOf, path);
                break;
            case FirewallProbe:
                break;
            case ListenerProbe listener:
                book.Between(listener.Port, 1, 65535, $"{path}.port");
                break;
            default:
                throw new InvalidOperationException($"a probe of no kind: {probe.GetType()}");
        }
    }

    /// <summary>Groups to belong to and not to belong to.</summary>
    public static void Groups(RuleBook book, IReadOnlyList<string> memberOf, IReadOnlyList<string> notMemberOf, string path)
    {
        book.Sids(memberOf, $"{path}.memberOf");
        book.Sids(notMemberOf, $"{path}.notMemberOf");
        book.Distinct(memberOf, i => $"{path}.memberOf[{i}]", "group");
        book.Distinct(notMemberOf, i => $"{path}.notMemberOf[{i}]", "group");
        for (var i = 0; i < notMemberOf.Count; i++)
            book.Require(!memberOf.Contains(notMemberOf[i]), $"{path}.notMemberOf[{i}]",
                $"the group {notMemberOf[i]} stands under memberOf too");
    }
}
