using System.Text.Json.Nodes;

namespace PatchKit.Tests.EndToEnd.Support;

/// <summary>
/// The campaign folder of another vendor: one product for research, without a UDI, with one boot mode that needs no probe; texts
/// in English and German. Its make-believe instrument is the sample's machine under another name.
/// </summary>
internal static class OneModeCampaign
{
    public const string Serial = "cy-2024/007.b";

    private const string Yaml =
        """
        campaign: cycler-2024
        version: 1.0.0
        counter: 1
        released: 2024-03-01T00:00:00Z
        minimumOsBuild: 14393
        languages: [en, de]
        title: { en: Close the service port, de: Den Wartungsport schließen }
        summary: { en: Closes what is open to the network., de: Schließt was zum Netz hin offen ist. }
        notices: { en: notices/notice.en.md, de: notices/notice.de.md }
        products:
          - product: cycler
            name: Cycler 9
            catalogueNumbers: [CY-9]
            serialShape: cy-\d{4}/\d{3}\.[a-z]
            identity:
              - { kind: registry, key: HKLM\SOFTWARE\Acme\Cycler, name: Model, equalTo: Cycler 9 }
            serialSource: { kind: registry, key: HKLM\SOFTWARE\Acme\Cycler, name: Serial }
            idleGate: { runFolders: [], finishedMarkers: [], quietMinutes: 0, processes: [CyclerRun] }
            backupSet: { mandatory: [C:\ProgramData\Acme], optional: [] }
            modes:
              - mode: Main
                name: { en: routine, de: Routine }
                software: Cycler Control
                softwareVersion: { kind: product, name: Cycler Control }
                affected: [">=1.0 <3.0"]
                phases:
                  - id: closing
                    title: { en: Close what is open, de: Schließen }
                    steps:
                      - kind: enable-firewall
                        id: firewall-on
                        title: { en: Turn the firewall on, de: Die Firewall einschalten }
                      - kind: set-registry-value
                        id: remote-off
                        title: { en: Switch remote access off, de: Den Fernzugriff ausschalten }
                        key: HKLM\SOFTWARE\Acme\Cycler
                        name: Remote
                        type: dword
                        value: "0"

        """;

    /// <summary>Writes the folder.</summary>
    public static string Write(string folder)
    {
        Put(folder, "campaign.yaml", Yaml);
        Put(folder, "notices/notice.en.md", "# Notice\n\nThe service port is closed.\n");
        Put(folder, "notices/notice.de.md", "# Hinweis\n\nDer Wartungsport wird geschlossen.\n");
        var sample = Repository.Folder("campaigns", "fsn2023-1338", "rehearsal", "miseqdx");
        const string instrument = "rehearsal/cycler";
        Put(folder, $"{instrument}/drives.json", File.ReadAllText(Path.Combine(sample, "drives.json")));
        var sheet = JsonNode.Parse(File.ReadAllText(Path.Combine(sample, "instrument.json")))!;
        (sheet["product"], sheet["serial"], sheet["booted"]) = ("cycler", Serial, "Main");
        Put(folder, $"{instrument}/instrument.json", sheet.ToJsonString());
        foreach (var file in Directory.EnumerateFiles(Path.Combine(sample, "modes", "Dx"), "*.json"))
            Put(folder, $"{instrument}/modes/Main/{Path.GetFileName(file)}", File.ReadAllText(file));
        Put(folder, $"{instrument}/modes/Main/C/ProgramData/Acme/settings.ini", "[Remote]\r\nOn=1\r\n");
        Put(folder, $"{instrument}/modes/Main/D/Runs/readme.txt", "No run.\r\n");
        Put(folder, $"{instrument}/modes/Main/products.json", """[{ "name": "Cycler Control", "version": "2.1.0" }]""");
        // As some setup program wrote it: in capitals, filled up with blanks.
        var asRead = $"{Serial.ToUpperInvariant()}  ";
        Put(folder, $"{instrument}/modes/Main/registry.json",
            $$"""
            [ { "key": "HKLM\\SOFTWARE\\Acme\\Cycler", "name": "Model", "kind": "text", "text": "Cycler 9", "view": "64" },
              { "key": "HKLM\\SOFTWARE\\Acme\\Cycler", "name": "Serial", "kind": "text", "text": "{{asRead}}",
                "view": "64" },
              { "key": "HKLM\\SOFTWARE\\Acme\\Cycler", "name": "Remote", "kind": "dword", "text": "1", "view": "64" } ]
            """);
        return folder;
    }

    private static void Put(string folder, string name, string text)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
