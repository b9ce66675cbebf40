using System.Collections.Immutable;
using CsCheck;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Shared.Receipts;

/// <summary>Any receipt that the format can hold, in whatever combination of its members.</summary>
internal static class GenReceipt
{
    private static readonly Gen<string> Word = Gen
        .Char["abcdefghijklmnopqrstuvwxyz0123456789"].Array[1, 20].Select(letters => new string(letters));

    // What a person types and a campaign names: any alphabet, quotes, backslashes, an astral character.
    private static readonly Gen<string> Text =
        Gen.OneOf("Anna", "Žofie Nováková", "D:\\Data \"x\"", "李", "\U0001F9EC <&>", "");

    private static readonly Gen<Sha256Digest> Digest = Gen.Byte.Array[32].Select(bytes => Sha256Digest.FromBytes(bytes));

    private static readonly Gen<SoftwareVersion> Version = Gen.Select(Gen.Int[0, 99], Gen.Int[0, 99], Gen.Int[0, 99])
        .Select((major, minor, patch) => Receipts.Version($"{major}.{minor}.{patch}"));

    private static readonly Gen<DateTimeOffset> Time =
        Gen.Long[0, 4_000_000_000].Select(DateTimeOffset.FromUnixTimeSeconds);

    private static readonly Gen<ReceiptFact> Fact = Gen.OneOf(
        Gen.Const(ReceiptFact.Withheld),
        Gen.Long.Select(count => new ReceiptFact { Count = count }),
        Gen.Long.Select(bytes => new ReceiptFact { Bytes = bytes }),
        Time.Select(moment => new ReceiptFact { Moment = moment }),
        Version.Select(version => new ReceiptFact { Version = version }),
        Text.Select(name => new ReceiptFact { Name = name }));

    private static readonly Gen<Observation> Observation = Gen.OneOf<Observation>(
        Gen.Select(Text, Any<FileState>(), Maybe(Gen.Long), Maybe(Digest), Maybe(Gen.Bool), OrNull(Version))
            .Select((path, state, bytes, digest, contains, version) => (Observation)new FileObservation(path, state)
            {
                Version = version,
                Bytes = bytes,
                Sha256 = digest,
                Contains = contains,
            }),
        Gen.Select(Text, Text, Gen.Bool, Maybe(Any<RegistryKind>()), OrNull(Text))
            .Select((key, name, present, kind, text) =>
                (Observation)new RegistryObservation(key, name, present) { Kind = kind, Text = text }),
        Gen.Select(Text, Gen.Bool, OrNull(Version))
            .Select((name, installed, version) => (Observation)new ProductObservation(name, installed) { Version = version }),
        Gen.Select(Text, Gen.Bool, OrNull(Text), Maybe(Gen.Bool), Maybe(Any<ServiceStart>()), Maybe(Any<ServiceRunState>()))
            .Select((service, present, account, administrator, start, state) =>
                (Observation)new ServiceObservation(service, present)
                {
                    Account = account,
                    Administrator = administrator,
                    Start = start,
                    State = state,
                }),
        Gen.Select(Text, Gen.Bool, Text.Array[0, 3])
            .Select((account, present, groups) => (Observation)new AccountObservation(account, present) { Groups = [.. groups] }),
        Gen.Select(Gen.Int, Gen.Int).Select((on, off) => (Observation)new FirewallObservation(on, off)),
        Gen.Select(Gen.Int, Gen.Int, Gen.Int, Gen.OneOf(Gen.Const((string?)null), Text.Select(text => (string?)text)))
            .Select((port, loopback, reachable, service) =>
                (Observation)new ListenerObservation(port, loopback, reachable) { Service = service }),
        Gen.Select(Text, Gen.Bool).Select((kb, installed) => (Observation)new HotfixObservation(kb, installed)),
        Gen.Select(Text, Gen.Bool, Maybe(Gen.Bool))
            .Select((task, present, enabled) => (Observation)new TaskObservation(task, present) { Enabled = enabled }),
        Gen.Select(Text, Text, Gen.Bool)
            .Select((store, thumbprint, present) => (Observation)new CertificateObservation(store, thumbprint, present)),
        Gen.Select(Text, Gen.Bool).Select((path, holds) => (Observation)new ScriptObservation(path, holds)),
        Gen.Select(Text, Any<ProgramVerb>(), Maybe(Gen.Int))
            .Select((path, verb, code) => (Observation)new ProgramObservation(path, verb) { ExitCode = code }),
        Text.Select(subject => (Observation)new UnreadableObservation(subject)));

    private static readonly Gen<ImmutableArray<Observation>> Observations =
        Observation.Array[0, 3].Select(all => all.ToImmutableArray());

    private static readonly Gen<ReceiptStep> Step =
        Gen.Select(Any<StepOutcome>(), Observations, Observations, Maybe(Any<ReadBack>()))
            .Select((outcome, before, after, readBack) =>
                new ReceiptStep(Token.Of<StepId>("x"), "run-script", outcome)
                {
                    Before = before,
                    After = after,
                    ReadBack = readBack,
                });

    private static readonly Gen<ImmutableArray<ReceiptPhase>> Phases = Gen.Select(Gen.Bool, Step.Array[0, 3]).Array[0, 3]
        .Select(phases => phases.Select((phase, at) => new ReceiptPhase(
            Token.Of<PhaseId>($"phase-{at}"),
            phase.Item1,
            [.. phase.Item2.Select((step, number) => step with { Step = Token.Of<StepId>($"step-{at}-{number}") })]))
            .ToImmutableArray());

