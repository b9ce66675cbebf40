namespace PatchKit.Tests.Packager.Campaigns;

/// <summary>Values in their place in a sample, good ones and bad ones, on which reader and schema have to agree.</summary>
/// <param name="Old">A text of campaign.yaml that stands there once, or first.</param>
/// <param name="New">What stands there instead, with the value for <c>?</c>.</param>
/// <param name="Good">Values as they are written in YAML.</param>
/// <param name="Bad">Values that both refuse.</param>
internal sealed record SchemaRow(string Old, string New, string[] Good, string[] Bad)
{
    /// <summary>
    /// Values that only the reader refuses, which sees what was written: an editor's YAML has made a number of them already.
    /// </summary>
    public string[] ReadersAlone { get; init; } = [];
}

/// <summary>The table of them.</summary>
internal static class SchemaTable
{
    private const string Dword = "    type: dword\n    value: \"0\"";
    private const string Scripts = "scripts: [scripts/ucs-users.cmd, scripts/ucs-users.sh]";

    public static IReadOnlyList<SchemaRow> Rows { get; } =
    [
        // The head.
        new("campaign: fsn2023-1338", "campaign: ?", ["a", "a.b-2", "2024", "1.50", "true", "null1"],
            ["A", "-a", "a-", "a..b", "a_b", "con", "com1.x", "\"\"", "~", "-1", "[a]", "\"a b\"",
                $"a{new string('b', 60)}-2024"]),
        new("version: 1.0.0", "version: ?", ["1", "1.10", "4.0", "1.2.3.4", "\"1.10\"", "007"],
            ["1.0.0-beta", "v1", "1.2.3.4.5", "1..2", "-1", "-1.5", "true", "~", "", "{}", "\"1,0\""])
        { ReadersAlone = [".5", "1e3", "0x10", "3000000000.0.0"] },
        new("counter: 1", "counter: ?", ["1", "7", "+7", "2147483647"],
            ["0", "-1", "one", "1.5", "\"1\"", "~", "true", "2147483648", "[1]"])
        { ReadersAlone = ["1.0", "0x1"] },
        new("released: 2023-04-05T00:00:00Z", "released: ?",
            ["2023-04-05T00:00:00Z", "\"2023-04-05T12:30:59.5Z\"", "2023-04-05T00:00:00+00:00"],
            ["yesterday", "2023-04-05", "2023-04-05T00:00:00", "2023-04-05T00:00:00+02:00", "2023-13-05T00:00:00Z",
                "2023-04-05 00:00:00Z", "20230405", "~"]),
        new("minimumOsBuild: 14393", "minimumOsBuild: ?", ["14393", "17763"], ["7601", "100000", "10.0", "\"14393\"", "true"]),
        new("vulnerabilities: [CVE-2023-1966, CVE-2023-1968]", "vulnerabilities: ?",
            ["[]", "[CVE-2023-1966]", "[CVE-2024-1234567]"],
            ["CVE-2023-1966", "[cve-2023-1966]", "[CVE-2023-196]", "[CVE-2023]", "[2023-1966]", "[~]", "~"]),
        new("languages: [en, it]", "languages: ?", ["[en, it]", "[it, \"en\"]"],
            ["[]", "[EN, it]", "[english, it]", "[it]", "en", "[en, it, 1]", "~"]),
        new("  en: Close the remote access of the copy service", "  en: ?", ["Close it", "2024", "1.10", "true", "no", "\"0\""],
            ["\"\"", "\" \"", "~", "", "[a]", "{ a: b }"]),
        new("  en: notices/notice.en.md", "  en: ?", ["notices/notice.en.md"],
            ["notices\\notice.en.md", "payload/ucs-patch.msi", "notices/../notices/notice.en.md", "/notices/notice.en.md", "1"]),

        // A product and its modes.
        new("  - product: nextseq550dx", "  - product: ?", ["lc-5", "550", "5.5"], ["LC-5", "lc 5", "nul", "\"\"", "-5"]),
        new("    name: NextSeq 550Dx", "    name: ?", ["LC 5", "550", "true"], ["\"\"", "~", "[a]"]),
        new("catalogueNumbers: [\"20005715\"]", "catalogueNumbers: ?", ["[20005715]", "[LC-5, 7]", "[1.10]"],
            ["[]", "20005715", "[\"\"]", "[~]"]),
        new("udiDi: { agency: GS1, code: \"00816270020125\" }", "udiDi: ?",
            ["{ agency: GS1, code: 00816270020125 }", "{ agency: HIBCC, code: B999LC51 }"],
            ["{ agency: GS2, code: \"00816270020125\" }", "{ agency: GS1 }", "\"00816270020125\"",
                "{ agency: GS1, code: \"00816270020125\", fault: none }"]),
        new("    backupSet:", "    undoDays: ?\n    backupSet:", ["0", "90", "3650"], ["-1", "3651", "\"90\"", "soon", "1.5"]),
        new("    backupSet:", "    undoUntilNextBundle: ?\n    backupSet:", ["true", "false"],
            ["0", "\"yes\"", "maybe", "[true]"]),
        new("quietMinutes: 15", "quietMinutes: ?", ["1", "1440"], ["-1", "1441", "\"15\"", "soon", "1.5"]),
        new("    mode: RUO", "    mode: ?", ["Research", "2", "r-1", "true"],
            ["R U O", "-r", "COM1", "nul", "1.5", "\"\"", "-1"]),
        new("    mode: RUO", "    mode: RUO\n    after: ?", ["Dx", "\"Dx\""], ["[Dx]", "~", "D x", "\"\"", "1.5"]),
        new("software: MOS", "software: ?", ["MOS", "4", "4.0", "true"], ["\"\"", "~", "[MOS]"]),
        new("affected: [\">=4.0.1\"]", "affected: ?", ["[\">=4.0.1\"]", "[\"=4\", \">=5 <6.1 \"]", "[<5]"],
            ["[]", "[4.0]", "[\"4.0\"]", "[\">= 4\"]", "[\"=>4\"]", "[\">=4.0-beta\"]", "\">=4\"", "[\"\"]"]),

        // Steps.
        new("    id: firewall-on", "    id: ?", ["on", "1", "1.5", "true"], ["On", "firewall on", "com9", "a..b", "\"\"", "-1"]),
        new("    kind: enable-firewall", "    kind: ?", ["enable-firewall", "\"enable-firewall\""], ["firewall", "~", "1"]),
        new("    payload: payload/ucs/ucs.cfg", "    payload: ?", ["payload/ucs/ucs.cfg", "\"payload/ucs/ucs.cfg\""],
            ["payload\\ucs\\ucs.cfg", "payload/../payload/ucs/ucs.cfg", "/payload/ucs/ucs.cfg", "scripts/ucs-users.sh",
                "payload/ucs/nul.cfg", "payload/ucs/", "payload//ucs.cfg", "payload/ucs~1/x", "1", "~"]),
        new("    target: C:\\ProgramData\\Illumina\\Universal Copy Service\\ucs.cfg", "    target: ?",
            ["C:\\x", "D:\\a b\\c.cfg", "\"Z:\\\\ä\\\\$b\""],
            ["c:\\x", "C:\\", "C:x", "C:/x", "\\\\server\\share\\x", "C:\\a\\", "C:\\a\\..\\b", "C:\\a.\\b", "C:\\a?b", "x",
                "1"]),
        new("timeLimitMinutes: 15", "timeLimitMinutes: ?", ["1", "240"], ["0", "241", "long", "\"15\"", "1.5"]),
        new(Dword, "    type: dword\n    value: ?", ["0", "\"0\"", "4294967295"], ["~", "", "[0]", "{}"])
        { ReadersAlone = ["1.5", "true", "0x0", "many"] },
        new(Dword, "    type: text\n    value: ?", ["0", "1.10", "true", "no", "\"\"", "a"], ["~", "null", "[a]"]),
        new("type: dword", "type: ?", ["dword", "\"dword\""], ["number", "1", "~"]),
        new(Dword, Dword + "\n    view: ?", ["64", "\"64\"", "\"32\""], ["16", "x64", "~", "true"]),
        new("    key: HKLM\\SOFTWARE\\Illumina\\UniversalCopyService\n", "    key: ?\n", ["HKLM\\X", "HKLM\\SOFTWARE\\X Y"],
            ["HKCU\\X", "HKLM", "HKLM\\", "HKLM\\X\\", "HKLM\\ \\X", "hklm\\X", "1"]),
        new(Scripts, "scripts: ?", ["[scripts/ucs-users.cmd, scripts/ucs-users.sh]"],
            ["[]", "scripts/ucs-users.cmd", "[payload/ucs.cmd, scripts/ucs-users.sh]", "[scripts/ucs-users.py]", "[1]"]),
        new("memberOf: [S-1-5-32-545]", "memberOf: ?", ["[S-1-5-32-545]", "[S-1-5-21-1-2-3-1001]", "[]"],
            ["[Users]", "[S-1]", "[S-1-5]", "[S-1-5-x]", "[s-1-5-32-545]", "[S-1-5-+32-545]", "S-1-5-32-545", "[545]"]),
        new("tries: 3", "tries: ?", ["1", "10"], ["0", "11", "\"3\"", "~"]),
        new("equalTo: MiSeqDx }", "equalTo: ? }", ["MiSeqDx", "1.10", "0", "true", "\"\""], ["~", "[a]"]),
        new("standardAccount: true, state: running }", "standardAccount: ?, state: running }", ["true"],
            ["\"true\"", "yes", "1", "~"])
        { ReadersAlone = ["false", "True"] },
        new("{ kind: firewall }\n\n", "{ kind: hotfix, kb: ? }\n\n", ["KB5012345", "\"KB123456\""],
            ["5012345", "KB12345", "kb5012345", "KB501234567", "~"]),
        new("{ kind: firewall }\n\n", "{ kind: task, task: ? }\n\n", ["\\Example\\Relay", "\\a b"],
            ["Example", "\\", "\\a\\", "\\ \\b", "1", "~"]),
        new("{ kind: firewall }\n\n", "{ kind: certificate, store: ?, thumbprint: 00112233445566778899aAbBcCdDeEfF00112233 }\n\n",
            ["Root", "My", "1"], ["\"\"", "a b", "1.5", "~"]),
        new("{ kind: firewall }\n\n", "{ kind: certificate, store: Root, thumbprint: ? }\n\n",
            ["00112233445566778899aAbBcCdDeEfF00112233"], ["00 11", "xx", "1", "00112233445566778899aAbBcCdDeEfF001122334"]),
        new("{ kind: firewall }\n\n", "{ kind: script, scripts: ? }\n\n", ["[scripts/ucs-users.cmd]"],
            ["[]", "scripts/ucs-users.cmd", "[payload/ucs-users.cmd]", "[scripts/ucs-users.py]"]),
        new("    kind: enable-firewall", "    kind: uninstall\n    product: ?", ["Old Relay", "2", "true"], ["\"\"", "~", "[a]"]),
        new("    kind: enable-firewall", "    kind: uninstall\n    product: Old\n    timeLimitMinutes: ?", ["1", "240"],
            ["0", "241"]),
        new("{ kind: listener, port: 8081,", "{ kind: listener, port: ?,", ["1", "65535"], ["0", "65536", "http", "\"80\""]),
    ];

    /// <summary>Every document of the table: what was written where, the text, and what reader and schema say of it.</summary>
    public static IEnumerable<(string Written, string Text, bool ForReader, bool ForSchema)> Documents()
    {
        var sample = File.ReadAllText(Sample.Campaign("fsn2023-1338"));
        foreach (var row in Rows)
        {
            var at = sample.IndexOf(row.Old, StringComparison.Ordinal);
            Assert.True(at >= 0, $"the sample has no '{row.Old}' any more");
            foreach (var (value, reader, schema) in row.Good.Select(value => (value, true, true))
                .Concat(row.Bad.Select(value => (value, false, false)))
                .Concat(row.ReadersAlone.Select(value => (value, false, true))))
            {
                var written = row.New.Replace("?", value, StringComparison.Ordinal);
                yield return (written, string.Concat(sample.AsSpan(0, at), written, sample.AsSpan(at + row.Old.Length)), reader,
                    schema);
            }
        }
    }
}
