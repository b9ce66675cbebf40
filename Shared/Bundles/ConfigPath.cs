using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace PatchKit.Shared.Bundles;

/// <summary>Where a member stands in a configuration file, as an author writes it: one way of writing for each format.</summary>
internal static partial class ConfigPath
{
    /// <summary>Why a text is no place in a file of the format; null when it is one.</summary>
    public static string? Fault(ConfigFormat format, string at) => format switch
    {
        ConfigFormat.Ini when !IniForm().IsMatch(at) => $"'{at}' is not written as [Section]Key",
        ConfigFormat.Json when !JsonForm().IsMatch(at) => $"'{at}' is not a JSON Pointer such as /server/port",
        ConfigFormat.Xml when !XmlForm().IsMatch(at) =>
            $"'{at}' is not written as /document/element[@name='value']/@attribute, with one element below the root at least",
        _ => null,
    };

    /// <summary>Section (empty before the first one) and key of an INI file.</summary>
    public static (string Section, string Key) Ini(string at)
    {
        var match = IniForm().Match(at);
        return (match.Groups["section"].Value, match.Groups["key"].Value);
    }

    /// <summary>The names of a JSON Pointer, from the root.</summary>
    public static ImmutableArray<string> Json(string at) =>
    [
        .. at.Split('/').Skip(1).Select(name =>
            name.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)),
    ];

    /// <summary>The elements from the root, and the attribute at the end, if there is one.</summary>
    public static (ImmutableArray<XmlStep> Elements, string? Attribute) Xml(string at)
    {
        var match = XmlForm().Match(at);
        var attribute = match.Groups["attribute"];
        return ([.. match.Groups["element"].Captures.Select(element => Step(element.Value))],
            attribute.Success ? attribute.Value : null);
    }

    private static XmlStep Step(string element)
    {
        var match = XmlElement().Match(element);
        return match.Groups["key"].Success
            ? new(match.Groups["name"].Value, match.Groups["key"].Value, match.Groups["value"].Value)
            : new(match.Groups["name"].Value, null, "");
    }

    [GeneratedRegex(@"^(\[(?<section>[^\]\p{C}]+)\])?(?<key>[^\s=\[\];#\p{C}]([^=\p{C}]*[^\s=\p{C}])?)\z")]
    private static partial Regex IniForm();

    [GeneratedRegex(@"^(/([^~/\p{C}]|~0|~1)*)+\z")]
    private static partial Regex JsonForm();

    [GeneratedRegex(@"^(/(?<element>[\p{L}_][\w.-]*(\[@[\p{L}_][\w.-]*='[^'\p{C}]*'\])?))+(/@(?<attribute>[\p{L}_][\w.-]*))?\z")]
    private static partial Regex XmlForm();

    [GeneratedRegex(@"^(?<name>[^\[]+)(\[@(?<key>[^=]+)='(?<value>[^']*)'\])?\z")]
    private static partial Regex XmlElement();
}

/// <summary>One element of a way through an XML file.</summary>
/// <param name="Name">Its local name.</param>
/// <param name="Key">Local name of the attribute that tells it from its neighbours; null when there is none.</param>
/// <param name="Value">That attribute's value.</param>
internal sealed record XmlStep(string Name, string? Key, string Value);
