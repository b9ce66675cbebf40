using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Packager.Campaigns;

/// <summary>
/// What one value of a campaign may look like, as the schema says it: patterns and bounds, in the regular expressions that every
/// JSON Schema validator knows. The readers' own rules are code; <see cref="SchemaAgreementTests"/> compares the two.
/// </summary>
internal static class SchemaValues
{
    /// <summary>Any text.</summary>
    public const string AnyText = "PlainText";

    /// <summary>A language's name.</summary>
    public const string Language = "^(?=.{2,35}$)[a-z]{2,3}(?:-[A-Za-z0-9]{1,8})*$";

    /// <summary>A time in UTC, besides its format.</summary>
    public const string Moment = @"^[0-9-]{10}T[0-9:.]+(?:Z|[+-]00:00)$";

    private const string Words = "Words";
    private const string Devices = @"(?:[cC][oO][nN]|[pP][rR][nN]|[aA][uU][xX]|[nN][uU][lL]|[cC][lL][oO][cC][kK]\$"
        + @"|[cC][oO][nN][iI][nN]\$|[cC][oO][nN][oO][uU][tT]\$|[cC][oO][mM][0-9]|[lL][pP][tT][0-9])";

    // No device, no 8.3 short name; printable ASCII but for what Windows forbids; no blank before it, no dot or blank behind it.
    private const string Segment = "(?!" + Devices + @" *(?:[./]|$))(?!(?=[^./]{3,8} *(?:[./]|$))[^./~]+~[0-9]+ *(?:[./]|$))"
        + @"(?! )[ !#-)+-.0-9;=@-\[\]-{}~]{0,139}[!#-)+-\-0-9;=@-\[\]-{}~]";

    private const string MediaPathShape = "(?!.{241})" + Segment + "(?:/" + Segment + ")*$";
    private const string Forbidden = @"<>:""/\\|?*\u0000-\u001f";
    private const string Version = @"[0-9]+(?:\.[0-9]+){0,3}";

    /// <summary>Texts with a form of their own, by the name of their definition.</summary>
    private static readonly Dictionary<string, (string Pattern, string Description)> Texts = new()
    {
        [nameof(Slug)] = ("^(?!" + Devices + @"(?:\.|$))(?!.*\.\.)(?=.{1,64}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$", Slug.Rule),
        [nameof(ModeId)] = ("^(?!" + Devices + "$)(?=.{1,32}$)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$", ModeId.Rule),
        [nameof(SoftwareVersion)] = ($"^{Version}$", SoftwareVersion.Rule),
        [nameof(VersionRange)] = ($"^ *(?:>=|<=|>|<|=){Version}(?: +(?:>=|<=|>|<|=){Version})* *$", VersionRange.Rule),
        [nameof(Sha256Digest)] = ("^(?!0{64})[0-9a-f]{64}$", "64 hexadecimal digits, a-f small"),
        [nameof(InstrumentPath)] = (
            $@"^(?:[A-Z]:(?=\\)|\$\{{[^}}]*\}}(?=\\|$))(?!.{{258}})(?:\\[^{Forbidden}]*[^{Forbidden}. ])*$",
            "a full path on the instrument with a capital drive letter, "
            + "C:\\ProgramData\\x.cfg, or behind one of the product's folders, ${InstallDir}\\x.cfg"),
        [nameof(MediaPath)] = ("^" + MediaPathShape, "a path in the campaign's folder, with slashes"),
        ["PayloadPath"] = ("^(?=payload/)" + MediaPathShape, "a file of payload/, with slashes"),
        ["ScriptPath"] = (@"^(?=scripts/)(?=.*\.(?:[cC][mM][dD]|[pP][sS]1|[sS][hH])$)" + MediaPathShape,
            "a file of scripts/: .cmd, .ps1 or .sh"),
        ["NoticePath"] = (@"^(?=notices/)(?=.*\.md$)" + MediaPathShape, "a Markdown file (.md) of notices/"),
        ["RegistryKey"] = (@"^(?=.{1,255}$)HKLM(?:\\[^\\]*[^\\\s][^\\]*)+$", "a registry key, beginning with HKLM\\"),
        ["Sid"] = ("^S-1(?:-[0-9]{1,20}){2,16}$", "a security identifier, for example S-1-5-32-544"),
        ["Language"] = (Language, LocalizedText.LanguageRule),
        ["Vulnerability"] = ("^CVE-[0-9]{4}-[0-9]{4,19}$", "the identifier of a vulnerability, for example CVE-2023-1968"),
        ["UpdateNumber"] = ("^KB[0-9]{6,8}$", "the number of an update, for example KB5012345"),
        ["TaskPath"] = (@"^(?=.{2,260}$)(?:\\[^\\]*[^\\\s][^\\]*)+$", "the path of a task, beginning with \\"),
        ["StoreName"] = ("^[A-Za-z0-9]{1,64}$", "the name of a store, for example TrustedPublisher"),
        ["Thumbprint"] = ("^[0-9A-Fa-f]{40}$", "40 hexadecimal digits, without blanks"),
        ["FolderName"] = ("^[A-Za-z][A-Za-z0-9]{0,31}$", "a letter, then letters and digits, at most 32"),
        [Words] = (@"\S", "a text that is not blank"),
        [AnyText] = ("", "any text"),
    };

