using PatchKit.Applier.Operators;
using PatchKit.Applier.Preflight;
using PatchKit.Shared;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Applier.Operators;

/// <summary>A make-believe session that sends every event and asks every question, in the order of a real one.</summary>
internal sealed class ScriptedSession
{
    public const string Fingerprint =
        "root 1: 42189 02129 32987 63771 25496 03752 61899 81747 85724 88708";

    public static readonly LocalizedText PatchPhase = new("Patch", ("it", "Patch software"));
    public static readonly LocalizedText UserPhase = new("User configuration", ("it", "Configurazione utenti"));

    public static readonly LocalizedText[] Steps =
    [
        new("Let the copy service listen on this machine alone", ("it", "Limitare il servizio di copia a questo strumento")),
        new("Install the patch", ("it", "Installare la patch")),
        new("Turn the firewall on", ("it", "Attivare il firewall")),
        new("Take administrator rights from the copy account", ("it", "Togliere i diritti di amministratore all'account")),
        new("Set the service account in Local Run Manager", ("it", "Impostare l'account in Local Run Manager")),
    ];

    public List<object> Answers { get; } = [];

    public static Introduced Introduction { get; } = new("0.1.0", Fingerprint, Rehearsal: true, new(Standing.Untouched));

    public static AttestationQuestion Attestation(string language) => new(
        [
            .. FormSentences.All.Select(sentence => new AskedSentence(sentence,
                sentence.In(Token.Of<CampaignId>("fsn2023-1338"), ["Dx", "RUO"], language))),
        ],
        new("", "") { Company = "Ospedale San Luca" });

    public static LocalItQuestion LocalIt { get; } = new(UserPhase);

    public static ChecksQuestion Checks { get; } = new(
        [
            new(CheckId.Rights, FindingLevel.Stop, "no administrator"),
            new(CheckId.SerialShape, FindingLevel.Warn, "odd") { Facts = ["M7"] },
            new(CheckId.Idle, FindingLevel.Stop, "RTA runs") { Facts = ["process", "RTA", 15], Code = RefusalCode.NotIdle },
            .. new[] { CheckId.OsBuild, CheckId.Address, CheckId.Version, CheckId.Clock, CheckId.Policy }.Select(check =>
                new Finding(check, FindingLevel.Pass, $"{check} was seen")),
        ],
        new(RefusalCode.PreflightStop, "Rights", "no administrator"));

    private static LocalizedText Campaign { get; } =
        new("FSN2023-1338: closing the copy service", ("it", "FSN2023-1338: messa in sicurezza del servizio di copia"));

    public static OriginQuestion Origin { get; } = new(new Origin(
        Campaign,
        "PK-0042",
        "Ospedale San Luca",
        At(10).AddDays(90),
        [new("5d0c71b2f0aa41", "Ada Rossi, release engineering"), new("e91a7740c2d3aa", null)],
        "MiSeqDx",
        "M70503",
        new(SampleModes.Dx.Text),
        new(Standing.Untouched),
        [
            new(Other("miseqdx", "M70503", SampleModes.Ruo), ShownDone: false),
            new(Other("nextseq550dx", "NDX550181", SampleModes.Dx), ShownDone: true),
            new(Other("nextseq550dx", "NDX550181", SampleModes.Ruo) with { IsDelivered = false }, ShownDone: false),
        ],
        new(
            "The copy service of the instrument can be reached from the network. This update closes that way and takes " +
                "needless rights away.",
            ("it", "Il servizio di copia dello strumento è raggiungibile dalla rete. L'aggiornamento chiude questo accesso e " +
                "toglie diritti superflui.")),
        "# FSN2023-1338\n\n*UCS 2.4* (CVE-2023-1968):\n\n1. **UCS 2.5.0**,\n   Dx + RUO\n2. Firewall"));

    public static ConsentQuestion Consent { get; } = new(new ConsentSummary(
        Campaign,
        "Ospedale San Luca",
        "MiSeqDx",
        "M70503",
        new(SampleModes.Dx.Text),
        "MiSeq Operating Software 4.0.1",
        [new(PatchPhase, [.. Steps[..3].Select(Needed)]), new(UserPhase, [.. Steps[3..].Select(Needed)])],
        ["Fast Startup (Windows)"]));

