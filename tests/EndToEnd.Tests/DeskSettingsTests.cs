using System.Text.Json.Nodes;
using PatchKit.Shared;
using PatchKit.Tests.EndToEnd.Support;

namespace PatchKit.Tests.EndToEnd;

/// <summary>What a desk says once holds for every command, wherever it is started.</summary>
public sealed class DeskSettingsTests : IDisposable
{
    private readonly DeskBench _desk;

    public DeskSettingsTests(Round round) => _desk = new(round);

    private Built Packager => Built.Packager.With(("PATCHKIT_SETTINGS", _desk.At("home", "settings.json")));

    public void Dispose() => _desk.Dispose();

    [Fact]
    public async Task A_stick_is_made_with_what_was_set_once_and_no_second_ledger_appears()
    {
        await _desk.Prepare();
        (await Packager.Run("settings", "set", "--release", _desk.Release, "--ledger", _desk.Ledger, "--language", "it",
            "--return-line", "Assistenza", "--return-line", "Via Roma 1", "--telephone", "+39 02 000000")).Ended(0);
        var order = JsonNode.Parse(await File.ReadAllTextAsync(_desk.At("order.json"), TestContext.Current.CancellationToken))!;
        order["stick"] = "PK-SET";
        order.AsObject().Remove("languages");
        order.AsObject().Remove("returnTo");
        await File.WriteAllTextAsync(_desk.At("short.json"), order.ToJsonString(), TestContext.Current.CancellationToken);
        var before = Directory.GetFiles(Path.GetTempPath(), "*.db");

        (await Packager.Reading(_desk.At("passphrase")).Run("stick", _desk.At("short.json"), "--output", _desk.At("stick"),
            "--key", _desk.At("keys", "support-desk.key.json"), "--passphrase-fd", "3")).Ended(0);

        var inspected = (await Packager.Run("inspect", _desk.At("stick"), "--root", _desk.Root, "--json")).Ended(0).Output;
        Assert.Contains("PK-SET", inspected, StringComparison.Ordinal);
        Assert.Contains("\"name\": \"", inspected, StringComparison.Ordinal);
        var delivery = JsonNode.Parse(await File.ReadAllTextAsync(
            Directory.GetFiles(_desk.At("stick", "release", "targets", "deliveries"), "*.PK-SET.json").Single(),
            TestContext.Current.CancellationToken))!;
        Assert.Equal("it", (string?)delivery["languages"]![0]);
        Assert.Equal("Via Roma 1", (string?)delivery["returnTo"]!["lines"]![1]);
        (await Packager.Run("keys", "show")).Ended(0);
        (await Packager.Run("sent", "PK-SET", "--by", "Sofia", "--note", "by post")).Ended(0);
        Assert.Equal(before, Directory.GetFiles(Path.GetTempPath(), "*.db"));
    }

    [Fact]
    public async Task What_neither_the_order_nor_the_settings_say_is_asked_for_before_anything_is_signed()
    {
        await _desk.Prepare();
        var order = JsonNode.Parse(await File.ReadAllTextAsync(_desk.At("order.json"), TestContext.Current.CancellationToken))!;
        order.AsObject().Remove("returnTo");
        await File.WriteAllTextAsync(_desk.At("short.json"), order.ToJsonString(), TestContext.Current.CancellationToken);

        (await Packager.Run("stick", _desk.At("short.json"), "--release", _desk.Release, "--output", _desk.At("stick"),
            "--ledger", _desk.Ledger, "--key", _desk.At("keys", "support-desk.key.json")))
            .Ended((int)RefusalCode.AuthoredInvalid)
            .OneScreen("short.json: $.returnTo", "packager settings set", "Nothing was written.");
    }

    [Fact]
    public async Task Settings_that_cannot_be_used_are_not_kept_and_broken_ones_stop_every_command()
    {
        (await Packager.Run("settings", "set", "--release", _desk.At("nowhere"))).Ended((int)RefusalCode.InputMissing);
        Assert.False(File.Exists(_desk.At("home", "settings.json")));

        (await Packager.Run("settings", "set", "--telephone", "+39")).Ended((int)RefusalCode.AuthoredInvalid);
        Directory.CreateDirectory(_desk.At("home"));
        await File.WriteAllTextAsync(_desk.At("home", "settings.json"), """{ "schema": "1.0", "ledgr": "x" }""",
            TestContext.Current.CancellationToken);

        (await Packager.Run("desk", "today")).Ended((int)RefusalCode.AuthoredInvalid)
            .OneScreen("settings.json:1:", "ledgr", "Nothing was written.");
    }

    [Fact]
    public async Task Without_a_command_it_says_what_is_set_and_where_to_begin()
    {
        var ran = (await Packager.Run()).Ended(0);

        Assert.Contains("packager rehearse", ran.Output, StringComparison.Ordinal);
        Assert.Contains("none set: each folder would have its own", ran.Output, StringComparison.Ordinal);
        Assert.InRange(ran.Output.Split('\n').Length, 8, 24);
        Assert.All(ran.Output.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, 120));
    }

    [Fact]
    public async Task A_shell_completes_commands_options_and_values()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "asked of bash");
        Assert.Equal(["sent", "serve", "settings", "settle"], await Completed("packager se"));
        Assert.Contains("--require-complete", await Completed("packager report --re"));
        Assert.Equal(["bash"], await Completed("packager completion b"));
    }

    private static async Task<string[]> Completed(string line)
    {
        var script = $$"""
            packager() { "{{string.Join("\" \"", Built.Packager.Program())}}" "$@"; }
            eval "$(packager completion bash)"
            COMP_LINE=$1 COMP_POINT=${#1}
            read -ra COMP_WORDS <<< "$1"
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _packager
            printf '%s\n' "${COMPREPLY[@]}"
            """;
        var ran = (await Published.Tool("/bin/bash", ["-c", script, "bash", line], null, ("DOTNET_ROOT", Built.Dotnet))).Ended(0);
        return
        [
            .. ran.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Trim())
                .Order(StringComparer.Ordinal),
        ];
    }
}
