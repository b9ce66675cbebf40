using PatchKit.Packager.Host;
using PatchKit.Packager.Rehearsal;
using PatchKit.Shared;

namespace PatchKit.Packager.Commands;

/// <summary>What the program says to whoever starts it without a command.</summary>
internal static class FirstStart
{
    private const string Rehearsal = "a whole round on make-believe instruments, in a folder of its own";

    private static readonly string[] Beginning =
    [
        "  packager settings set --release FOLDER --ledger FILE",
        "                                    for a desk that was given a release and an Applier folder",
        "  packager keys init-root --help    for a vendor who begins: the key ceremony",
    ];

    private static readonly string[] EveryDay =
    [
        "Every day:",
        "  packager keys show                warns before anything expires",
        "  packager stick ORDER --output E:\\ --applier FOLDER --key KEY",
        "  packager receive E:\\              what came back",
        "  packager desk today               whom to call",
    ];

    // A published Packager brings no Applier along, and what a desk is given for sticks runs on Windows alone.
    private static string[] Rehearse(PackagerServices services) =>
        new ApplierProcess(services.Files).FaultIn(ApplierProcess.UsualFolder) is null
            ? [$"  packager rehearse --unattended    {Rehearsal}"]
        : OperatingSystem.IsWindows()
            ? ["  packager rehearse --unattended --applier FOLDER", $"                                    {Rehearsal}"]
            : [];

    /// <summary>Says what this is, what is set, and where to begin.</summary>
    public static int Explain(PackagerServices services)
    {
        var settings = services.Settings;
        foreach (var line in (string[])
            [
                "PatchKit Packager: builds and signs sticks with patches, reads their receipts back, says who has done what.",
                "",
                $"  release   {settings.Release ?? "none set"}",
                $"  ledger    {settings.Ledger ?? "none set: each folder would have its own"}",
                $"  settings  {services.SettingsFile}",
                "",
                .. settings.Release is null ? ["To begin:", .. Rehearse(services), .. Beginning] : EveryDay,
                "",
                "'packager --help' lists every command, and each explains itself with --help.",
            ])
            services.Out.WriteLine(Printable.Line(line));
        return 0;
    }
}
