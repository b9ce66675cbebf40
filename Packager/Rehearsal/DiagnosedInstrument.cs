using System.IO.Abstractions;
using System.Text.Json.Nodes;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Rehearsal;

/// <summary>
/// Lets a make-believe instrument stand as a diagnosis says, as far as one can: machine, rights, policies, idleness, room, what
/// the bundle's questions saw, and the call at which a step failed. What the diagnosis withholds is some other text.
/// </summary>
/// <param name="files">The disk.</param>
/// <param name="diagnosis">What was seen on the real one.</param>
/// <param name="product">The product, as the bundle has it.</param>
internal sealed class DiagnosedInstrument(IFileSystem files, Diagnosis diagnosis, ProductTarget product)
{
    private const string Withheld = "withheld";
    private const string AsDiagnosed = "as diagnosed";

    /// <summary>Gives the instrument the serial number that was read on the real one.</summary>
    public void Name(RehearsedInstrument instrument)
    {
        foreach (var mode in product.Modes)
        {
            var sheets = Sheets(instrument, mode.Mode);
            switch (product.SerialSource)
            {
                case RegistrySource value:
                    sheets.Value(value.Key, value.Name, diagnosis.Instrument?.Serial?.Text);
                    break;
                case FileSource file when sheets.Text(file.Path) is { } text:
                    sheets.Write(file.Path, diagnosis.Instrument?.Serial is { } serial
                        ? text.Replace(instrument.Serial.Text, serial.Text, StringComparison.Ordinal)
                        : Withheld);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Lets a boot mode stand as it was seen.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="mode">The boot mode.</param>
    /// <param name="failed">Why the last application was put back; null when it was not, or when something is in the way
    /// already.</param>
    public void Play(RehearsedInstrument instrument, ModeTarget mode, ReceiptRefusal? failed)
    {
        var sheets = Sheets(instrument, mode.Mode);
        foreach (var seen in diagnosis.Seen)
            new SeenThing(sheets).Play(seen);
        if (diagnosis.Instrument?.Software is { } version && mode.SoftwareVersion is ProductSource software)
            new SeenThing(sheets).Play(new ProductObservation(software.Name, Installed: true) { Version = version });
        sheets.Edit("machine.json", machine => Machine((JsonObject)machine, failed));
        foreach (var finding in diagnosis.Preflight.Where(finding => finding.Level == FindingLevel.Stop))
            Finding(sheets, instrument, finding);
        if (diagnosis.Refusal?.Code is PatchKit.Shared.RefusalCode.StickReadOnly)
            Drives(instrument, drive => (string?)drive["path"] is not null, drive => drive["readOnly"] = true);
    }

    private InstrumentSheets Sheets(RehearsedInstrument instrument, ModeId mode) =>
        new(files, Path.Combine(instrument.Folder, "modes", mode.Text));

    private void Machine(JsonObject machine, ReceiptRefusal? failed)
    {
        var facts = diagnosis.Machine;
        Fact(machine, "osBuild", facts.OsBuild);
        Fact(machine, "elevated", facts.Elevated);
        Fact(machine, "pendingRestart", Words(facts.RestartPending));
        Fact(machine, "otherModeHibernated", facts.OtherModeHibernated);
        Fact(machine, "fastStartup", facts.FastStartup);
        Fact(machine, "onBattery", facts.OnBattery);
        Fact(machine, "batteryPercent", facts.BatteryPercent);
        Fact(machine, "blockingPolicy", Words(facts.PolicyBlocks));
        Fact(machine, "installerPolicy", Words(facts.InstallerPolicyBlocks));
        Fact(machine, "powerShellPolicy", Words(facts.PowerShellPolicyBlocks));
        Fact(machine, "installerBusy", facts.InstallerBusy);
        if (failed is null)
            return;
        var step = diagnosis.Applications[0].Phases.SelectMany(phase => phase.Steps)
            .FirstOrDefault(one => one.Step == failed.Step);
        if (step?.After.OfType<ProgramObservation>().LastOrDefault()?.ExitCode is { } code && code != 0
            && step.Kind is "run-installer" or "uninstall")
            machine["installerExitCode"] = code;
        else if (CallOf(step?.Kind) is { } call && step!.ReadBack is ReadBack.Disagrees)
            machine["lies"] = new JsonArray(call);
        else if (CallOf(step?.Kind) is { } broken)
            machine["faults"] = new JsonObject { [broken] = AsDiagnosed };
    }

    // The call of the make-believe machine (docs/formats/rehearsal-instrument.md) by which a kind of step makes its change.
    private static string? CallOf(string? kind) => kind switch
    {
        "run-installer" or "uninstall" => "installers.install",
        "set-service" => "services.configure",
        "set-account" => "accounts.leave",
        "enable-firewall" => "firewall.set",
        "set-registry-value" => "registry.write",
        "delete-registry-value" => "registry.delete",
        _ => null,
    };

    private void Finding(InstrumentSheets sheets, RehearsedInstrument instrument, ReceiptFinding finding)
    {
        switch (finding.Check)
        {
            case CheckId.Space:
                Drives(instrument, drive => (string?)drive["name"] == "C:", drive => drive["freeBytes"] = 1);
                break;
            case CheckId.Disk:
                sheets.Edit("machine.json", machine => machine["faults"] = new JsonObject { ["drives.flush"] = AsDiagnosed });
                break;
            case CheckId.Idle:
                Busy(sheets, finding.Facts.ElementAtOrDefault(0)?.Name, finding.Facts.ElementAtOrDefault(1)?.Name);
                break;
            default:
                break;
        }
    }

    private void Busy(InstrumentSheets sheets, string? kind, string? what)
    {
        switch (kind)
        {
            case "process":
                sheets.Edit("processes.json", processes =>
                    ((JsonArray)processes["running"]!).Add(what ?? product.IdleGate.Processes[0]));
                break;
            case "service":
                sheets.Edit("services.json", services =>
                    (InstrumentSheets.Find(services, "name", what ?? "") ?? services[0])!["state"] = "pending");
                break;
            case "run":
                sheets.Write(InstrumentPath.Of($@"{product.IdleGate.RunFolders[0]}\{Withheld}\RunInfo.xml"), "make-believe");
                break;
            default:
                break;
        }
    }

    private void Drives(RehearsedInstrument instrument, Func<JsonNode, bool> which, Action<JsonNode> change)
    {
        new InstrumentSheets(files, instrument.Folder).Edit("drives.json", drives =>
        {
            foreach (var drive in drives.AsArray().Where(drive => which(drive!)))
                change(drive!);
        });
    }

    private static string? Words(bool? says) => says switch { null => null, true => Withheld, _ => "" };

    private static void Fact<T>(JsonObject machine, string name, T? value)
    {
        machine.Remove(name);
        if (value is not null)
            machine[name] = JsonValue.Create(value);
    }
}
