using System.Collections.Immutable;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>
/// The rules of a step's proof as a whole: it can be true after the step, and it is not true before it. A proof that holds on an
/// untouched instrument would let a step count as done that has never run.
/// </summary>
internal static class ProofRules
{
    /// <summary>Checks the proof of a step of a mode.</summary>
    public static void Check(RuleBook book, Step step, ProductTarget product, ModeTarget mode, BundleContents files, string path)
    {
        Agree(book, step, files, path);
        for (var i = 0; i < step.Proof.Length; i++)
        {
            if (step.Proof[i] is AccountProbe { Exists: true, MemberOf: [], NotMemberOf: [] })
                book.Say($"{path}.proof[{i}]",
                    "nothing is asked of the account but that it is there, which proves no change; allowed: memberOf, " +
                        "notMemberOf");
            if (!step.MayAlreadyBe && Holds(step.Proof[i], mode) is { } version)
                book.Say($"{path}.proof[{i}]",
                    $"the affected versions {version} fulfil this already, so that the step would count as done before it ran; " +
                    "narrow one of the two ranges");
        }

        Needed(book, step, product, mode, path);
        if (!step.MayAlreadyBe && step.Proof.Length > 0 && step.Effect(files) is null
            && step.Proof.All(probe => Known(probe, product, mode)))
        {
            book.Say($"{path}.proof",
                "this is how the instrument is known, so it holds before the step too and proves no change; ask for what the " +
                "step changes");
        }
    }

    // A condition that no instrument of the plan fulfils leaves the step out everywhere, without a word.
    private static void Needed(RuleBook book, Step step, ProductTarget product, ModeTarget mode, string path)
    {
        for (var i = 0; i < step.When.Length; i++)
        {
            var probe = step.When[i];
            if (product.Identity.Concat(mode.Detection).Select(known => known.Against(probe))
                .FirstOrDefault(why => why is not null)
                is { } against)
                book.Say($"{path}.when[{i}]",
                    $"no instrument of this plan fulfils this, so that the step is never done: {against}");
            if (probe is ProductProbe asked && mode.SoftwareVersion is ProductSource source && Same(asked.Name, source.Name)
                && (!asked.Exists || (asked.Version is { } range && !mode.Affected.Any(range.Overlaps))))
                book.Say($"{path}.when[{i}]",
                    $"no affected version of '{asked.Name}' fulfils this, so that the step is never done");
        }
    }

    /// <summary>What a proof looks at is kept before a program runs that only its author knows.</summary>
    public static void Kept(RuleBook book, ImmutableArray<Probe> proof, ImmutableArray<InstrumentPath> changes, string path)
    {
        foreach (var probe in proof.OfType<FileProbe>())
        {
            book.Require(
                changes.Any(file => file.CollisionKey == probe.Path.CollisionKey), $"{path}.changes",
                $"the proof looks at '{probe.Path}'; list it here, so that it is kept before the change");
        }
    }

    // What the step sets and what the proof asks for are facts about the same machine at the same time.
    private static void Agree(RuleBook book, Step step, BundleContents files, string path)
    {
        var effect = step.Effect(files);
        for (var i = 0; i < step.Proof.Length; i++)
        {
            var probe = step.Proof[i];
            if (effect?.Against(probe) is { } against)
                book.Say($"{path}.proof[{i}]", $"the proof contradicts its step: {against}");
        }
    }

    /// <summary>
    /// The affected versions that fulfil a probe for the very software whose version decides; null when none do.
    /// </summary>
    private static string? Holds(Probe probe, ModeTarget mode) => (probe, mode.SoftwareVersion) switch
    {
        (ProductProbe { Version: { } asked } product, ProductSource source) when Same(product.Name, source.Name) =>
            mode.Affected.FirstOrDefault(asked.Overlaps)?.Text,
        (RegistryProbe { EqualTo: { } text } value, RegistrySource source)
            when Same(value.Key, source.Key) && Same(value.Name, source.Name) && value.View == source.View =>
            SoftwareVersion.TryParse(text, out var version)
                ? mode.Affected.FirstOrDefault(range => range.Contains(version))?.Text
                : null,
        _ => null,
    };

    // By these the instrument, its mode and its version were found, so they hold when the plan begins.
    private static bool Known(Probe probe, ProductTarget product, ModeTarget mode) =>
        product.Identity.Concat(mode.Detection).Any(probe.IsImpliedBy)
        || (probe, mode.SoftwareVersion) switch
        {
            (ProductProbe { Exists: true, Version: null } asked, ProductSource source) => Same(asked.Name, source.Name),
            (RegistryProbe { Exists: true, EqualTo: null } asked, RegistrySource source) =>
                Same(asked.Key, source.Key) && Same(asked.Name, source.Name) && asked.View == source.View,
            (FileProbe { Exists: true, AsksNothingMore: true } asked, FileSource source) =>
                asked.Path.CollisionKey == source.Path.CollisionKey,
            _ => false,
        };

    /// <summary>Whether whatever fulfils a list fulfils another one too.</summary>
    public static bool AllImpliedBy(IReadOnlyList<Probe> some, IReadOnlyList<Probe> others) =>
        some.All(probe => others.Any(probe.IsImpliedBy));

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
