using PatchKit.Shared;

namespace PatchKit.Packager.Returns.Forms;

/// <summary>
/// Every customer's verification form, and the return-to-service records of its complete instruments: HTML and PDF, in each
/// language, in a folder of the customer's own.
/// </summary>
internal static class FormFiles
{
    /// <summary>Makes them, within a transaction.</summary>
    /// <returns>The files, their paths below the folder that was asked for, and what could not be made.</returns>
    public static Result<MadeForms> Of(Ledger ledger, LedgerStatus status)
    {
        var (files, unmade) = (new List<ReportFile>(), new List<string>());
        foreach (var campaign in status.Campaigns)
        {
            var facts = CampaignFacts.Of(ledger, campaign.Campaign);
            if (!FormEvidence.Read(ledger, campaign).TryGet(out var evidence, out var refusal))
                return refusal;
            foreach (var customer in campaign.Customers.Where(one => !one.Instruments.IsEmpty))
            {
                foreach (var words in FormWords.Languages.Select(language => new FormWords(language)))
                {
                    var folder = Path.Combine(campaign.Campaign, customer.Customer);
                    Add(Path.Combine(folder, "verification-form"),
                        new VerificationForm(campaign, customer, facts, evidence, words).Of(status.Rehearsal));
                    if (new ReturnToService(campaign, customer, facts, evidence, words).Of(status.Rehearsal) is { } record)
                        Add(Path.Combine(folder, "return-to-service"), record);
                }
            }
        }

        return new MadeForms(files, unmade);

        void Add(string name, FormDocument form)
        {
            files.Add(new($"{name}.{form.Language}.html", FormHtml.Of(form)));
            if (FormPdf.Of(form, $"{name}.{form.Language}.pdf").TryGet(out var pdf, out var refusal))
                files.Add(new($"{name}.{form.Language}.pdf", pdf));
            else
                unmade.Add($"{refusal.Place}: {refusal.Reason}");
        }
    }
}

/// <summary>Forms that were made.</summary>
/// <param name="Files">The files.</param>
/// <param name="Unmade">What could not be made, and why.</param>
internal sealed record MadeForms(IReadOnlyList<ReportFile> Files, IReadOnlyList<string> Unmade);
