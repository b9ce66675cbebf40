namespace PatchKit.Tests.Packager.Campaigns;

/// <summary>
/// What a person who writes a campaign gets wrong: a change of the sample, the place that is named, the words that are said.
/// </summary>
/// <param name="Old">A text of campaign.yaml.</param>
/// <param name="Changed">What stands there instead.</param>
/// <param name="At">The text at which the named place begins: looked for from the change on, with a leading ^ from the top, with
/// a leading &lt; backwards from the change.</param>
/// <param name="Told">A part of the message.</param>
/// <param name="Warned">Whether it is a warning.</param>
internal sealed record AuthoringMistake(string Old, string Changed, string At, string Told, bool Warned = false);

/// <summary>The table of them.</summary>
internal static class AuthoringMistakes
{
    private static readonly string Soon = $"{DateTimeOffset.UtcNow.AddDays(30):yyyy-MM-dd}";

    private const string Scripts = "scripts: [scripts/ucs-users.cmd, scripts/ucs-users.sh]";
    private const string Version = "{ kind: product, name: Universal Copy Service, version: \">=2.5.0\" }";
    private const string Users = "memberOf: [S-1-5-32-545]       # Users";

    private const string Identity = "- { kind: registry, key: HKLM\\SOFTWARE\\Illumina\\Instrument, name: Product, equalTo: ";
    // What stands between the ways in which the two modes of the first product are known.
    private const string BetweenModes = "      - <<: *ruo\n" +
        "        software: MCS\n" +
        "        softwareVersion: { kind: product, name: MiSeq Control Software }\n" +
        "        affected: [\">=4.0 <4.1\"]\n" +
        "        detection:\n";

    private const string Ruo = "- &boots-ruo { kind: registry, key: HKLM\\SOFTWARE\\Illumina\\Instrument, name: BootMode, ";