    public static BackupQuestion Backup { get; } = new(
        1_200_000,
        12_300_000_000,
        [new("D:", "/instrument/D/PatchKit", 250_000_000_000), new("F:", "/usb/PatchKit", 4_000_000_000)])
    {
        Read = new(64_000_000, TimeSpan.FromSeconds(0.5)),
    };

    public static ManualStepQuestion ManualStep(int attempt) => new(
        Token.Of<StepId>("lrm-service-account"),
        Steps[4],
        new(
            "1. Open Local Run Manager.\n2. Tools > System Settings > Service Accounts.\n3. Choose the account .\\ucs and save.",
            ("it", "1. Aprire Local Run Manager.\n2. Tools > System Settings > Service Accounts.\n3. Scegliere l'account " +
                ".\\ucs e " +
                "salvare.")),
        attempt,
        3)
    {
        Before = [Service(administrator: true)],
        Now = attempt == 1 ? [] : [Service(administrator: true)],
    };

    private static ServiceObservation Service(bool administrator) => new("UniversalCopyService", Present: true)
    {
        Account = @".\sbsadmin",
        Administrator = administrator,
        Start = ServiceStart.Automatic,
        State = ServiceRunState.Running,
    };

    public static PasswordQuestion Password(bool wrongBefore) => new(".\\ucs", wrongBefore);

    public static RetryQuestion Retry { get; } = new(new(RefusalCode.StickGone, "E:", "the drive is gone"));

    public static RestoreAlteredQuestion Altered { get; } = new(
        17, [.. Enumerable.Range(1, 15).Select(number => $"C:\\Illumina\\RTA\\Configs\\instrument-settings-{number:D2}.xml")]);

    public static BrokenRunsQuestion BrokenRuns { get; } = new(
    [
        new(@"D:\Illumina\MiSeq Temp\Nuova cartella", "has no RTAComplete.txt", At(9).AddYears(-1), 0),
        new(@"D:\Illumina\MiSeq Temp\250405_M70503_0007_000000000-ABCDE", "has no CopyComplete.txt", At(9).AddDays(-40), 12_345),
    ]);

    public static EarlierModeQuestion EarlierMode { get; } = new(SampleModes.Dx, new("diagnostics", ("it", "diagnostica")));

    public static ReturnAddress Support { get; } = new(["PatchKit Support", "Via Roma 1", "20100 Milano"], "+39 02 1234567")
    {
        AdverseEvents = ["Ministero della Salute", "dispovigilance@example.org"],
    };

    public static OutstandingMode Ruo { get; } = Other("miseqdx", "M70503", SampleModes.Ruo);

    public static SessionOutcome Done { get; } = new(Verdict.Applied, null)
    {
        State = new(Standing.Done),
        Receipt = new("E:\\receipts\\M70503-Dx-20260105T101500Z-1.dsse.json", Code("2N51-RMTD-2S1Y"), null),
        Outstanding = [Ruo],
    };

    /// <summary>A code that an instrument made.</summary>
    public static SituationCode Code(string text) =>
        SituationCode.TryParse(text, out var code) ? code : throw new ArgumentException(text, nameof(text));

