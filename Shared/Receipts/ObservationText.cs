using System.Globalization;

namespace PatchKit.Shared.Receipts;

/// <summary>Observations in a person's words.</summary>
/// <param name="say">Gives the text of a name with its values.</param>
internal sealed class ObservationText(Func<string, object[], string> say)
{
    /// <summary>Several, joined by semicolons.</summary>
    public string Of(IEnumerable<Observation> seen) => string.Join("; ", seen.Select(Of));

    /// <summary>One.</summary>
    public string Of(Observation seen) => seen switch
    {
        FileObservation file => Joined(
            Say($"File.{file.State}", file.Path),
            file.Bytes is { } bytes ? Say("File.Bytes", bytes) : null,
            file.Sha256 is { } digest ? $"SHA-256 {digest}" : null,
            file.Version is { } version ? Say("File.Version", version.Text) : null,
            file.Contains is { } contains ? Say($"File.Contains.{contains}") : null),
        RegistryObservation { Present: false } value => Say("Registry.Absent", $@"{value.Key}\{value.Name}"),
        RegistryObservation { Text: { } text } value => Say("Registry.Text", $@"{value.Key}\{value.Name}", text),
        RegistryObservation value => Say("Registry.Other", $@"{value.Key}\{value.Name}"),
        ProductObservation { Installed: false } product => Say("Product.Absent", product.Name),
        ProductObservation product => Say("Product.Installed", $"{product.Name} {product.Version}".TrimEnd()),
        ServiceObservation { Present: false } service => Say("Service.Absent", service.Service),
        ServiceObservation service => Joined(
            Say("Service.Present", service.Service),
            service.Account is { } account ? Say("Service.Account", account) : Say("Service.OtherAccount"),
            service.Administrator is { } administrator ? Say($"Service.Administrator.{administrator}") : null,
            service.Start is { } start ? Say($"Start.{start}") : null,
            service.State is { } state ? Say($"State.{state}") : null),
        AccountObservation { Present: false } account => Say("Account.Absent", account.Account),
        AccountObservation { Groups.IsEmpty: true } account => Say("Account.NoGroups", account.Account),
        AccountObservation account => Say("Account.Groups", account.Account, string.Join(", ", account.Groups)),
        FirewallObservation firewall => Say("Firewall", firewall.On, firewall.Off),
        ListenerObservation { Loopback: 0, Reachable: 0 } port => Say("Listener.Nobody", Number(port.Port)),
        ListenerObservation { Reachable: 0, Service: { } service } port =>
            Say("Listener.Owned", Number(port.Port), service),
        ListenerObservation { Reachable: 0 } port => Say("Listener.Loopback", Number(port.Port)),
        ListenerObservation port => Say("Listener.Reachable", Number(port.Port), port.Reachable),
        HotfixObservation hotfix => Say($"Hotfix.{hotfix.Installed}", hotfix.Kb),
        TaskObservation { Present: false } task => Say("Task.Absent", task.Task),
        TaskObservation { Enabled: null } task => Say("Task.Present", task.Task),
        TaskObservation task => Say(task.Enabled.Value ? "Task.Enabled" : "Task.Disabled", task.Task),
        CertificateObservation one => Say($"Certificate.{one.Present}", one.Thumbprint, one.Store),
        ScriptObservation script => Say($"Script.{script.Holds}", script.Path),
        ProgramObservation { ExitCode: { } code } program => Say("Program.Exit", program.Path, Number(code)),
        ProgramObservation program => Say("Program.Stopped", program.Path),
        UnreadableObservation unreadable => Say("Unreadable", unreadable.Subject),
        _ => throw new ArgumentOutOfRangeException(nameof(seen), seen, "an observation without words"),
    };

    private string Say(string name, params object[] values) => say(name, values);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Joined(params string?[] parts) => string.Join(", ", parts.OfType<string>());
}