    private static readonly Dictionary<(Type, string), string> TextOf = new()
    {
        [(typeof(LocalizedText), "")] = Words,
        [(typeof(BundleManifest), "languages")] = "Language",
        [(typeof(BundleManifest), "notices")] = "NoticePath",
        [(typeof(BundleManifest), "vulnerabilities")] = "Vulnerability",
        [(typeof(ProductTarget), "name")] = Words,
        [(typeof(ProductTarget), "catalogueNumbers")] = Words,
        [(typeof(ProductTarget), "serialShape")] = Words,
        [(typeof(ModeTarget), "software")] = Words,
        [(typeof(FolderVariable), "name")] = "FolderName",
        [(typeof(IdleGate), "finishedMarkers")] = Words,
        [(typeof(IdleGate), "processes")] = Words,
        [(typeof(RegistrySource), "key")] = "RegistryKey",
        [(typeof(ProductSource), "name")] = Words,
        [(typeof(RegistryProbe), "key")] = "RegistryKey",
        [(typeof(ProductProbe), "name")] = Words,
        [(typeof(ServiceProbe), "service")] = Words,
        [(typeof(ServiceProbe), "account")] = Words,
        [(typeof(ListenerProbe), "service")] = Words,
        [(typeof(AccountProbe), "account")] = Words,
        [(typeof(AccountProbe), "memberOf")] = "Sid",
        [(typeof(AccountProbe), "notMemberOf")] = "Sid",
        [(typeof(HotfixProbe), "kb")] = "UpdateNumber",
        [(typeof(TaskProbe), "task")] = "TaskPath",
        [(typeof(CertificateProbe), "store")] = "StoreName",
        [(typeof(CertificateProbe), "thumbprint")] = "Thumbprint",
        [(typeof(ScriptProbe), "scripts")] = "ScriptPath",
        [(typeof(UndoPayload), "payload")] = "PayloadPath",
        [(typeof(UninstallStep), "product")] = Words,
        [(typeof(RunInstallerStep), "payload")] = "PayloadPath",
        [(typeof(RunScriptStep), "scripts")] = "ScriptPath",
        [(typeof(ReplaceFileStep), "payload")] = "PayloadPath",
        [(typeof(SetServiceStep), "service")] = Words,
        [(typeof(SetServiceStep), "account")] = Words,
        [(typeof(SetAccountStep), "account")] = Words,
        [(typeof(SetAccountStep), "memberOf")] = "Sid",
        [(typeof(SetAccountStep), "notMemberOf")] = "Sid",
        [(typeof(SetRegistryValueStep), "key")] = "RegistryKey",
        [(typeof(DeleteRegistryValueStep), "key")] = "RegistryKey",
        [(typeof(ConfigEdit), "at")] = Words,
    };

