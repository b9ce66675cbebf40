using System.Globalization;
using PatchKit.Shared;

namespace PatchKit.Applier.Operators.Wizard.Screens;

/// <summary>After an undo files differ from the backup: which, and whether they shall be put back.</summary>
internal sealed class AlteredScreen : DecisionScreen
{
    /// <summary>Makes the screen.</summary>
    public AlteredScreen(Texts texts, RestoreAlteredQuestion question, Action<bool> answer)
        : base(texts,
            [texts[TextKey.AlteredTitle], texts[TextKey.AlteredText, question.Files.ToString(CultureInfo.InvariantCulture)],
                texts[TextKey.AlteredQuestion]],
            [
                .. question.Names.Select(name => Printable.Line(name)),
                .. question.More == 0 ? Array.Empty<string>()
                    : [texts[TextKey.AlteredMore, question.More.ToString(CultureInfo.InvariantCulture)]],
            ],
            texts[TextKey.AlteredNo], texts[TextKey.AlteredYes], answer)
    {
    }

    /// <inheritdoc/>
    public override Rail Rail => Rail.Apply;
}
