using System.Collections.Immutable;
using System.Runtime.Versioning;
using System.Security.Principal;
using Native = PatchKit.Applier.Instruments.Windows.AccountNativeMethods;

namespace PatchKit.Applier.Instruments.Windows;

/// <summary>
/// Which local groups an account belongs to, asked in two ways: every group for its members, and the account for its groups.
/// </summary>
[SupportedOSPlatform("windows")]
internal static unsafe class LocalGroups
{
    /// <summary>What every logon of a service carries. Source: MS-DTYP, well-known SIDs.</summary>
    public static readonly ImmutableArray<string> CarriedByAll = ["S-1-1-0", "S-1-2-0", "S-1-5-6", "S-1-5-11"];

    /// <summary>By the groups: those that list the account, or a global group of it.</summary>
    public static ImmutableArray<string> ByMembers(string name, SecurityIdentifier account)
    {
        var own = Global(name).Append(account.Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. All().Where(group => Members(group).Any(own.Contains)).Select(SidOfGroup).OfType<string>()
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>By the account: what Windows counts for it, nested groups included.</summary>
    public static ImmutableArray<string> ByAccount(string name)
    {
        var error = Native.NetUserGetLocalGroups(null, name, 0, Native.IncludeIndirect, out var buffer, Native.MaxLength,
            out var count, out _);
        Require(error, name, "NetUserGetLocalGroups");
        return [.. Names(buffer, count).Select(SidOfGroup).OfType<string>().Order(StringComparer.Ordinal)];
    }

    /// <summary>Whether a group lists the account, or something that every service's logon carries.</summary>
    public static bool Holds(string groupSid, SecurityIdentifier account) =>
        Members(AccountName.OfGroup(groupSid)).Any(member => member == account.Value || CarriedByAll.Contains(member));

    /// <summary>SIDs of a group's members.</summary>
    public static IReadOnlyList<string> Members(string group)
    {
        Require(Native.NetLocalGroupGetMembers(null, group, 0, out var buffer, Native.MaxLength, out var count, out _, 0), group,
            "NetLocalGroupGetMembers");
        try
        {
            return [.. new ReadOnlySpan<nint>((void*)buffer, (int)count).ToArray()
                .Select(sid => new SecurityIdentifier(sid).Value)];
        }
        finally
        {
            _ = Native.NetApiBufferFree(buffer);
        }
    }

    private static string[] All()
    {
        Require(Native.NetLocalGroupEnum(null, 0, out var buffer, Native.MaxLength, out var count, out _, 0), "groups",
            "NetLocalGroupEnum");
        return Names(buffer, count);
    }

    private static string[] Global(string name)
    {
        // An account without global groups, as in Windows that belongs to no domain, has an error here and no list.
        if (Native.NetUserGetGroups(null, name, 0, out var buffer, Native.MaxLength, out var count, out _) != Native.Success)
            return [];
        return [.. Names(buffer, count).Select(SidOfGroup).OfType<string>()];
    }

    private static string? SidOfGroup(string group)
    {
        try
        {
            return new NTAccount(group).Translate(typeof(SecurityIdentifier)).Value;
        }
        catch (IdentityNotMappedException)
        {
            return null;
        }
    }

    private static string[] Names(nint buffer, uint count)
    {
        try
        {
            return [.. new ReadOnlySpan<nint>((void*)buffer, (int)count).ToArray().Select(name => new string((char*)name))];
        }
        finally
        {
            _ = Native.NetApiBufferFree(buffer);
        }
    }

    private static void Require(int error, string place, string call)
    {
        if (error != Native.Success)
            throw WindowsFault.Of(place, call, error);
    }
}
