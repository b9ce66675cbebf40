using System.Collections.Immutable;
using PatchKit.Applier.Instruments;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Applying.Steps;

/// <summary>
/// The version of a product that stands before a step takes it away, and its installer in the bundle: what the machine itself
/// would not keep.
/// </summary>
/// <param name="context">What the step works with.</param>
/// <param name="product">The product's display name; null when nothing names it.</param>
/// <param name="payloads">The installers that the bundle brings.</param>
internal sealed class FormerVersion(StepContext context, string? product, ImmutableArray<UndoPayload> payloads)
{
    /// <summary>Whether the product is installed now, in whichever version.</summary>
    public bool IsInstalled => Installed is not null;

    private InstalledProduct? Installed => product is null ? null : context.Instrument.Products.Find(product);

    /// <summary>Why nothing could bring back the version that stands now; null when something could, or nothing has to.</summary>
    public string? Irreplaceable()
    {
        try
        {
            return Installed is { } there && Find(there) is null ? Lacking(there) : null;
        }
        catch (Exception fault) when (Fault.Is(fault))
        {
            return $"whether {product} is installed could not be read: {fault.Message}";
        }
    }

    /// <summary>Keeps the installer of the version that stands now, for an undo that has no stick.</summary>
    /// <returns>The version; null when none stands.</returns>
    public SoftwareVersion? Keep()
    {
        if (Installed is not { } there)
            return null;
        var payload = Find(there) ?? throw new InstrumentFault(there.Name, Lacking(there));
        context.Content.Keep(payload.Payload, context.UndoFolder);
        return payload.Version;
    }

    /// <summary>The installer of a version that was kept.</summary>
    public UndoPayload Of(SoftwareVersion version) => payloads.First(one => one.Version.Equals(version));

    private string Lacking(InstalledProduct there) =>
        $"{there.Name} {there.Version} is installed, and the bundle has no installer of it to put it back" +
        (payloads.IsEmpty ? "" : $", only of {string.Join(", ", payloads.Select(one => one.Version.Text))}");

    private UndoPayload? Find(InstalledProduct there) => SoftwareVersion.TryParse(there.Version, out var version)
        ? payloads.FirstOrDefault(one => one.Version.Equals(version))
        : null;
}
