using System.Collections.Immutable;
using System.Globalization;
using PatchKit.Packager.Releases;
using PatchKit.Packager.Returns.Forms;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Sticks;

/// <summary>
/// What a site reads before the visit: what happens and how long it may take, who has to be there with which passwords, what the
/// instrument needs, what stays and what leaves. Every line is from the verified stick; what it does not say is not said.
/// </summary>
/// <param name="contents">The stick, verified against the desk's own root.</param>
/// <param name="root">That root.</param>
internal sealed class VisitSheet(StickContents contents, SignedMetadata<RootMetadata> root)
{
    // What an application writes besides the backup and the bundle: journal, logs, receipts.
    private const long Slack = 16 << 20;

    private readonly ImmutableArray<FormBlock>.Builder _sheet = ImmutableArray.CreateBuilder<FormBlock>();
    private string _language = LocalizedText.English;

    /// <summary>The sentences.</summary>
    public static LanguageTexts Texts { get; } = new("PatchKit.Packager.Sticks.VisitTexts", typeof(VisitSheet).Assembly);

    /// <summary>The proof of the bundle's campaign; null where there is none, or no release was asked.</summary>
    public CampaignProof? Proof { get; init; }

    /// <summary>Files that lie beside the sheet, each with the key of the sentence that says what it is for.</summary>
    public IReadOnlyList<(string Name, string Key)> Beside { get; init; } = [];

    /// <summary>The sheet in one language.</summary>
    public FormDocument Of(string language)
    {
        _sheet.Clear();
        _language = language;
        Announced();
        Happens();
        HowLong();
        Who();
        Needs();
        Network();
        Policies();
        Gateways();
        Afterwards();
        Genuine();
        Call();
        return new(Say("Title", contents.Delivery.Stick), language,
            root.Metadata.Rehearsal ? StickLetter.Say(language, "Rehearsal") : "", _sheet.ToImmutable());
    }

    // The plans of this delivery alone: the bundle may know products and modes that the site has not.
    private IEnumerable<(ProductTarget Product, ModeTarget Mode)> Plans =>
        from product in contents.Manifest.Products
        let modes = contents.Delivery.Instruments.Where(one => one.Product == product.Product).SelectMany(one => one.Modes)
            .ToHashSet()
        from mode in product.Modes
        where modes.Contains(mode.Mode)
        select (product, mode);

    private IEnumerable<Step> Steps => Plans.SelectMany(plan => plan.Mode.Phases).SelectMany(phase => phase.Steps);

    private IEnumerable<SetServiceStep> AccountsOfServices =>
        Steps.OfType<SetServiceStep>().Where(step => step.Account is not null).DistinctBy(step => step.Id);

    private IEnumerable<ProductTarget> Products => Plans.Select(plan => plan.Product).Distinct();

    private string In(LocalizedText text) => text.In(_language);

    private string Named((ProductTarget Product, ModeTarget Mode) plan) => $"{plan.Product.Name}, {In(plan.Mode.Called)}";

    private void Announced()
    {
        var (delivery, manifest) = (contents.Delivery, contents.Manifest);
        Line("About", delivery.Stick, delivery.Customer.Name, In(manifest.Title), manifest.Bundle,
            new LocalFormat(_language).Date(contents.Trusted.FirstExpiry));
        foreach (var line in In(manifest.Summary).Split('\n'))
            _sheet.Add(new FormLine(line));
        if (manifest.Vulnerabilities.Length > 0)
            Line("Closes", string.Join(", ", manifest.Vulnerabilities));
        _sheet.Add(new FormTable([Say("Instrument"), Say("Serial"), Say("Modes")], [2, 1.4, 2],
        [
            .. delivery.Instruments.Select(one => (ImmutableArray<string>)
            [
                contents.Manifest.Products.First(product => product.Product == one.Product).Name, one.Serial.Text,
                string.Join(", ", one.Modes.Select(mode => mode.Text)),
            ]),
        ]));
    }

    private void Happens()
    {
        Heading("Happens");
        Line("Happens.Always");
        _sheet.Add(new FormTable([Say("Modes"), Say("Phase"), Say("Steps")], [1.4, 1.4, 4],
        [
            .. from plan in Plans
               from phase in plan.Mode.Phases
               select (ImmutableArray<string>)
                   [Named(plan), In(phase.Title), string.Join("; ", phase.Steps.Select(step => In(step.Title)))],
        ]));
        foreach (var plan in Plans.Where(plan => plan.Mode.After is not null))
            Line("Happens.After", Named(plan), plan.Mode.After!);
        foreach (var product in Products)
        {
            Line("Happens.Idle", product.Name, product.IdleGate.QuietMinutes);
            if (product.IdleGate.Processes.Length > 0)
                Line("Happens.Processes", product.Name, string.Join(", ", product.IdleGate.Processes));
        }

        if (Proof is { } proof)
            Line(proof.IsWhole ? "Proof.Whole" : "Proof.Part", new LocalFormat(_language).Date(proof.At), proof.Faults,
                proof.Played, proof.By);
        else
            Line("Proof.None");
    }