    /// <summary>Mistakes in campaign.yaml.</summary>
    public static IReadOnlyList<AuthoringMistake> All { get; } =
    [
        // The head.
        new("campaign: fsn2023-1338", "campaign: FSN 2023", "FSN 2023", "lower-case letters"),
        new("campaign: fsn2023-1338\n", "", "^version: 1.0.0", "'campaign' is missing"),
        new("version: 1.0.0", "version: 1.0.0-beta", "1.0.0-beta", "whole numbers joined by dots"),
        new("version: 1.0.0", "version: v1", "v1", "whole numbers joined by dots"),
        new("counter: 1", "counter: 0", "0", "between 1 and"),
        new("counter: 1", "counter: one", "one", "a whole number belongs here"),
        new("counter: 1", "counter: 1.5", "1.5", "a whole number belongs here"),
        new("counter: 1", "counter: ~", "~", "null is not allowed"),
        new("counter: 1", "counter: 1\ncounter: 2", "counter: 2", "counter"),
        new("counter: 1", "countr: 1", "countr", "Did you mean 'counter'?"),
        new("counter: 1", "counter: 1\nbundle: mine", "bundle: mine", "leave it out"),
        new("counter: 1", "counter: 1\nschema: \"1.0\"", "schema", "leave it out"),
        new("released: 2023-04-05T00:00:00Z", "released: yesterday", "yesterday", "2023-04-05T00:00:00Z"),
        new("released: 2023-04-05T00:00:00Z", "released: 2023-04-05T00:00:00+02:00", "2023-04-05T00:00:00+02", "UTC"),
        new("released: 2023-04-05T00:00:00Z", "released: 2099-04-05T00:00:00Z", "2099", "more than a year away"),
        new("minimumOsBuild: 14393", "minimumOsBuild: 7601", "7601", "14393"),
        new("minimumOsBuild: 14393", "minimumOsBiuld: 14393", "minimumOsBiuld", "Did you mean 'minimumOsBuild'?"),
        new("[CVE-2023-1966, CVE-2023-1968]", "[CVE-2023-1966, CVE-2023-68]", "CVE-2023-68", "no CVE identifier"),
        new("[CVE-2023-1966, CVE-2023-1968]", "[CVE-2023-1966, CVE-2023-1966]", "CVE-2023-1966]", "twice"),
        new("title:\n  en: Close the remote", "title:\n  english: Close the remote", "english", "is no language"),
        new("title:\n  en: Close the remote access of the copy service\n", "title:\n", "it: Chiusura", "English is missing"),
        new("title:\n  en: Close", "title: Close the remote access\nx-t:\n  en: Close", "Close the",
            "a text in languages belongs"),
        new("  en: Close the remote access of the copy service", "  en: \"\"", "\"\"", "blank"),
        new("  en: Close the remote access of the copy service", "  en: \"a\\tb\"", "\"a", "control character"),
        new("notices:\n  en: notices/notice.en.md", "notices:\n  en: notices/none.md", "notices/none.md", "there is no file"),
        new("notices:\n  en: notices/notice.en.md", "notices:\n  en: payload/ucs/ucs.cfg", "payload/ucs", "Markdown"),
        new("notices:\n  en: notices/notice.en.md\n", "notices:\n", "it: notices", "the text in 'en' is missing"),
        new("x-steps:", "xsteps:", "xsteps", "x-"),
        new("x-phases:", "x_phases:", "x_phases", "x-"),
        new("x-phases:", "phases:", "phases", "as in 'x-phases'"),
        new("x-phases:", "X-phases:", "X-phases", "as in 'x-phases'"),
        new("counter: 1", "conter: 1", "conter", "Did you mean 'counter'? Allowed: campaign, version, counter, released"),
        new("languages: [en, it]", "languages: [en, it, de]", "^en: Close the", "the text in 'de' is missing, which 'languages'"),
        new("languages: [en, it]", "languages: [en]", "Chiusura", "'it' does not stand in 'languages': en"),
        new("languages: [en, it]", "languages: [it]", "[it]", "English is missing"),
        new("languages: [en, it]", "languages: [EN, it]", "EN, it", "'EN' is no language"),

        // YAML.
        new("counter: 1", "counter: [1", "^", "YAML"),
        new("counter: 1", "counter: *nowhere", "*nowhere", "nothing above is named &nowhere"),
        new("steps: [*listen-on-loopback, *install-patch", "steps: [*listen-on-loopback, *install-patsh", "*install-patsh",
            "did you mean *install-patch?"),
        new("counter: 1", "counter: 1\n---\nmore: 1", "^", "one YAML document"),
        new("    kind: replace-file", "\tkind: replace-file", "\t", "a tab"),
        new("  - <<: *ruo", "  - <<: dx", "dx", "merge key"),
        new("counter: 1", "counter:1", "^", "does a text with quotation marks"),
        new("counter: 1", "counter:\u00a01", "\u00a0", "non-breaking blank"),
        new("    kind: replace-file", "   kind: replace-file", ": listen-on", "a name is indented like the names around it"),
        new("    id: firewall-on", "   id: firewall-on", "id: firewall-on", "is indented neither like the items"),
        new("title:\n  en: Close the remote", "title:\n  en: Urgent: close the remote", ": close",
            "a colon stands inside a value"),
        new("title:\n  en: Close the remote", "title:\n  en: \"Close the remote", "\"Close", "is not closed"),
        new("title:\n  en: Close the remote", "title:\n  en: Close port #8081, the remote", "#8081", "is a comment", true),
        new("- { kind: firewall }\n\n", "- { kind: firewall\n\n", "^", "is a bracket"),
        new("target: C:\\ProgramData\\Illumina\\Universal Copy Service\\ucs.cfg", "target: \"C:\\ProgramData\\ucs.cfg\"",
            "\"C:", "a backslash begins an escape"),
        new("target: C:\\ProgramData\\Illumina\\Universal Copy Service\\ucs.cfg", "target: \"C:\\Illumina\\ucs.cfg\"",
            "\"C:", "a backslash begins an escape"),
        new("catalogueNumbers: [\"20005715\"]", "catalogueNumbers: [\"20005715\" \"7\"]", "\"7", "a bracket is open here"),
        new("- { kind: product, name: NextSeq Control Software }", "- { kind: product, name: \"NextSeq Control Software }",
            "\"Next", "a quotation mark that was opened is not closed (YAML"),
        new("title:\n  en: Close the remote", "title:\n  en: @Close the remote", "@Close", "begins with this character"),
        new("title:\n  en: Close the remote", "title:\n  en: !<Close the remote", "!<", "begins with ! stands in"),
        new("title:\n  en: Close the remote", "title:\n  en: & Close the remote", "& Close", "begins with * or & stands in"),
        new("affected: [\">=4.0.1\"]", "affected: >=4.0.1", ">=4", "begins with > or |"),
        new("finishedMarkers: [RTAComplete*, CopyComplete*]", "finishedMarkers: [*.done]", "*.done", "begins with * stands in"),
        new("counter: 1", "counter: &loop\n  again: *loop", "<", "anchor"),

        // Products and modes.
        new("  - product: miseqdx", "  - product: MiSeq Dx", "MiSeq Dx", "lower-case letters"),
        new("code: \"00816270020002\"", "code: \"00816270020003\"", "\"00816270020003", "check digit"),
        new("code: \"00816270020125\"", "code: \"00816270020002\"", "<{ agency", "twice"),
        new("  - product: nextseq550dx", "  - product: miseqdx", "miseqdx", "twice"),
        new("catalogueNumbers: [\"20005715\"]", "catalogueNumbers: []", "[]", "at least one catalogue number"),
        new("catalogueNumbers: [\"20005715\"]", "catalogueNumbers: [DX-410-1001]", "DX-410-1001", "twice", true),
        new("serialShape: ^M\\d{5}$", "serialShape: \"M(\\\\d{5}\"", "\"M(", "does not compile"),
        new(Identity + "NextSeq 550Dx }", Identity + "MiSeqDx }", "- { kind", "the product miseqdx fulfils all of this too"),
        new("pattern: (?m)^SerialNumber=([A-Z0-9-]+)\\r?$", "pattern: SerialNumber=.*", "SerialNumber=.*", "no group"),
        new("quietMinutes: 15", "quietMinutes: -1", "-1", "between 0"),
        new("quietMinutes: 15", "quietMinutes: 0", "0", "still being copied", true),
        new("processes: [MiSeqOperatingSoftware,", "processes: [MiSeq.exe,", "MiSeq.exe", "without its extension"),
        new("finishedMarkers: [RTAComplete*, CopyComplete*]", "finishedMarkers: []", "[]", "at least one marker"),
        new("- D:\\Illumina\\MiSeq Temp", "- Illumina\\MiSeq Temp", "Illumina", "drive letter"),
        new("- C:\\ProgramData\\Illumina\\Instrument\n", "- C:\\ProgramData\\Illumina\\universal copy service\n",
            "C:\\ProgramData\\Illumina\\universal", "twice"),
        new("affected: [\">=4.0.1\"]", "affected: [\"from 4.0.1\"]", "\"from", "comparisons joined by blanks"),
        new("affected: [\">=4.0.1\"]", "affected: [\">=4.0 <3.0\"]", "\">=4.0 <3.0", "no version lies in"),
        new("affected: [\">=4.0.1\"]", "affected: []", "[]", "at least one version range"),
        new("    mode: RUO", "    mode: Dx", "Dx", "twice"),
        new("    mode: RUO", "    mode: RUO\n    after: GxP", "GxP", "GxP is no mode of miseqdx; it has Dx, RUO"),
        new("    mode: RUO", "    mode: RUO\n    after: RUO", "RUO\n    phases", "RUO is this mode itself"),
        new("    mode: Dx", "    mode: Dx\n    after: RUO", "RUO", "RUO stands below; write the modes in the order"),
        new(Ruo + "equalTo: RUO }\n          - { kind: product, name: MiSeq Control Software }",
            Ruo + "equalTo: Dx }\n          - { kind: product, name: MiSeq Operating Software }", "- &boots-ruo",
            "the mode Dx fulfils all of this too"),
        new(Identity + "NextSeq 550Dx }", "- { kind: registry, key: HKLM\\Software\\Illumina\\Instrument, name: product, " +
            "equalTo: MiSeqDx }", "- { kind", "the product miseqdx fulfils all of this too"),
        new(Identity + "NextSeq 550Dx }", "- { kind: registry, key: HKLM\\SOFTWARE\\Illumina\\Instrument, name: Product }",
            "- { kind", "the product miseqdx fulfils all of this too"),
        new(Ruo + "equalTo: RUO }\n          - { kind: product, name: MiSeq Control Software }", Ruo + "equalTo: Dx }",
            "- &boots-ruo", "the mode Dx fulfils all of this too"),
        new(Ruo + "equalTo: RUO }\n          - { kind: product, name: MiSeq Control Software }",
            Ruo + "equalTo: Dx }\n          - { kind: product, name: MiSeq Operating Software, version: \">=1.0\" }",
            "^- &boots-dx", "the mode RUO fulfils all of this too"),
        new("- { kind: product, name: MiSeq Operating Software }\n" + BetweenModes + "          " + Ruo + "equalTo: RUO }",
            "- { kind: file, path: C:\\x.cfg }\n" + BetweenModes + "          " + Ruo + "equalTo: Dx }\n" +
            "          - { kind: file, path: C:\\X.cfg, contains: x }", "^- &boots-dx", "the mode RUO fulfils all of this too"),
        new("- { kind: product, name: MiSeq Control Software }",
            "- { kind: registry, key: HKLM\\SOFTWARE\\Illumina\\Instrument, " +
            "name: Product, equalTo: MiSeq }", "{ kind: registry", "no instrument of the product fulfils this"),
        new("- { kind: product, name: MiSeq Control Software }",
            "- { kind: product, name: MiSeq Control Software, exists: false }\n" +
            "          - { kind: product, name: MiSeq Control Software }", "{ kind: product, name: MiSeq Control Software }\n",
            "cannot both hold"),
        new("code: \"00816270020002\"", "code: (01)00816270020002", "(01)", "without the (01)"),
        new("    name: MiSeqDx\n",
            "    name: MiSeqDx, the sequencer for diagnostics in human medicine, in each of its two editions, " +
            "with either software\n", "MiSeqDx, the", "as a heading", true),
        new("      optional:    # both spellings of each folder are met in the field\n",
            "      optional:\n        - C:\\ProgramData\\Illumina\\Instrument\\logs\n", "C:", "it lies in what is mandatory",
                true),
        new("    mode: Dx\n", "    mode: Dx\n    name: { en: the Dx mode, it: the Dx mode }\n", "the Dx mode }",
            "it is the English text", true),
        new("- C:\\ProgramData\\Illumina\\Instrument\n", "- C:\\ProgramData\\Illumina\\Instrument\\\n", "C:",
            "ends with a backslash"),
        new("- C:\\ProgramData\\Illumina\\Instrument\n", "- C:/ProgramData/Illumina/Instrument\n", "C:", "written with slashes"),
        new("- C:\\ProgramData\\Illumina\\Instrument\n", "- \"%ProgramData%\\\\Illumina\"\n", "\"%", "a variable of Windows"),
        new("- C:\\ProgramData\\Illumina\\Instrument\n", "- \"C:\\temp\\\\x\"\n", "\"C:", "has a control character"),
        new("- C:\\ProgramData\\Illumina\\Instrument\n", "- ${InstallDir}\n", "${", "is none of the product's folders"),
        new("software: MOS", "software: MOS\n        sofware: MOS", "sofware", "Did you mean 'software'?"),

        // Steps.
        new("kind: enable-firewall", "kind: enable-firewalls", "enable-firewalls", "allowed: run-installer"),
        new("    kind: enable-firewall\n", "", "<- &firewall-on", "kind"),
        new("    id: firewall-on", "    id: close-remote-access", "close-remote-access", "twice"),
        new("    id: firewall-on", "    id: Firewall on", "Firewall on", "lower-case letters"),
        new("payload: payload/ucs/ucs.cfg", "payload: payload/../ucs.cfg", "payload/../ucs.cfg", "not a safe path"),
        new("payload: payload/ucs/ucs.cfg", "payload: payload/ucs/none.cfg", "payload/ucs/none.cfg", "there is no file"),
        new("payload: payload/ucs/ucs.cfg", "payload: payload/UCS/ucs.cfg", "payload/UCS", "did you mean 'payload/ucs/ucs.cfg'?"),
        new("payload: payload/ucs/ucs.cfg", "payload: ucs/ucs.cfg", "ucs/ucs.cfg", "did you mean 'payload/ucs/ucs.cfg'?"),
        new("payload: payload/ucs-patch.msi", "payload: payload/ucs-patch.zip", "payload/ucs-patch.zip", "there is no file"),
        new("contains: ListenAddress=127.0.0.1", "contains: ListenAddress=localhost", "ListenAddress=localhost",
            "'payload/ucs/ucs.cfg' does not contain this"),
        new("payload: payload/ucs/ucs.cfg", "payload: payload\\ucs\\ucs.cfg", "payload\\ucs", "path"),
        new("payload: payload/ucs/ucs.cfg", "payload: scripts/ucs-users.sh", "scripts/ucs", "does not lie in payload/"),
        new("payload: payload/ucs-patch.msi", "payload: payload/ucs/ucs.cfg", "payload/ucs/ucs.cfg", "extensions"),
        new("    target: C:\\ProgramData\\Illumina\\Universal Copy Service\\ucs.cfg\n", "", "<- &listen", "'target' is missing"),
        new("target: C:\\ProgramData", "target: \\\\server\\share", "\\\\server", "drive letter"),
        new("timeLimitMinutes: 15", "timeLimitMinutes: 999", "999", "between 1 and 240"),
        new("timeLimitMinutes: 15", "arguments: [/qn]", "/qn", "NAME=value"),
        new("timeLimitMinutes: 15", "arguments: [InstallDir=x]", "InstallDir=x", "capitals", true),
        new("timeLimitMinutes: 15", "when: [{ kind: product, name: MiSeq Operating Software, version: <4.0 }]", "{ kind",
            "no affected version of 'MiSeq Operating Software'"),
        new("timeLimitMinutes: 15",
            "when: [{ kind: registry, key: HKLM\\SOFTWARE\\Illumina\\Instrument, name: Product, equalTo: " +
            "Other }]", "{ kind", "no instrument of this plan fulfils this"),
        new("timeLimitMinutes: 15", "when: [{ kind: product, name: X, exists: false }, { kind: product, name: X }]",
            "{ kind: product, name: X }", "cannot both hold"),
        new("kind: enable-firewall\n",
            "kind: edit-config\n    target: C:\\x\\a.json\n    format: ini\n    edits: [{ at: \"[S]K\", " +
            "value: 1 }]\n", "ini", "the target's name says json", true),
        new("kind: enable-firewall\n", "kind: edit-config\n    target: C:\\x\\a.ini\n    format: ini\n    edits: [{ at: S/K, " +
            "value: 1 }]\n", "S/K", "a key of a section is written [Section]Key", true),
        new("timeLimitMinutes: 15", "arguments: [PASSWORD=x]", "PASSWORD=x", "a password does not belong", true),
        new("timeLimitMinutes: 15", "retryCodes: [0]", "<- &install-patch", "twice"),
        new("kind: enable-firewall", "kind: uninstall", "<- &firewall-on", "'product' is missing"),
        new("kind: enable-firewall", "kind: uninstall\n    product: Other\n    program: C:\\Other\\remove.exe", "<- &firewall-on",
            "bring the installers"),
        new("timeLimitMinutes: 15", "changes: [ucs.cfg]", "ucs.cfg", "drive letter"),
        new("timeLimitMinutes: 15", "undoPayloads: [{ version: \"2.0\", payload: payload/ucs-patch.msi }]", "[{ version",
            "an MSI needs none"),
        new("timeLimitMinutes: 15", "undoPayloads: [{ version: two, payload: payload/ucs-patch.msi }]", "two",
            "whole numbers joined by dots"),
        new("timeLimitMinutes: 15", "undoPayloads: [{ version: \"2.0\", payload: payload/none.exe }]", "payload/none.exe",
            "there is no file"),
        new("payload: payload/ucs-patch.msi", "payload: payload/x.msp\n    arguments: [/qn]", "/qn", "NAME=value"),
        new("payload: payload/ucs-patch.msi",
            "payload: payload/x.msp\n    undoPayloads: [{ version: \"2.0\", payload: payload/ucs-patch.msi }]", "[{ version",
            "an MSP needs none"),
        new("payload: payload/ucs-patch.msi", "payload: payload/x.msu\n    arguments: [/quiet]", "[/quiet]", "takes none"),
        new("payload: payload/ucs-patch.msi", "payload: payload/x.msu\n    undoArguments: [/uninstall]", "[/uninstall]",
            "takes none"),
        new("payload: payload/ucs-patch.msi",
            "payload: payload/x.msu\n    undoPayloads: [{ version: \"2.0\", payload: payload/ucs-patch.msi }]", "[{ version",
            "an MSU needs none"),
        new("payload: payload/ucs-patch.msi", "payload: payload/x.msu", "- { kind: product", "no probe names the update"),
        new("timeLimitMinutes: 15", "undoPayloads: [{ version: \"2.0\", payload: payload/x.msp }]", "payload/x.msp",
            "none of the extensions .msi, .exe"),
        new("timeLimitMinutes: 15", "undoPayload: payload/ucs-patch.msi", "undoPayload", "Did you mean 'undoPayloads'?"),
        new("type: dword", "type: number", "number", "allowed: text, dword"),
        new("value: \"0\"", "value: 0x0", "0x0", "decimal"),
        new("key: HKLM\\SOFTWARE\\Illumina\\UniversalCopyService\n", "key: HKLM\\SOFTWARE\\Illumina\\\n", "HKLM",
            "none at the end"),
        new("key: HKLM\\SOFTWARE\\Illumina\\UniversalCopyService\n", "key: HKCU\\SOFTWARE\\X\n", "HKCU", "HKLM"),
        new("key: HKLM\\SOFTWARE\\Illumina\\UniversalCopyService\n", "key: HKLM\\SOFTWARE\\WOW6432Node\\X\n", "HKLM",
            "view: 32", true),
        new("    changes: [C:\\ProgramData\\Illumina\\Universal Copy Service\\ucs-users.cfg]\n", "", "<- &ucs-users",
            "changes: the proof looks at"),
        new(Scripts, "scripts: []", "[]", "at least one script"),
        new(Scripts, "scripts: [scripts/ucs-users.sh]", "[scripts", "which runs no .sh"),
        new(Scripts, "scripts: [scripts/ucs-users.cmd, scripts/ucs-users.py]", "scripts/ucs-users.py", "there is no file"),
        new("changes: [C:\\ProgramData\\Illumina\\Universal Copy Service\\ucs-users.cfg]", "changes: []", "[]", "list it here"),
        new("notMemberOf: [S-1-5-32-544]  ", "notMemberOf: [Administrators]  ", "Administrators", "SID"),
        new(Users, "memberOf: [S-1-5-32-544]", "S-1-5-32-544]    #", "memberOf too"),
        new("start: automatic", "start: auto", "auto", "allowed: automatic"),
        new("state: running\n    proof", "state: pending\n    proof", "pending", "no state to end in"),
        new("    account: NT AUTHORITY\\LocalService\n", "    account: LocalSystem\n", "{ kind: service", "is an administrator"),
        new("tries: 3", "tries: 0", "0", "between 1 and 10"),
        new("      en: Switch remote access off\n      it: Disattivare l'accesso remoto",
            "      en: Switch remote access off\n      it: Switch remote access off", "Switch remote access off\n    key",
            "it is the English text", true),

        // Proofs.
        new("    proof:\n      - { kind: service, service: UniversalCopyService, account: .\\ucs, standardAccount: true, " +
            "state: running }",
            "    proof: []", "[]", "needs a proof"),
        new(Version, "{ kind: product, name: Universal Copy Service, version: newest }", "newest", "comparisons joined"),
        new(Version, "{ kind: product, name: MiSeq Operating Software, version: \">=1.0\" }", "{ kind: product",
            "fulfil this already"),
        new(Version, "{ kind: products, name: Universal Copy Service }", "products", "allowed:"),
        new(Version, "{ kind: hotfix, kb: 5012345 }", "5012345", "such as KB5012345"),
        new(Version, "{ kind: task, task: Upload }", "Upload", "begins with"),
        new(Version, "{ kind: certificate, store: Root, thumbprint: 12ab }", "12ab", "40 hexadecimal digits"),
        new(Version, "{ kind: script, scripts: [scripts/ucs-users.sh] }", "[scripts", "runs no .sh"),
        new(Version, "{ kind: account, account: ucs }", "{ kind: account", "proves no change"),
        new("{ kind: listener, port: 8081,", "{ kind: listener, port: 81000,", "81000", "between 1 and 65535"),
        new("contains: ListenAddress=127.0.0.1", "exists: false", "<- kind: file", "be there and be absent"),
        new("standardAccount: true, state: running }", "standardAccount: true, state: stopped }", "<{ kind: service",
            "cannot be running and stopped"),
        new("- { kind: firewall }", "- { kind: firewall }\n      - { kind: firewall }", "{ kind: firewall }\n\n", "asked twice"),

        // What is allowed, and nearly always a slip.
        new("released: 2023-04-05", $"released: {Soon}", Soon, "this day has not come", true),
        new("""
                  runFolders:
                    - D:\Illumina\MiSeq Temp
                    - D:\Illumina\MiSeqTemp
                  finishedMarkers: [RTAComplete*, CopyComplete*]
                  quietMinutes: 15
                  processes: [MiSeqOperatingSoftware, MiSeqControlSoftware, RTA, LocalRunManagerAnalysis]
            """, "      runFolders: []\n      finishedMarkers: []\n      quietMinutes: 15\n      processes: []", "runFolders",
            "neither a run folder nor a process", true),
        new("""
                  mandatory:
                    - C:\ProgramData\Illumina\Universal Copy Service
                    - C:\Program Files\Illumina\Universal Copy Service
                    - C:\ProgramData\Illumina\Instrument
                    - C:\ProgramData\Illumina\MiSeq Control Software
            """, "      mandatory: []", "[]", "nothing is backed up but", true),
        new("steps: [*listen-on-loopback, *install-patch, *close-remote-access",
            "steps: [*listen-on-loopback, *install-patch, *close-remote-access, { <<: *close-remote-access, id: again }", "{ <<",
            "has set the same before", true),
        new("""
                  - { kind: product, name: Universal Copy Service, version: ">=2.5.0" }
                  - kind: file
                    path: C:\Program Files\Illumina\Universal Copy Service\UniversalCopyService.txt
                    contains: Universal Copy Service 2.5.0
                  - { kind: registry, key: HKLM\SOFTWARE\Illumina\UniversalCopyService, name: Version, equalTo: 2.5.0 }

            """, "", "- { kind: listener", "a port on which nobody listens fulfils this too", true),
        new("- { kind: firewall }\n\n", "- { kind: script, scripts: [scripts/ucs-users.cmd] }\n\n", "- { kind: script",
            "nothing but a script's own word", true),
        new("- { kind: firewall }\n\n", "- { kind: script, scripts: [scripts/ucs-users.sh] }\n\n", "[scripts/ucs-users.sh]",
            "which runs no .sh"),
        new("""
                account: NT AUTHORITY\LocalService
                start: automatic
                state: running
                proof:
                  - { kind: service, service: UniversalCopyService, standardAccount: true, state: running }
            """, "    account: LocalSystem\n    proof: []", "LocalSystem", "has every right on the machine", true),
        new("""
                memberOf: [S-1-5-32-545]       # Users
                notMemberOf: [S-1-5-32-544]    # Administrators
                proof:
                  - { kind: account, account: ucs, memberOf: [S-1-5-32-545], notMemberOf: [S-1-5-32-544] }
            """, "    memberOf: [S-1-5-32-544]", "[S-1", "is the group of the administrators", true),
    ];