    private static readonly Gen<ReceiptOperator> Person =
        Gen.Select(Text, Text).Select((name, role) => new ReceiptOperator(name, role));

    private static readonly Gen<ReceiptTold> Told =
        Gen.Select(OrNull(Text), Time).Select((name, at) => new ReceiptTold(at) { Name = name });

    private static readonly Gen<string> Language = Gen.Int[0, 3].Select(at => new[] { "en", "it", "gsw", "pt-BR" }[at]);

    private static readonly Gen<Attestation> Attestation = Gen.Select(Word, Language, Digest, Gen.Bool, Person, Time)
        .Select((sentence, language, text, agreed, by, at) => new Attestation(sentence, language, text, agreed, by, at));

    private static readonly Gen<ReceiptRefusal> Refusal =
        Gen.Select(Any<RefusalCode>(), Fact.Array[0, 4], Gen.Bool, Maybe(Any<CheckId>()))
            .Select((code, facts, named, check) => new ReceiptRefusal(code, [.. facts])
            {
                Step = named ? Token.Of<StepId>("step") : null,
                Check = check,
            });

    private static readonly Gen<ImmutableArray<ReceiptFinding>> Preflight =
        Gen.Select(Any<FindingLevel>(), Fact.Array[0, 3]).Array[0, Enum.GetValues<CheckId>().Length]
            .Select(findings => findings.Select((finding, at) =>
                new ReceiptFinding(Enum.GetValues<CheckId>()[at], finding.Item1, [.. finding.Item2])).ToImmutableArray());

    private static readonly Gen<ReceiptInstrument> Instrument = Gen.Select(
        Text.Array[0, 3],
        Gen.Select(Gen.OneOf(SampleModes.Dx, SampleModes.Ruo), Gen.Bool, Observation).Array[0, 3],
        Gen.Select(Text, Version, OrNull(Version)),
        Gen.Bool,
        Maybe(Gen.Int[0, 99999]),
        OrNull(Word))
        .Select((catalogue, evidence, software, typed, build, boot) => Receipts.Applied().Instrument with
        {
            CatalogueNumbers = [.. catalogue],
            ModeEvidence = [.. evidence.Select(one => new ModeEvidence(one.Item1, one.Item2, one.Item3))],
            Software = new(software.Item1, software.Item2) { After = software.Item3 },
            SerialTyped = typed ? "503" : null,
            OsBuild = build,
            Boot = boot,
        });

    /// <summary>The generator.</summary>
    public static Gen<Receipt> Receipt { get; } = Gen.Select(
        Gen.Select(Any<Verdict>(), OrNull(Refusal), OrNull(Gen.Select(Any<DeclineReason>(), OrNull(Text))
            .Select((reason, text) => new ReceiptDecline(reason) { Text = text })), Gen.Bool, Gen.Bool),
        Instrument,
        Preflight,
        Phases,
        Gen.Select(OrNull(Gen.Select(Digest, Gen.Long[0, long.MaxValue], Maybe(Digest))
            .Select((digest, size, proof) => new ReceiptBackup(digest, size, size) { Proof = proof })),
            OrNull(Gen.Select(Digest, Gen.Long[0, 99]).Select((digest, records) => new ReceiptJournal(digest, records))),
            OrNull(Gen.Select(Gen.Long[3, 99], Text.Array[0, 3])
                .Select((files, names) => new ReceiptComparison(files, 3, [.. names])))),
        Gen.Select(Time, Time, Gen.Int[-840, 840], Time)
            .Select((started, finished, offset, floor) => new ReceiptTimes(started, finished, offset, floor)),
        Gen.Select(OrNull(Person), OrNull(Told),
            Attestation.Array[0, 3]),
        Gen.Select(Gen.Long[1, long.MaxValue], Maybe(Digest),
            Gen.Select(Digest, Gen.Long[0, 20]).Array[0, 3]))
        .Select((end, instrument, preflight, phases, papers, times, people, chain) => Receipts.Applied() with
        {
            Verdict = end.Item1,
            Refusal = end.Item2,
            Decline = end.Item3,
            Regressed = end.Item4 ? Token.Of<StepId>("step") : null,
            Instrument = instrument,
            Preflight = preflight,
            Phases = phases,
            Compared = papers.Item3,
            Backup = papers.Item1,
            Journal = papers.Item2,
            Times = times,
            Operator = people.Item1,
            LocalIt = people.Item2,
            Attestations = [.. people.Item3],
            KioskReports = chain.Item3 is { Length: > 0 } reports
                ? [.. reports.Select(one => new ReceiptKioskReport(one.Item1, one.Item2))]
                : null,
            Sequence = chain.Item1,
            Previous = chain.Item2,
        });

    private static Gen<T> Any<T>()
        where T : struct, Enum => Gen.OneOf(Enum.GetValues<T>());

    private static Gen<T?> Maybe<T>(Gen<T> gen)
        where T : struct => Gen.Select(Gen.Bool, gen).Select((there, value) => there ? value : (T?)null);

    private static Gen<T?> OrNull<T>(Gen<T> gen)
        where T : class => Gen.Select(Gen.Bool, gen).Select((there, value) => there ? value : null);
}