    /// <summary>Goes the whole way; the answers are in <see cref="Answers"/>.</summary>
    public async Task<SessionOutcome> Run(IOperator person, CancellationToken cancel)
    {
        person.Tell(Introduction);
        foreach (var happened in Verifying)
            person.Tell(happened);
        Answers.Add(await person.Ask(Retry, cancel));
        Answers.Add(await person.Ask(BrokenRuns, cancel));
        Answers.Add(await person.Ask(EarlierMode, cancel));
        Answers.Add(await person.Ask(Checks, cancel));
        Answers.Add(await person.Ask(Origin, cancel));
        Answers.Add(await person.Ask(Attestation(person.Language), cancel));
        Answers.Add(await person.Ask(LocalIt, cancel));
        person.Tell(new StageStarted(Stage.Consent));
        Answers.Add(await person.Ask(Consent, cancel));
        person.Tell(new StageEnded(Stage.Consent, "Anna Rossi"));
        person.Tell(new StageStarted(Stage.Backup));
        Answers.Add(await person.Ask(Backup, cancel));
        foreach (var happened in BackingUp)
            person.Tell(happened);
        person.Tell(new StageStarted(Stage.Apply));
        for (var index = 0; index < 4; index++)
            foreach (var happened in Step(index, StepOutcome.Done))
                person.Tell(happened);
        person.Tell(new StepStarted(UserPhase, Steps[4], 5, 5, Undoing: false));
        Answers.Add(await person.Ask(Password(wrongBefore: false), cancel));
        Answers.Add(await person.Ask(ManualStep(1), cancel));
        Answers.Add(await person.Ask(ManualStep(2), cancel));
        Answers.Add(await person.Ask(Altered, cancel));
        person.Tell(new StepEnded(Steps[4], StepOutcome.Done, "UniversalCopyService runs as .\\ucs"));
        person.Tell(new StageEnded(Stage.Apply));
        person.Tell(new StageStarted(Stage.Receipt));
        person.Tell(new StageEnded(Stage.Receipt, "M70503-Dx-20260105T101500Z-1.dsse.json"));
        person.Tell(new SessionEnded(Done));
        return Done;
    }

    public static OutstandingMode Other(string product, string serial, ModeId mode) =>
        new(Token.Of<ProductId>(product), Token.Of<SerialNumber>(serial), mode, IsHere: serial == "M70503")
        { Instrument = $"{(product == "miseqdx" ? "MiSeqDx" : "NextSeq 550Dx")} {serial}" };

    private static DateTimeOffset At(int hour) => new(2026, 1, 5, hour, 0, 0, TimeSpan.Zero);

    public static IEnumerable<SessionEvent> Verifying =>
    [
        new StageStarted(Stage.Discover),
        new StageEnded(Stage.Discover, "PK-0042", "E:"),
        new StageStarted(Stage.Stage),
        new BytesMoved(Stage.Stage, 0, 48_000_000),
        new BytesMoved(Stage.Stage, 24_000_000, 48_000_000),
        new BytesMoved(Stage.Stage, 48_000_000, 48_000_000),
        new SupportKnown(Support),
        new StageEnded(Stage.Stage, "fsn2023-1338-r1", "2"),
        new Noted(Note.ForeignFiles, "scan-report.txt"),
        new Noted(Note.ClockBehind, At(8), At(10)),
        new StageStarted(Stage.Identify),
        new StageEnded(Stage.Identify, "MiSeqDx", "M70503", "Dx", "MiSeq Operating Software 4.0.1"),
        new StageStarted(Stage.Preflight),
        .. Enum.GetValues<CheckId>().Where(check => check != CheckId.Kiosk).Select(check => new Checked(new Finding(
            check,
            check == CheckId.OtherMode ? FindingLevel.Warn : FindingLevel.Pass,
            $"{check} was seen"))),
        new StageEnded(Stage.Preflight),
    ];

    public static IEnumerable<SessionEvent> BackingUp =>
    [
        new BytesMoved(Stage.Backup, 0, 1_200_000),
        new BytesMoved(Stage.Backup, 1_200_000, 1_200_000),
        new StageEnded(Stage.Backup, "12", "D:\\PatchKit"),
        new StageStarted(Stage.ProveRestore),
        new BytesMoved(Stage.ProveRestore, 1_200_000, 1_200_000),
        new StageEnded(Stage.ProveRestore, "12"),
    ];

    public static IEnumerable<SessionEvent> Step(int index, StepOutcome outcome) =>
    [
        new StepStarted(index < 3 ? PatchPhase : UserPhase, Steps[index], index + 1, Steps.Length, Undoing: false),
        new StepEnded(Steps[index], outcome, "read back"),
    ];

    private static PlannedTitle Needed(LocalizedText title) => new(title, Needed: true);
}