    private void HowLong()
    {
        Heading("Long");
        foreach (var plan in Plans)
        {
            var minutes = plan.Mode.Phases.SelectMany(phase => phase.Steps).Sum(step => step switch
            {
                InstallerStep installer => installer.TimeLimitMinutes,
                RunScriptStep script => script.TimeLimitMinutes,
                _ => 0,
            });
            if (minutes > 0)
                Line("Long.Limit", Named(plan), minutes);
            else
                Line("Long.NoLimit", Named(plan));
        }

        Line("Long.Backup");
    }

    private void Who()
    {
        Heading("Who");
        Line("Who.Administrator");
        if (Steps.Any(step => step is SetServiceStep { Account: not null } or SetAccountStep))
            Line("Who.It");
        foreach (var step in Steps.OfType<AskOperatorStep>().DistinctBy(step => step.Id))
            Line("Who.Hand", In(step.Title));
        Heading("Passwords");
        if (contents.Delivery.Locked is not null)
            Line("Passwords.Code");
        var services = AccountsOfServices.ToList();
        foreach (var step in services)
        {
            if (LogonAccount.HasPassword(step.Account!))
                Line("Passwords.Asked", step.Account!, In(step.Title));
            Line("Passwords.Undo", step.Service, In(step.Title));
        }

        Line(services.Count == 0 ? "Passwords.None" : "Passwords.Never");
    }

    private void Needs()
    {
        Heading("Needs");
        Line("Needs.Windows", contents.Manifest.MinimumOsBuild.ToString(CultureInfo.InvariantCulture));
        Line("Needs.Space", new LocalFormat(_language).Bytes((2 * contents.Manifest.Files.Sum(file => file.Length)) + Slack));
        foreach (var product in Products)
        {
            foreach (var path in product.BackupSet.Mandatory)
                Line("Needs.Saved", product.Name, path);
            foreach (var path in product.BackupSet.Optional)
                Line("Needs.Offered", product.Name, path);
        }

        Line("Needs.Stick");
        if (Products.Any(product => product.Modes.Length > 1))
            Line("Needs.ShutDown");
    }

    private void Network()
    {
        Heading("Network");
        Line("Network.None");
        if (Steps.Any(step => step is EnableFirewallStep))
            Line("Network.Firewall");
        foreach (var account in Steps.OfType<SetAccountStep>().Select(step => step.Account).Distinct())
            Line("Network.Account", account);
        foreach (var step in AccountsOfServices)
            Line("Network.Service", step.Service, step.Account!);
    }

    private void Policies()
    {
        Heading("Policies");
        if (!contents.Files.Files.Any(file => file.Kind == StickFileKind.Applier))
        {
            Line("Policies.NoProgram");
            return;
        }

        Line("Policies.Places");
        var signers = contents.Files.Files.Select(file => file.Signer).OfType<string>().Distinct().ToList();
        if (signers.Count > 0)
            Line("Policies.Signed", string.Join(", ", signers));
        foreach (var (name, key) in Beside)
            Line(key, name);
        Line("Policies.Scripts");
    }

    private void Gateways()
    {
        Heading("Gateways");
        Line("Gateways.Warning");
        Line("Gateways.Compare");
        Line("Gateways.Report");
    }

    private void Afterwards()
    {
        Heading("Afterwards");
        Line("Afterwards.Stays");
        foreach (var product in Products)
        {
            if (product.UndoDays > 0)
                Line("Afterwards.UndoDays", product.Name, product.UndoDays);
            if (product.UndoUntilNextBundle)
                Line("Afterwards.UndoNext", product.Name);
        }

        Line("Afterwards.Leaves");
        Line("Afterwards.Returned");
    }

    private void Genuine()
    {
        Heading("Genuine");
        Line("Genuine.Compare");
        var fingerprint = RootFingerprint.Of(root);
        _sheet.Add(new FormLine(StickLetter.Say(_language, "Root", fingerprint.Version)));
        foreach (var line in fingerprint.Lines)
            _sheet.Add(new FormLine(line));
    }

    private void Call()
    {
        var to = contents.Delivery.ReturnTo;
        Heading("Call");
        _sheet.Add(new FormField(Say("Call.Telephone"), to.Telephone));
        foreach (var line in to.Lines)
            _sheet.Add(new FormLine(line));
    }

    private void Heading(string key) => _sheet.Add(new FormHeading(Say(key)));

    private void Line(string key, params object[] values) => _sheet.Add(new FormLine(Say(key, values)));

    private string Say(string key, params object[] values) =>
        string.Format(CultureInfo.InvariantCulture, Texts.Get(key, _language), values);
}