    /// <summary>Mistakes in the files beside it: name, content, what is said, and whether it is a warning.</summary>
    public static IReadOnlyList<(string File, byte[] Content, string Told, bool Warned)> Files { get; } =
    [
        ("payload/caf\u00e9.txt", [1], "not printable ASCII", false),
        ("payload/.hidden", [1], "hidden file", false),
        ("payload/left.over", [1], "names this file nowhere", true),
        ("payload/Thumbs.db", [1], "left it behind", true),
        ("payload/x.standin.json", [1], "rehearsal/standins/", false),
        ("payload/ucs-patch.msi", [], "is empty", false),
        ("payload/ucs-patch.msi", [1, 2, 3], "is not an MSI", false),
        ("payload/ucs/ucs.cfg", [], "does not contain this", false),
        ("payloads/x.msi", [1], "did you mean 'payload'?", true),
        ("script/x.cmd", [1], "did you mean 'scripts'?", true),
        ("scripts/ucs-users.sh", "#!/bin/bash\nexit 0\n"u8.ToArray(), "#!/bin/sh", false),
        ("scripts/ucs-users.sh", "#!/bin/sh\r\nexit 0\r\n"u8.ToArray(), "LF alone", false),
        ("scripts/ucs-users.sh", "#!/bin/sh\n# check apply\nexit 0\n"u8.ToArray(), "never says 'undo'", true),
        ("scripts/ucs-users.cmd", "exit /b 0\n"u8.ToArray(), "CR LF", false),
        ("scripts/ucs-users.cmd", "rem caf\u00e9\r\n"u8.ToArray(), "plain ASCII", false),
        ("notices/notice.it.md", File.ReadAllBytes(Path.Combine(Sample.Folder, "notices", "notice.en.md")),
            "it is the English notice", true),
        ("notices/notice.it.md", [], "the notice is empty", false),
        ("notices/notice.it.md", [0xff, 0xfe, 0x41, 0], "UTF-16", false),
        ("rehearsal/standins/ucs-patch.msi.standin.json", "{"u8.ToArray(), "JSON", true),
        ("rehearsal/standins/other.msi.standin.json", "{}"u8.ToArray(), "stands for no installer", true),
        ("rehearsal/standins/ucs-patch.msi.standin.json", StandIn("\"product\": { \"name\": \"Universal Copy Service\", " +
            "\"version\": \"2.4\" }"),
            "it leaves Universal Copy Service 2.4, and the proof of the step 'install-patch' asks for", true),
        ("rehearsal/standins/ucs-patch.msi.standin.json", StandIn("\"hotfix\": \"KB5012345\""), "this stand-in leaves none",
            true),
        ("rehearsal/more/note.txt", [1], "every folder of rehearsal/ but standins/ is an instrument", true),
        ("rehearsal/miseqdx/instrument.json", "{"u8.ToArray(), "JSON", true),
        ("rehearsal/miseqdx/instrument.json", Sheet("lc-5", "Dx"), "'lc-5' is no product of the campaign", true),
        ("rehearsal/miseqdx/instrument.json", Sheet("nextseq550dx", "Dx"), "no make-believe instrument is of the product miseqdx",
            true),
        ("rehearsal/miseqdx/instrument.json", Sheet("miseqdx", "GxP"), "'booted' is no mode of miseqdx", true),
        ("rehearsal/second/instrument.json", Sheet("miseqdx", "Dx"), "M70503 is another instrument's already", true),
        ("rehearsal/second/instrument.json", Sheet("miseqdx", "Dx"), "this folder is missing: an instrument has one",
            true),
        ("rehearsal/miseqdx/modes/GxP/machine.json", "{}"u8.ToArray(), "is no mode of miseqdx, which has Dx, RUO", true),
        ("rehearsal/second/modes/Dx/machine.json", "{}"u8.ToArray(), "every folder of rehearsal/", true),
        ("rehearsal/miseqdx/modes/Dx/product.json", "[]"u8.ToArray(), "did you mean 'products.json'?", true),
        ("rehearsal/miseqdx/modes/Dx/services.json", "[{"u8.ToArray(), "JSON", true),
        ("rehearsal/miseqdx/modes/Dx/hands.json", """{ "steps": { "nothing": {} } }"""u8.ToArray(),
            "'nothing' is no step by hand", true),
        ("rehearsal/miseqdx/modes/Dx/products.json",
            """[ { "name": "MiSeq Operating Software", "version": "3.0" } ]"""u8.ToArray(), "3.0 is not affected", true),
    ];

    private static byte[] Sheet(string product, string booted) => System.Text.Encoding.UTF8.GetBytes($$"""
        { "schema": "1.0", "note": "REHEARSAL", "product": "{{product}}", "serial": "M70503", "booted": "{{booted}}" }
        """);

    private static byte[] StandIn(string leaves) => System.Text.Encoding.UTF8.GetBytes($$"""
        { "schema": "1.0", "note": "a stand-in", {{leaves}}, "files": [], "registry": [], "services": [] }
        """);
}
