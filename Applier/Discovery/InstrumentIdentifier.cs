using System.Collections.Immutable;
using PatchKit.Applier.Instruments;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Values;

namespace PatchKit.Applier.Discovery;

/// <summary>
/// Tells product, serial number and boot mode by the probes that the signed bundle carries. None or more than one match is a
/// stop: how the two modes of an instrument are laid out is not known to this program, and guessing would patch the wrong one.
/// </summary>
internal sealed class InstrumentIdentifier(ProbeReader probes, ValueReader values)
{
    /// <summary>The instrument, or InstrumentUnknown, ModeUnknown.</summary>
    public Result<IdentifiedInstrument> Identify(BundleManifest manifest)
    {
        var evidence = new List<string>();
        if (!TheOnly(manifest.Products, product => product.Identity, product => product.Name, evidence)
            .TryGet(out var product, out var seen))
            return new Refusal(RefusalCode.InstrumentUnknown, "", $"the product could not be told: {seen.Reason}")
                .With(seen.Reason);
        if (!TheOnly(product.Modes, mode => mode.Detection, mode => mode.Mode.Label(), evidence).TryGet(out var mode, out seen))
            return new Refusal(RefusalCode.ModeUnknown, product.Name, $"the boot mode could not be told: {seen.Reason}")
                .With(seen.Reason);
        if (!SerialNumber.TryParse(values.Read(product.SerialSource), out var serial))
            return Unread("the serial number", product.SerialSource);
        if (!SoftwareVersion.TryParse(values.Read(mode.SoftwareVersion), out var version))
            return Unread($"the version of {mode.Software}", mode.SoftwareVersion);
        return new IdentifiedInstrument(product, mode, serial, version, [.. evidence]);
    }

    private Result<T> TheOnly<T>(ImmutableArray<T> candidates, Func<T, ImmutableArray<Probe>> asked, Func<T, string> name,
        List<string> evidence)
        where T : notnull
    {
        var matches = new List<T>();
        var seen = new List<string>();
        foreach (var candidate in candidates)
        {
            var answers = asked(candidate).Select(probes.Ask).ToList();
            if (answers.Count > 0 && answers.All(answer => answer.Holds))
                matches.Add(candidate);
            seen.Add($"{name(candidate)}: {string.Join("; ", answers.Select(answer => answer.Seen))}");
        }

        evidence.AddRange(seen);
        return matches.Count == 1
            ? matches[0]
            : new Refusal(RefusalCode.ModeUnknown, "",
                $"{matches.Count} matches where one was expected ({string.Join(" | ", seen)})");
    }

    private static Refusal Unread(string what, ValueSource source) =>
        new Refusal(RefusalCode.InstrumentUnknown, source.ToString(), $"{what} could not be read").With(what);
}