    private static readonly Dictionary<(Type, string), (long Least, long Most)> Bounds = new()
    {
        [(typeof(BundleManifest), "counter")] = (1, int.MaxValue),
        [(typeof(BundleManifest), "minimumOsBuild")] = (ManifestRules.LowestOsBuild, 99999),
        [(typeof(ProductTarget), "undoDays")] = (0, ProductTarget.LongestUndoDays),
        [(typeof(IdleGate), "quietMinutes")] = (0, 24 * 60),
        [(typeof(ListenerProbe), "port")] = (1, 65535),
        [(typeof(RunInstallerStep), "timeLimitMinutes")] = (1, 240),
        [(typeof(UninstallStep), "timeLimitMinutes")] = (1, 240),
        [(typeof(RunScriptStep), "timeLimitMinutes")] = (1, 60),
        [(typeof(AskOperatorStep), "tries")] = (1, 10),
    };

    private static readonly HashSet<(Type, string)> NeverEmpty =
    [
        (typeof(BundleManifest), "products"), (typeof(ProductTarget), "catalogueNumbers"), (typeof(ProductTarget), "identity"),
        (typeof(ProductTarget), "modes"), (typeof(ModeTarget), "affected"), (typeof(ModeTarget), "phases"),
        (typeof(Phase), "steps"), (typeof(RunInstallerStep), "doneCodes"), (typeof(RunScriptStep), "scripts"),
        (typeof(EditConfigStep), "edits"), (typeof(UninstallStep), "doneCodes"), (typeof(ScriptProbe), "scripts"),
    ];

    /// <summary>Every member that a table here names.</summary>
    public static IEnumerable<(Type Record, string Member)> Named => [.. TextOf.Keys, .. Bounds.Keys, .. NeverEmpty];

    /// <summary>The definition of a member's text: its own, or that of its type.</summary>
    public static string NameOf(Type record, string member, Type type) =>
        TextOf.TryGetValue((record, member), out var own) ? own
        : typeof(IToken<,>).IsImplementedBy(type, out var arguments) && arguments[1] == typeof(Slug) ? nameof(Slug)
        : Texts.ContainsKey(type.Name) ? type.Name : AnyText;

    /// <summary>Adds what holds for a member besides its type.</summary>
    public static void Bound(JsonObject schema, Type record, string member)
    {
        if (Bounds.TryGetValue((record, member), out var bounds))
            (schema["minimum"], schema["maximum"]) = (bounds.Least, bounds.Most);
        if (NeverEmpty.Contains((record, member)))
            schema["minItems"] = 1;
        if ((record, member) == (typeof(BundleManifest), "languages"))
            schema["contains"] = new JsonObject { ["const"] = LocalizedText.English };
    }

    /// <summary>The pattern of a text.</summary>
    public static Regex Pattern(string name) => new(Texts[name].Pattern, RegexOptions.CultureInvariant);

    /// <summary>
    /// The definition of a text. What YAML takes for a number or a truth value is the text that it looks like, wherever such a
    /// text is allowed.
    /// </summary>
    public static JsonObject Definition(string name)
    {
        var (pattern, description) = Texts[name];
        var fits = Pattern(name);
        JsonObject schema = pattern.Length == 0
            ? new() { ["type"] = "string" } : new() { ["type"] = "string", ["pattern"] = pattern };
        if (fits.IsMatch("true"))
            schema = new() { ["if"] = new JsonObject { ["type"] = "boolean" }, ["else"] = schema };
        if (fits.IsMatch("1"))
        {
            var number = new JsonObject { ["type"] = fits.IsMatch("1.5") ? "number" : "integer" };
            if (!fits.IsMatch("-1"))
                number["minimum"] = 0;
            schema = new() { ["if"] = new JsonObject { ["type"] = "number" }, ["then"] = number, ["else"] = schema };
        }

        schema.Insert(0, "description", $"{char.ToUpperInvariant(description[0])}{description[1..]}.");
        return schema;
    }

    private static bool IsImplementedBy(this Type open, Type type, out Type[] arguments)
    {
        var found = Array.Find(type.GetInterfaces(), one => one.IsGenericType && one.GetGenericTypeDefinition() == open);
        arguments = found?.GetGenericArguments() ?? [];
        return found is not null;
    }
}
