namespace PatchKit.Tests.Windows;

/// <summary>A campaign folder for the stand-in instrument; each test brings its own steps and files.</summary>
internal static class TestCampaign
{
    /// <summary>The stand-in service.</summary>
    public const string ServiceName = "UniversalCopyService";

    /// <summary>Its settings in the registry.</summary>
    public const string ServiceKey = @"HKLM\SYSTEM\CurrentControlSet\Services\" + ServiceName;

    /// <summary>The product's own key.</summary>
    public const string ProductKey = @"HKLM\SOFTWARE\Illumina\UniversalCopyService";

    /// <summary>The patch: the stand-in service's new version.</summary>
    /// <param name="payload">The package.</param>
    /// <param name="port">
    /// A port that only this machine may reach: in Wine, which names no listener's owner, its proof takes half a minute.
    /// </param>
    public static string Installer(string payload, int? port = null) => $$"""
        - kind: run-installer
          id: install-patch
          title: { en: Install the patch, it: Install the patch }
          payload: payload/{{payload}}
          timeLimitMinutes: 5
          proof:
            - { kind: product, name: Universal Copy Service, version: ">=2.5.0" }
            - { kind: registry, key: HKLM\SOFTWARE\Illumina\UniversalCopyService, name: Version, equalTo: 2.5.0 }
        """ + (port is null ? "" : $$"""

            - { kind: listener, port: {{port}}, service: UniversalCopyService }
        """);

    /// <summary>A small change before the one that is tested: its undo is looked for afterwards.</summary>
    public const string Switch = """
        - kind: set-registry-value
          id: close-remote-access
          title: { en: Switch remote access off, it: Switch remote access off }
          key: HKLM\SOFTWARE\Illumina\UniversalCopyService
          name: RemoteAccess
          type: dword
          value: "0"
        """;

    /// <summary>The service's account and state.</summary>
    public static string Service(string account) => $$"""
        - kind: set-service
          id: ucs-service
          title: { en: Give the service an ordinary account, it: Give the service an ordinary account }
          service: UniversalCopyService
          account: {{account}}
          start: automatic
          state: running
        """;

    /// <summary>An account that is to leave a group.</summary>
    public static string NotMemberOf(string account, string group) => $$"""
        - kind: set-account
          id: ucs-account
          title: { en: Take the account out of a group, it: Take the account out of a group }
          account: {{account}}
          notMemberOf: [{{group}}]
        """;

    /// <summary>A script with the proof that a file is there.</summary>
    public static string Script(string script, string proof = @"{ kind: file, path: C:\Stand-in\done.txt }") => $$"""
        - kind: run-script
          id: run-script
          title: { en: Run a script, it: Run a script }
          scripts: [scripts/{{script}}]
          changes: [C:\Stand-in\done.txt]
          proof: [{{proof}}]
        """;

    /// <summary>A payload file in the place of one of the instrument.</summary>
    public const string Replace = """
        - kind: replace-file
          id: replace-file
          title: { en: Replace the settings, it: Replace the settings }
          payload: payload/ucs.cfg
          target: C:\ProgramData\Illumina\Universal Copy Service\ucs.cfg
        """;

    /// <summary>Writes the folder.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="name">Name of the campaign.</param>
    /// <param name="counter">No two bundles of a product have the same one.</param>
    /// <param name="steps">Steps, in order.</param>
    /// <param name="files">Files of the campaign: path in it, and what is copied there.</param>
    public static string Write(
        string folder, string name, int counter, string[] steps, params (string Path, string Source)[] files)
    {
        foreach (var sub in new[] { "payload", "scripts", "notices" })
            Directory.CreateDirectory(Path.Combine(folder, sub));
        foreach (var language in new[] { "en", "it" })
            File.WriteAllText(Path.Combine(folder, "notices", $"notice.{language}.md"), "# A test\n");
        File.WriteAllText(Path.Combine(folder, "payload", "ucs.cfg"), "ListenAddress=127.0.0.1\r\n");
        foreach (var (path, source) in files)
            File.Copy(source, Path.Combine(folder, path));
        var indented = string.Join('\n', steps).Replace("\n", "\n          ", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "campaign.yaml"), $$"""
            campaign: {{name}}
            version: 1.0.0
            counter: {{counter}}
            released: 2024-01-01T00:00:00Z
            minimumOsBuild: 14393
            languages: [en, it]
            title: { en: A test, it: A test }
            summary: { en: Patches the stand-in., it: Patches the stand-in. }
            notices: { en: notices/notice.en.md, it: notices/notice.it.md }
            x-phases: &phases
              - id: patch
                title: { en: Patch, it: Patch }
                steps:
                      {{indented}}
            products:
              - product: miseqdx
                name: MiSeqDx
                udiDi: { agency: GS1, code: "00816270020002" }
                catalogueNumbers: [DX-410-1001]
                serialShape: ^M\d{5}$
                identity:
                  - { kind: registry, key: HKLM\SOFTWARE\Illumina\Instrument, name: Product, equalTo: MiSeqDx }
                serialSource: { kind: registry, key: HKLM\SOFTWARE\Illumina\Instrument, name: SerialNumber }
                idleGate: { runFolders: [C:\Runs], finishedMarkers: [CopyComplete*], quietMinutes: 15, processes: [RTA] }
                backupSet: { mandatory: [C:\ProgramData\Illumina], optional: [C:\Runs] }
                modes:
                  - mode: Dx
                    detection: [{ kind: registry, key: HKLM\SOFTWARE\Illumina\Instrument, name: BootMode, equalTo: Dx }]
                    software: MOS
                    softwareVersion: &version { kind: registry, key: HKLM\SOFTWARE\Illumina\Instrument, name: Software }
                    affected: [">=4.0.1"]
                    phases: *phases
                  - mode: RUO
                    detection: [{ kind: registry, key: HKLM\SOFTWARE\Illumina\Instrument, name: BootMode, equalTo: RUO }]
                    software: MCS
                    softwareVersion: *version
                    affected: [">=4.0.1"]
                    phases: *phases
            """);
        return folder;
    }
}
